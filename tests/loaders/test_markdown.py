"""Markdown gives its prose and none of its markup."""

import random

import pytest
from random_text import WORDS

from rag.errors import LoadingError
from rag.loaders.markdown import parse_markdown
from rag.types import Section

ANSWER = (
    "---\ntitle: Who ruled?\ntopics: [stalin, party]\n---\n\n## The office\n\nStalin ruled.\n\n## The end\n\nHe died.\n"
)


def _front_matter(lines):
    return parse_markdown(f"---\n{lines}\n---\n\nText.")


def test_answer_file_gives_title_text_sections_and_metadata():
    parsed = parse_markdown(ANSWER)
    assert parsed.title == "Who ruled?"
    assert parsed.text == "Stalin ruled.\n\nHe died."
    assert parsed.sections == (Section(0, "The office"), Section(15, "The end"))
    assert parsed.metadata == {"topics": ["stalin", "party"]}


def test_windows_line_ends_change_nothing():
    assert parse_markdown(ANSWER.replace("\n", "\r\n")) == parse_markdown(ANSWER)


def test_first_heading_is_the_title_where_no_front_matter_gives_one():
    assert parse_markdown("# My title\n\nText.").title == "My title"


def test_heading_under_text_is_no_title():
    assert parse_markdown("Text.\n\n# Later\n\nMore.").title is None


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("*Stalin* **ruled** the `party`.", "Stalin ruled the party."),
        ("[Stalin](http://x.example/y) ruled.", "Stalin ruled."),
        ("Stalin &amp; Co. &#169; &eacute;", "Stalin & Co. © é"),
        ("Stalin <b onclick='x'>ruled</b>.", "Stalin ruled."),
        (r"5 \* 3 \_a\_", "5 * 3 _a_"),
        ("One line\nand its second", "One line\nand its second"),
        ("One line  \nbroken hard", "One line\nbroken hard"),
        ("It ends here.<br>Second<BR/>third<br />fourth.", "It ends here. Second third fourth."),
        ("One line<br>\nand its second", "One line \nand its second"),
        ("| a<br>b |\n|---|\n| c |", "a b\n\nc"),
        ("> quoted words", "quoted words"),
        ("- first\n- second", "first\n\nsecond"),
        ("1. first\n2. second", "first\n\nsecond"),
        ("| a | b |\n|---|---|\n| c | d |", "a\n\nb\n\nc\n\nd"),
        ("```\ncode here\n```", "code here"),
        ("<div>\nhtml only\n</div>\n\nText.", "Text."),
        ("<!-- hidden -->\n\nText.", "Text."),
        ("Text.[^1]", "Text.[^1]"),
    ],
)
def test_markup_is_taken_off(markup, plain):
    assert parse_markdown(markup).text == plain


def test_prose_of_random_words_stays_as_it_is():
    generator = random.Random(3)
    awkward = ["😀", "👩‍👧", "e\u0301", "\u2028", "\u202e", "\u200b", "“", "”", "…", "ﬁ", "一", "\u00a0", "\ufeff"]
    for _ in range(1000):
        paragraphs = [
            " ".join(["Word", *generator.choices([*WORDS, *awkward], k=generator.randint(1, 20)), "end."])
            for _ in range(generator.randint(1, 4))
        ]
        assert parse_markdown("\n\n".join(paragraphs) + "\n").text == "\n\n".join(paragraphs)


@pytest.mark.parametrize("lines", ["- a\n- b", "just words", "a: [b", "a: b: c", "\ta: b", "? [a]\n: b"])
def test_front_matter_that_is_no_mapping_is_refused(lines):
    with pytest.raises(LoadingError, match="front matter"):
        _front_matter(lines)


@pytest.mark.parametrize(
    ("line", "value"),
    [("1922: a", {"1922": "a"}), ("day: 1922-13-45", {"day": "1922-13-45"}), ("x: yes", {"x": "yes"})],
)
def test_front_matter_is_kept_as_it_is_written(line, value):
    assert _front_matter(line).metadata == value


def test_title_that_looks_like_a_number_or_a_date_is_a_title():
    assert [_front_matter(f"title: {t}").title for t in ("1917", "1917-10-25", "No")] == ["1917", "1917-10-25", "No"]


def test_front_matter_that_unfolds_without_end_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(LoadingError, match="aliases"):
        _front_matter("\n".join(lines))
    with pytest.raises(LoadingError, match="front matter"):
        _front_matter("a: " + "[" * 5000)


def test_rule_of_dashes_is_no_front_matter():
    assert parse_markdown("Text.\n\n---\n\nMore.").text == "Text.\n\nMore."
