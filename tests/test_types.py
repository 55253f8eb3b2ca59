"""Spans that cannot lie, documents that know their paragraphs, answers that are found or not."""

import hashlib
import random
from dataclasses import FrozenInstanceError

import pytest
from random_text import random_text

from rag.types import Answer, Citation, Document, Extract, Hit, Passage, Section, Span, StageScore, digest_of

TEXT = "One line.\nIts second line.\n\n  \nParagraph two 😀.\r\n\r\nParagraph three."


def _document(text=TEXT, **more):
    return Document("a.md", "A?", "data/a.md", text, **more)


def _hit(document, start, end):
    passage = Passage.of([Span(document, start, end)], "", row=0)
    return Hit(passage, 0.5, 1, {"fused": StageScore(0.5, 1)})


def test_digest_is_sha256_of_the_text_in_utf8():
    assert _document("naïve 😀").digest == hashlib.sha256("naïve 😀".encode()).hexdigest()


def test_digest_of_a_lone_surrogate_differs_from_that_of_a_question_mark():
    assert digest_of("\ud800") != digest_of("?")


def test_documents_of_one_text_and_different_ids_are_different():
    assert _document() != Document("b.md", "A?", "data/a.md", TEXT)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 6), (5, 6)])
def test_span_outside_its_document_or_empty_is_refused(start, end):
    with pytest.raises(ValueError, match=f"span {start}:{end} does not lie in 'a.md'"):
        Span(_document("12345"), start, end)


def test_span_text_is_the_slice_of_the_document():
    document = _document("a😀e\u0301\r\nb")
    for start in range(7):
        for end in range(start + 1, 8):
            assert Span(document, start, end).text == document.text[start:end]


def test_part_of_a_span_is_the_part_of_its_words():
    span = Span(_document("0123456789"), 2, 8)
    assert span.part(1, 4).text == span.text[1:4] == "345"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 7), (3, 3), (6, 7)])
def test_part_that_reaches_outside_its_span_is_refused(start, end):
    with pytest.raises(ValueError, match="does not lie in a span of 6"):
        Span(_document("0123456789"), 2, 8).part(start, end)


def test_words_of_a_span_cannot_be_changed():
    span = Span(_document(), 0, 3)
    with pytest.raises(FrozenInstanceError):
        span.start = 1
    with pytest.raises((AttributeError, TypeError)):
        span.text = "other words"


def test_paragraphs_are_runs_of_lines_between_blank_ones():
    document = _document()
    assert [document.text[a:b] for a, b in document.paragraphs] == [
        "One line.\nIts second line.",
        "Paragraph two 😀.\r",
        "Paragraph three.",
    ]


@pytest.mark.parametrize(("words", "number"), [("One", 1), ("second", 1), ("two", 2), ("three", 3)])
def test_paragraph_of_an_offset_is_counted_from_one(words, number):
    document = _document()
    assert document.paragraph_at(document.text.index(words)) == number


def test_offset_between_paragraphs_counts_to_the_next():
    assert _document().paragraph_at(TEXT.index("\n\n") + 1) == 2


def test_paragraph_at_the_end_of_a_text_is_the_last():
    assert _document().paragraph_at(len(TEXT)) == 3


def test_every_character_that_is_not_white_space_is_in_one_paragraph():
    generator = random.Random(1)
    for _ in range(1000):
        document = _document(random_text(generator))
        covered = sorted(i for start, end in document.paragraphs for i in range(start, end))
        assert len(set(covered)) == len(covered)
        assert {i for i, c in enumerate(document.text) if not c.isspace()} <= set(covered)


def test_document_of_millions_of_blanks_has_no_paragraph():
    assert _document(" " * 3_000_000).paragraphs == ()


def test_short_answer_outside_its_extract_is_refused():
    document = _document()
    with pytest.raises(ValueError, match="outside"):
        Extract(Span(document, 0, 9), 0.5, _hit(document, 0, 26), Span(document, 8, 12))


def test_passage_spans_its_first_sentence_to_its_last():
    document = _document()
    passage = Passage.of([Span(document, 0, 9), Span(document, 10, 26)], "H", row=3)
    assert (passage.row, passage.heading, passage.span) == (3, "H", Span(document, 0, 26))


@pytest.mark.parametrize(("start", "page"), [(0, 1), (9, 1), (10, 2), (27, 3)])
def test_page_of_a_citation_is_counted_from_one(start, page):
    assert Citation(1, Span(_document(pages=(0, 10, 20)), start, start + 1)).page == page


def test_citation_of_a_document_without_pages_has_none():
    assert Citation(1, Span(_document(), 0, 3)).page is None


def test_citations_are_numbered_in_the_order_of_the_extracts():
    document = _document()
    hit = _hit(document, 0, 26)
    extracts = (Extract(Span(document, 10, 26), 0.9, hit), Extract(Span(document, 0, 9), 0.4, hit))
    citations = Answer("q", "q", True, 0.9, extracts).citations
    assert [(c.number, c.span.text) for c in citations] == [(1, "Its second line."), (2, "One line.")]


def test_answer_without_an_extract_cannot_be_found():
    with pytest.raises(ValueError, match="if and only if"):
        Answer("q", "q", True, 0.9)


def test_answer_with_extracts_cannot_be_refused_or_show_nearest_passages():
    document = _document()
    hit = _hit(document, 0, 26)
    extract = Extract(Span(document, 0, 9), 0.9, hit)
    with pytest.raises(ValueError, match="if and only if"):
        Answer("q", "q", False, 0.9, (extract,))
    with pytest.raises(ValueError, match="no nearest"):
        Answer("q", "q", True, 0.9, (extract,), (hit,))


def test_documents_and_spans_can_be_members_of_sets():
    first, second = _document(metadata={"topics": ["a"]}), _document(metadata={"topics": ["a"]})
    assert len({Span(first, 0, 3), Span(second, 0, 3)}) == 1
    assert len({first, _document(sections=(Section(0, "H"),))}) == 2
