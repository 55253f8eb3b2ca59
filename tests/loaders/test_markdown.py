"""Markdown gives its prose and none of its markup."""

import random

import pytest
from random_text import WORDS

from rag.loaders.markdown import parse_markdown
from rag.types import Section

ANSWER = (
    "---\ntitle: Who ruled?\ntopics: [stalin, party]\n---\n\n## The office\n\nStalin ruled.\n\n## The end\n\nHe died.\n"
)


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
        ("10<sup>6</sup> in 1924<sup>1</sup>, H<SUB>2</SUB>O", "10⁶ in 1924¹, H₂O"),
        ("1924<sup>[12](#n)</sup>, 1925<sup><a href='#n'>3</a></sup>, 19<sup>th</sup>", "1924[12], 1925[3], 19th"),
        ("1924<sup>1 and more", "19241 and more"),
        ("> quoted words", "quoted words"),
        ("- first\n- second", "first\n\nsecond"),
        ("1. first\n2. second", "first\n\nsecond"),
        ("0. first\n1. second", "0. first\n\n1. second"),
        ("1. first\n1. second", "first\n\nsecond"),
        ("1917. Power.\n1924. Lenin *dies*.\n\n   A year.", "1917. Power.\n\n1924. Lenin dies.\n\nA year."),
        ("1924) Lenin dies.", "1924) Lenin dies."),
        ("- x\n\n  5. five\n  7. seven\n- y", "x\n\n5. five\n\n7. seven\n\ny"),
        ("5. ```\n   code\n   ```\n6.\n7. last", "code\n\n7. last"),
        ("| a | b |\n|---|---|\n| c | d |", "a | b\n\nc | d"),
        ("| | b |\n|---|---|\n| c | |", "b\n\nc"),
        ("```\ncode here\n```", "code here"),
        ("<div>\nhtml <b>only</b>\n</div>\n\nText.", "html only\n\nText."),
        ("<p>First</p>\n<ul><li>Second<ul><li>Third</li></ul></li></ul>\n\nText.", "First\n\nSecond\n\nThird\n\nText."),
        ("<div>A<p>B<br>C</p>D</div>", "A\n\nB C\n\nD"),
        ("<table><tr><th>Year</th><th>Grain</th></tr><tr><td>1932</td><td>5.9</td></tr></table>",
         "Year | Grain\n\n1932 | 5.9"),
        ("<table><tr><td><p>Year</p></td><td><div>Grain</div></td></tr><tr><td><p>1932</p></td><td>5.9</td></tr></table>",
         "Year | Grain\n\n1932 | 5.9"),
        ("<script>\nhidden\n</script>\n\nText.", "Text."),
        ("<style>\nhidden\n</style>\n\nText.", "Text."),
        ("<div style='display: none'>\nhidden\n</div>\n\nText.", "Text."),
        ("<p>Seen <span hidden>and not</span> here.</p>", "Seen here."),
        ("<p align=center><img src=x></p>\n\nText.", "Text."),
        ("<!-- hidden -->\n\nText.", "Text."),
        ("Text.[^1]", "Text.[^1]"),
        ("Text.[^1]\n\n[^1]: Conquest.", "Text.[^1]\n\n[^1]: Conquest."),
        ("Text.[^a]\n[^a]: *Conquest*,\n    p. 5.\n[^b]: Service.",
         "Text.[^a]\n\n[^a]: Conquest,\np. 5.\n\n[^b]: Service."),
        ("[Text][1].\n\n[1]: http://x.example/y", "Text."),
    ],
)  # fmt: skip
def test_markup_is_taken_off(markup, plain):
    assert parse_markdown(markup).text == plain


HIDDEN = [
    ("Seen <span style='display:none'>hidden words</span> here.", "Seen  here."),
    ("Seen <span hidden>hidden **and** `more`</span> here.", "Seen  here."),
    ("Seen <b aria-hidden='true'>hidden <b>words</b> and more</b>.", "Seen ."),
    ("Seen <span style='color:white'>hidden <i style='color:red'>but not</i></span> here.", "Seen but not here."),
    ("Seen <span hidden>to the *end*\nof the paragraph\n\nMore.", "Seen\n\nMore."),
    ("| a <i hidden>b</i> | c |\n|---|---|\n| <i hidden>d</i> | e |", "a | c\n\ne"),
    ("1924<sup hidden>1</sup> and 10<sup>6</sup>", "1924 and 10⁶"),
    ("<i hidden>nothing</i>\n\nSeen.", "Seen."),
]


@pytest.mark.parametrize(("markup", "plain"), HIDDEN)
def test_words_that_a_tag_among_them_hides_are_not_quoted(markup, plain):
    assert parse_markdown(markup).text == plain


def test_words_behind_a_tag_that_is_never_closed_are_kept():
    assert parse_markdown("Write <title> or <b title='x'> first.").text == "Write  or  first."


def test_heading_in_raw_html_opens_a_section():
    parsed = parse_markdown("Text.\n\n<h3>Power</h3>\n<p>He won.</p>")
    assert parsed.sections == (Section(7, "Power"),)
    assert parsed.text == "Text.\n\nHe won."


def test_section_is_called_by_the_headings_above_it_too():
    lives = "# Trotsky\n\n## Early life\n\nBorn in 1879.\n\n# Stalin\n\n## Early life\n\nBorn in 1878."
    assert [section.heading for section in parse_markdown(lives).sections] == ["Early life", "Stalin · Early life"]


def test_prose_of_random_words_stays_as_it_is():
    generator = random.Random(3)
    awkward = ["😀", "👩‍👧", "e\u0301", "\u2028", "\u202e", "\u200b", "“", "”", "…", "ﬁ", "一", "\u00a0", "\ufeff"]
    for _ in range(1000):
        paragraphs = [
            " ".join(["Word", *generator.choices([*WORDS, *awkward], k=generator.randint(1, 20)), "end."])
            for _ in range(generator.randint(1, 4))
        ]
        assert parse_markdown("\n\n".join(paragraphs) + "\n").text == "\n\n".join(paragraphs)
