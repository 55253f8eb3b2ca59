"""The page Check without some passages: what the answer would be then."""

import pytest
from checking import WHEN, WHY, csv_of, inspected, quotations_of, table_of, wait_for_change

pytestmark = pytest.mark.browser


def test_answer_without_passages_and_with_them_again(open_check, app_url):
    page = open_check(WHY)
    before, quoted = table_of(page), quotations_of(page)
    names = [passage["passage"] for passage in inspected(app_url, WHY)["passages"]]
    left = []
    for _ in range(2):
        left.append(page.locator(".rg-ev").first.get_attribute("data-passage"))
        wait_for_change(page, page.locator(".rg-leave").first.click)
        expected = inspected(app_url, WHY, without=left)
        assert [row["text"] for row in table_of(page)] == [p["text"] for p in expected["passages"]]
        assert quotations_of(page) == [e["text"] for e in expected["answer"]["extracts"]]
        assert page.locator(".rg-without li").count() == len(left)
        assert page.evaluate("document.activeElement.textContent").startswith("Put it back")
    assert left[0] == names[0]
    assert quotations_of(page) != quoted
    assert "This would be the answer instead." in page.locator(".rg-without").text_content()
    page.locator(".rg-without summary").click()
    assert page.locator(".rg-without .rg-text").all_text_contents() == quoted
    page.reload()
    page.wait_for_selector(".rg-without")
    assert page.locator(".rg-without li").count() == 2
    for _ in range(2):
        wait_for_change(page, page.get_by_role("button", name="Put it back").first.click)
    assert page.locator(".rg-without").count() == 0
    assert (table_of(page), quotations_of(page)) == (before, quoted)
    assert "without=" not in page.url


def test_passage_that_is_not_quoted_changes_nothing_and_the_only_one_that_answers_everything(open_check):
    page = open_check(WHEN)
    wait_for_change(page, page.locator(".rg-ev:not([data-fate=quoted]) .rg-leave").last.click)
    assert "The answer stays the same." in page.locator(".rg-without").text_content()
    while page.locator(".rg-verdict[data-state=answered]").count():
        wait_for_change(page, page.locator(".rg-ev[data-fate=quoted] .rg-leave").first.click)
    assert "The sources would not answer this." in page.locator(".rg-without").text_content()


def test_no_passage_is_left_where_the_only_one_is_left_out(open_check):
    page = open_check("zyxwomble")
    wait_for_change(page, page.locator(".rg-leave").click)
    assert "The search found no passage." in page.locator(".rg-ranking").text_content()
    assert [row["outcome"] for row in csv_of(page)] == ["Left out"]


def test_csv_names_what_was_left_out(open_check):
    page = open_check(WHEN)
    text = page.locator(".rg-ev .tx > p").first.text_content()
    wait_for_change(page, page.locator(".rg-leave").first.click)
    last = csv_of(page)[-1]
    assert (last["outcome"], last["rank"], last["passage"]) == ("Left out", "", text)


def test_open_passage_is_none_of_the_list_without_another(open_check):
    page = open_check(WHY)
    page.get_by_role("button", name="Open in document").nth(1).click()
    page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p mark")
    wait_for_change(page, page.locator(".rg-leave").first.click)
    assert page.evaluate("document.activeElement.textContent").startswith("Put it back")
    page.get_by_label("Previous source").click()
    page.wait_for_function("document.querySelector('.rg-rh .pos').textContent.startsWith('Source 1 ')")
    assert page.locator(".rg-ranking [aria-pressed=true]").count() == 0
