"""A document as the panel and the library show it."""

import pytest
from drawn import joined, plain_document
from tiny_engine import TinyLibrary, tiny_documents

from rag.anchors import Place
from rag.loaders.timeline import Event, EventDate
from rag.types import Document, Section, Span
from rag.ui.reading import (
    PART_CHARACTERS,
    WINDOW_PARTS,
    beside_view,
    document_view,
    headings_by_paragraph,
    paragraphs_view,
    parts_of,
)
from rag.ui.views import quotation_view


@pytest.fixture
def library():
    return TinyLibrary(tiny_documents())


def test_document_view_numbers_paragraphs_and_puts_headings_above_them():
    text = "First.\n\nSecond.\n\nThird."
    sections = (Section(0, "One"), Section(8, "Two"), Section(17, ""))
    view = document_view(plain_document(text, sections=sections), Place(Span(plain_document(text), 8, 15)))
    assert [(p["number"], p["headings"], joined(p["runs"]), p["hit"]) for p in view["paragraphs"]] == [
        (1, ["One"], "First.", False),
        (2, ["Two"], "Second.", True),
        (3, [], "Third.", False),
    ]
    assert (view["earlier"], view["later"]) == (None, None)


def test_quotation_across_paragraphs_is_marked_in_both():
    document = plain_document("First one.\n\nSecond one.")
    quotation = Span(document, 6, 18)
    marked = [joined(p["runs"], "marked") for p in document_view(document, Place(quotation))["paragraphs"]]
    assert marked == ["one.", "Second"]


def test_windows_of_a_long_document_cover_it_once_from_either_side():
    document = plain_document("\n\n".join(f"Paragraph {n}." for n in range(1, 301)))
    view = document_view(document, Place(Span(document, *document.paragraphs[149])))
    shown = [p["number"] for p in view["paragraphs"]]
    assert 150 in shown
    assert len(shown) == WINDOW_PARTS
    later = view["later"]
    while later is not None:
        more = paragraphs_view(document, None, later)
        shown += [p["number"] for p in more["paragraphs"]]
        later = more["later"]
    earlier = view["earlier"]
    while earlier is not None:
        more = paragraphs_view(document, None, earlier)
        shown += [p["number"] for p in more["paragraphs"]]
        earlier = more["earlier"]
    assert set(shown) == set(range(1, 301))


@pytest.mark.parametrize("text", ["word " * 5_000, "x" * 20_000, "a line\n" * 3_000, "short\n\n" + "й 😀\r\n" * 4_000])
def test_paragraph_too_long_to_send_is_shown_in_parts_that_are_its_text(text):
    document = plain_document(text, sections=(Section(0, "One"),))
    parts = parts_of(document)
    assert len(parts) > len(document.paragraphs)
    for number, (start, end) in enumerate(document.paragraphs, start=1):
        own = [part for part in parts if part.number == number]
        assert "".join(text[part.start : part.end] for part in own) == text[start:end]
        assert [part.goes_on for part in own] == [False] + [True] * (len(own) - 1)
    assert max(part.end - part.start for part in parts) <= PART_CHARACTERS
    view = document_view(document, Place(Span(document, len(text) - 9, len(text) - 3)))
    assert "".join(joined(p["runs"], "marked") for p in view["paragraphs"]) == text[-9:-3]
    assert [p["headings"] for p in view["paragraphs"]] == [["One"], *[[]] * (len(parts) - 1)]


def test_heading_inside_a_paragraph_stands_above_it():
    document = plain_document("One line\nanother line", sections=(Section(9, "Late"),))
    assert dict(headings_by_paragraph(document)) == {1: ["Late"]}


def test_gone_quotation_opens_the_document_where_it_stood_and_says_so():
    document = plain_document("\n\n".join(f"Paragraph {n}." for n in range(1, 301)))
    view = document_view(document, Place(None, is_gone=True, about=document.paragraphs[199][0]))
    assert view["at"] == 200
    assert 200 in [p["number"] for p in view["paragraphs"]]
    assert "not in this document any more" in view["gone"]
    assert "near where they stood" in view["gone"]
    lost = document_view(document, Place(None, is_gone=True))
    assert (lost["at"], lost["paragraphs"][0]["number"]) == (1, 1)
    assert "near where" not in lost["gone"]
    assert document_view(document, Place(None))["gone"] is None


def test_document_stands_beside_the_events_that_cite_it_and_what_shares_its_topics(library):
    documents = {d.id: d for d in library.documents}
    events = [
        Event(EventDate(1927, 11, 14), "Expelled", Span(documents["answers/trotsky.md"], 0, 56)),
        Event(EventDate(1922), "Elsewhere", Span(documents["answers/early.md"], 0, 6)),
    ]
    view = beside_view(documents["answers/trotsky.md"], events, library.documents)
    assert [event["title"] for event in view["events"]] == ["Expelled"]
    assert [entry["document"] for entry in view["related"]] == ["answers/opposition.md"]
    alone = beside_view(documents["uploads/long.txt"], events, library.documents)
    assert alone == {"events": [], "related": []}


def test_controls_in_titles_headings_and_file_names_are_named():
    document = Document(
        "a\u202eb.md", "The \u202etitle", "a.md", "Words stand here.", sections=(Section(0, "A \u200bheading"),)
    )
    view = document_view(document, Place(None, None))
    assert view["title"] == "The [U+202E]title"
    assert view["facts"][-1] == "a[U+202E]b.md"
    assert view["paragraphs"][0]["headings"] == ["A [U+200B]heading"]
    quotation = quotation_view(Span(document, 0, 5), 1)
    assert (quotation["title"], quotation["document"]) == ("The [U+202E]title", document.id)


def test_facts_of_a_document_say_who_wrote_it_its_licence_and_that_nobody_reviewed_what_was_added():
    metadata = {"author": "A. \u202eWriter", "licence": "CC BY 4.0", "period": "1922-1924", "added": "2026-11-30"}
    assert document_view(plain_document("Words.", metadata=metadata), Place(None))["facts"] == [
        "A. [U+202E]Writer",
        "1922–1924",
        "1 paragraph",
        "CC BY 4.0",
        "added 2026-11-30, not reviewed",
        "d.md",
    ]
    assert document_view(plain_document("Words."), Place(None))["facts"] == ["1 paragraph", "d.md"]
