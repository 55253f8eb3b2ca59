"""What the tests of the page Check read off it."""

import csv
import io

import httpx

WHY = "Why was the post of General Secretary important?"
WHEN = "When was Trotsky expelled from the party?"


def inspected(app_url, question, **more):
    """Return what REST says of a question."""
    return httpx.get(app_url + "v1/check", params={"q": question, **more}).json()


def table_of(page):
    """Return what the page shows of each passage: rank, scores of the stages, outcome, title and place, words."""
    return page.locator(".rg-ev").evaluate_all(
        """(all) => all.map((e) => ({
            rank: e.querySelector('.rk').lastChild.textContent,
            scores: Object.fromEntries([...e.querySelectorAll('[data-stage]')].map((s) =>
                [s.dataset.stage, s.querySelector('b') ? s.querySelector('b').textContent : null])),
            outcome: e.querySelector('.rg-tag').textContent,
            where: e.querySelector('.rg-tag + span').textContent,
            text: e.querySelector('.tx > p').textContent,
        }))"""
    )


def quotations_of(page):
    """Return the words that the page quotes."""
    return page.locator(".rg-verdict .rg-text").all_text_contents()


def csv_of(page):
    """Return the rows of the CSV that the page saves."""
    with page.expect_download() as download:
        page.click("#dl")
    assert download.value.suggested_filename.endswith(".csv")
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def wait_for_change(page, act):
    """Do what makes the page ask again, and wait until it has drawn the answer."""
    page.evaluate("document.querySelector('.rg-verdict').dataset.old = '1'")
    act()
    page.wait_for_selector(".rg-verdict:not([data-old])")
