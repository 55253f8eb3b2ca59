"""Headings and paragraphs become text and sections."""

from rag.loaders.blocks import Block, assemble
from rag.types import Section


def test_paragraphs_stand_a_blank_line_apart():
    assert assemble([Block("One."), Block("Two.")]) == ("One.\n\nTwo.", ())


def test_section_starts_where_its_first_paragraph_does():
    text, sections = assemble([Block("Intro."), Block("H", is_heading=True), Block("😀 Body."), Block("More.")])
    assert text == "Intro.\n\n😀 Body.\n\nMore."
    assert sections == (Section(8, "H"),)
    assert text[8:].startswith("😀 Body.")


def test_heading_without_a_paragraph_before_the_next_is_dropped():
    blocks = [Block("Title", is_heading=True), Block("Subtitle", is_heading=True), Block("Body.")]
    assert assemble(blocks) == ("Body.", (Section(0, "Subtitle"),))


def test_headings_are_no_part_of_the_text():
    text, _ = assemble([Block("Heading", is_heading=True), Block("Body.")])
    assert "Heading" not in text


def test_nothing_gives_an_empty_text():
    assert assemble([]) == ("", ())
