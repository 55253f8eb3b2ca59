"""The page Check, as a teacher sees it."""

import httpx
import pytest
from checking import WHEN, WHY, csv_of, inspected, quotations_of, table_of, wait_for_change
from looking import DESKTOP, PHONE, axe, check_narrow
from tiny_engine import PAYLOAD, THRESHOLD

pytestmark = pytest.mark.browser

MANY = "What does paragraph number 7 of the book say?"
REFUSED = "Was the party in Leningrad or Novosibirsk or Vladivostok or Omsk larger?"
STAGES = ("dense", "lexical", "fused", "reader")


@pytest.mark.parametrize("question", [WHY, WHEN, MANY, REFUSED])
def test_shown_scores_are_those_of_the_api_and_reproduce_the_order(open_check, app_url, question):
    rows = table_of(open_check(question))
    expected = inspected(app_url, question)["passages"]
    assert [row["text"] for row in rows] == [passage["text"] for passage in expected]
    assert [row["rank"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    for row, passage in zip(rows, expected, strict=True):
        scores = passage["stages"]
        assert row["scores"] == {s: f"{scores[s]['score']:.3f}" if s in scores else None for s in STAGES}
    read = [float(row["scores"]["reader"]) for row in rows if row["scores"]["reader"] is not None]
    rest = [float(row["scores"]["fused"]) for row in rows[len(read) :]]
    assert read == sorted(read, reverse=True)
    assert rest == sorted(rest, reverse=True)


def test_up_to_twenty_passages_are_ranked_and_those_not_read_say_so(open_check):
    page = open_check(MANY)
    rows = table_of(page)
    assert len(rows) == 20
    assert [row["scores"]["reader"] is None for row in rows] == [False] * 8 + [True] * 12
    assert page.locator(".rg-ev, .rg-cut").nth(8).get_attribute("class") == "rg-cut"
    outcomes = [row["outcome"] for row in rows]
    assert outcomes[:3] == ["Quoted as 1", "Quoted as 2", "Quoted as 3"]
    assert set(outcomes[3:8]) == {"Enough was quoted before it"}
    assert set(outcomes[8:]) == {"Not read: too far down in the search"}


@pytest.mark.parametrize("question", [WHY, WHEN, REFUSED])
def test_answer_is_the_one_that_the_chat_gives(open_check, app_url, question):
    page = open_check(question)
    answer = httpx.get(app_url + "v1/ask", params={"q": question}).json()
    assert quotations_of(page) == [extract["text"] for extract in answer["extracts"]]
    assert f"{answer['confidence']:.3f}" in page.locator(".rg-kicker").text_content()


def test_best_sentence_is_marked_and_what_is_quoted_is_yellow(open_check, app_url):
    page = open_check(WHY)
    answer = inspected(app_url, WHY)
    best = [passage["best"]["text"] for passage in answer["passages"]]
    assert page.locator(".rg-best").all_text_contents() == best
    assert set(page.locator(".rg-ev mark").all_text_contents()) == {e["text"] for e in answer["answer"]["extracts"]}


def test_threshold_is_a_line_on_the_readers_bar(open_check):
    page = open_check(WHEN)
    places = page.locator("[data-stage=reader] .bar").evaluate_all(
        """(all) => all.map((bar) => {
            const [box, fill, line] = [bar, bar.children[0], bar.children[1]].map((e) => e.getBoundingClientRect());
            return [fill.width / box.width, (line.left + line.width / 2 - box.left) / box.width];
        })"""
    )
    scores = [float(row["scores"]["reader"]) for row in table_of(page)]
    assert [fill for fill, _ in places] == pytest.approx(scores, abs=0.005)
    assert [line for _, line in places] == pytest.approx([THRESHOLD] * len(scores), abs=0.005)
    assert scores[0] > THRESHOLD > scores[-1]


def test_refused_question_says_so_on_every_passage(open_check):
    page = open_check(REFUSED)
    assert page.locator(".rg-verdict").get_attribute("data-state") == "refused"
    assert "below the threshold 0.450" in page.locator(".rg-kicker").text_content()
    assert {row["outcome"] for row in table_of(page)} == {"Below the threshold: the answer was refused"}
    assert page.locator(".rg-ev mark").count() == 0


def test_csv_is_the_table(open_check):
    page = open_check(MANY)
    saved = csv_of(page)
    assert [
        {
            "rank": row["rank"],
            "scores": {stage: row[stage] or None for stage in STAGES},
            "outcome": row["outcome"],
            "where": f"{row['title']} · {row['place']}",
            "text": row["passage"],
        }
        for row in saved
    ] == table_of(page)
    assert {(row["question"], row["threshold"]) for row in saved} == {(MANY, "0.450")}


def test_csv_holds_no_formula(open_check):
    page = open_check('=HYPERLINK("x") hostile document says, first "sentence"')
    saved = csv_of(page)
    assert saved[0]["question"] == '\'=HYPERLINK("x") hostile document says, first "sentence"'
    assert saved[0]["title"] == PAYLOAD
    assert not [value for row in saved for value in row.values() if value[:1] in "=+-@\t\r" and value]


def test_question_is_checked_from_the_box_and_its_link_round_trips(open_check, open_page, app_url):
    page = open_check(permissions=["clipboard-read", "clipboard-write"])
    page.fill("#box textarea", f"  {WHY} ")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rg-ev")
    page.fill("#box textarea", WHEN)
    page.click("#send")
    page.wait_for_function("document.querySelector('.rg-best')?.textContent.startsWith('Trotsky was expelled')")
    expected = table_of(page)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert httpx.URL(link).params["q"] == WHEN
    other = open_page(link.removeprefix(app_url), ready=".rg-ev")
    assert table_of(other) == expected
    assert other.input_value("#box textarea") == WHEN
    other.reload()
    other.wait_for_selector(".rg-ev")
    assert table_of(other) == expected


def test_passage_opens_in_its_document_and_focus_returns(open_check):
    page = open_check(WHY)
    texts = [row["text"] for row in table_of(page)]
    for n in (0, 1):
        page.get_by_role("button", name=f"Open in document (passage {n + 1})", exact=True).click()
        page.wait_for_function(f"document.querySelector('.rg-rh .pos')?.textContent.startsWith('Source {n + 1} ')")
        page.wait_for_selector(".rg-reader:not([aria-busy]) .rg-p mark")
        assert "".join(page.locator(".rg-p mark").all_text_contents()) == texts[n]
    page.keyboard.press("Escape")
    assert page.locator("#readcol").is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Open in document (passage 2)"


def test_quotation_of_the_answer_opens_too(open_check):
    page = open_check(WHEN)
    page.locator(".rg-verdict .rg-cite").first.click()
    page.wait_for_selector(".rg-p mark")
    assert page.locator(".rg-p mark").all_text_contents() == quotations_of(page)


def test_blank_question_checks_nothing(open_check):
    page = open_check()
    page.fill("#box textarea", "   ")
    page.click("#send")
    page.wait_for_timeout(300)
    assert page.locator(".rg-ranking").text_content() == ""
    assert "q=" not in page.url


def test_question_that_cannot_be_asked_and_a_passage_that_is_gone_say_so(open_check, open_page):
    page = open_check("?!", ready=".rg-none")
    assert "The question is blank" in page.locator(".rg-none").text_content()
    page = open_page("check?q=Who+ruled%3F&without=answers/none.md:0-9", ready=".rg-none")
    assert "no passage 'answers/none.md:0-9'" in page.locator(".rg-none").text_content()


def test_breakdown_and_lost_connection_offer_to_try_again(open_check):
    page = open_check("boom", ready=".rg-none")
    assert "/secret" not in page.content()
    page.fill("#box textarea", WHEN)
    page.context.set_offline(True)
    page.click("#send")
    page.get_by_text("Ascent cannot be reached.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".rg-ev")
    assert page.input_value("#box textarea") == WHEN


def test_keyboard_goes_on_from_the_result_of_trying_again(open_check):
    page = open_check("boom", ready=".rg-none")
    page.locator(".rg-none").evaluate("e => (e.dataset.old = '1')")
    page.get_by_role("button", name="Try again").press("Enter")
    page.wait_for_selector(".rg-none:not([data-old])")
    page.wait_for_function("document.activeElement.matches('.rg-ranking > h2')")


def test_payloads_show_verbatim_and_never_run(open_check):
    page = open_check(f"{PAYLOAD} hostile document says first sentence")
    assert PAYLOAD in page.locator(".rg-ev").first.text_content()
    assert PAYLOAD in page.locator(".rg-tag + span").first.text_content()
    page.locator(".rg-leave").first.click()
    page.wait_for_selector(".rg-without")
    assert PAYLOAD in page.locator(".rg-without li").text_content()
    assert page.evaluate("window.PWNED") is None
    assert page.problems == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_check, theme, size):
    page = open_check(color_scheme=theme, reduced_motion="reduce", **size)
    found = {"empty": axe(page)}
    page = open_check(MANY, color_scheme=theme, reduced_motion="reduce", **size)
    page.get_by_text("What the scores and marks mean").click()
    found["answered"] = axe(page)
    wait_for_change(page, page.locator(".rg-leave").first.click)
    page.locator(".rg-without summary").click()
    found["without"] = axe(page)
    page.get_by_role("button", name="Open in document").first.click()
    page.wait_for_selector(".rg-p mark")
    found["reader"] = axe(page)
    page = open_check(REFUSED, color_scheme=theme, reduced_motion="reduce", **size)
    found["refused"] = axe(page)
    page = open_check("boom", ready=".rg-none", color_scheme=theme, reduced_motion="reduce", **size)
    found["failed"] = axe(page)
    assert {state: problems for state, problems in found.items() if problems} == {}


@pytest.mark.parametrize("question", [MANY, REFUSED])
def test_nothing_overflows_or_is_too_small_at_320_pixels(open_check, question):
    page = open_check(question, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page.get_by_text("What the scores and marks mean").click()
    check_narrow(page)
    wait_for_change(page, page.locator(".rg-leave").first.click)
    page.locator(".rg-without summary").click()
    check_narrow(page)
    page.get_by_role("button", name="Open in document").first.click()
    page.wait_for_selector(".rg-reader .rg-p")
    check_narrow(page)
