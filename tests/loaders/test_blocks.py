"""Headings and paragraphs become text and sections."""

from rag.loaders.blocks import Block, assemble, row_text
from rag.types import Section


def test_paragraphs_stand_a_blank_line_apart():
    assert assemble([Block("One."), Block("Two.")]) == ("One.\n\nTwo.", ())


def test_section_starts_where_its_first_paragraph_does():
    text, sections = assemble([Block("Intro."), Block("H", level=1), Block("😀 Body."), Block("More.")])
    assert text == "Intro.\n\n😀 Body.\n\nMore."
    assert sections == (Section(8, "H"),)
    assert text[8:].startswith("😀 Body.")


def test_section_is_called_by_all_headings_that_it_stands_under():
    blocks = [
        *(Block("Lives", 1), Block("Trotsky", 2), Block("Youth", 3), Block("Born in 1879.")),
        *(Block("Stalin", 2), Block("In short."), Block("Youth", 3), Block("Born in 1878."), Block("Power", 3)),
        *(Block("He won."), Block("Afterword", 2), Block("The end.")),
    ]
    _, sections = assemble(blocks, "Lives")
    assert [section.heading for section in sections] == [
        "Trotsky · Youth",
        "Stalin",
        "Stalin · Youth",
        "Stalin · Power",
        "Afterword",
    ]


def test_title_is_part_of_no_other_headings_name_but_its_own():
    blocks = [Block("Lives", 1), Block("Preface."), Block("Stalin", 2), Block("Born in 1878.")]
    assert assemble(blocks, "Lives")[1] == (Section(0, "Lives"), Section(10, "Stalin"))
    assert assemble(blocks, "Other")[1] == (Section(0, "Lives"), Section(10, "Lives · Stalin"))


def test_heading_with_nothing_under_it_is_a_paragraph():
    blocks = [Block("A", 1), Block("One."), Block("Bare", 2), Block("B", 2), Block("Two."), Block("Last", 1)]
    text, sections = assemble(blocks)
    assert text == "One.\n\nBare\n\nTwo.\n\nLast"
    assert [(s.start, s.heading) for s in sections] == [(0, "A"), (12, "A · B")]


def test_title_with_nothing_under_it_is_no_paragraph():
    assert assemble([Block("Who?", 1), Block("Who?", 1), Block("He.")], "Who?") == ("He.", (Section(0, "Who?"),))
    assert assemble([Block("Alone", 1)], "Alone") == ("", ())


def test_row_of_a_table_is_one_line():
    assert row_text(["1932", "", " 5.9 "]) == "1932 |  | 5.9"
    assert row_text(["", "Grain", "Steel"]) == "| Grain | Steel"
    assert row_text(["", "5.9"]) == "5.9"
    assert row_text(["", " "]) == ""


def test_headings_are_no_part_of_the_text():
    text, _ = assemble([Block("Heading", level=1), Block("Body.")])
    assert "Heading" not in text


def test_nothing_gives_an_empty_text():
    assert assemble([]) == ("", ())
