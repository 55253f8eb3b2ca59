"""What the browser is sent."""

import pytest
from tiny_engine import PAYLOAD, TinyAnswerer, TinyLibrary, tiny_documents

from rag.anchors import Place
from rag.loaders.timeline import Event, EventDate
from rag.types import Answer, Document, Extract, Hit, Passage, Section, Span
from rag.ui.reading import (
    PART_CHARACTERS,
    WINDOW_PARTS,
    beside_view,
    document_view,
    headings_by_paragraph,
    paragraphs_view,
    parts_of,
)
from rag.ui.runs import Marks, split_runs
from rag.ui.views import NEXT_QUESTIONS, answer_view, failed_view, next_questions, quotation_view, starters

AWKWARD = [
    "plain words",
    "😀 emoji 👩‍👧 before, ее and cafe\u0301 after",
    "line one\r\nline two\n\nparagraph two\tand a tab",
    "\u202eesrever\u202c \u200b\ufeff hidden \u00ad controls",
    PAYLOAD,
    "می\u200cخواهم",
]


@pytest.fixture
def library():
    return TinyLibrary(tiny_documents())


@pytest.fixture
def answerer(library):
    return TinyAnswerer(library)


def _document(text, **more):
    return Document("d.md", "Title?", "d.md", text, **more)


def _joined(runs, key=None):
    return "".join(run["text"] for run in runs if key is None or run.get(key))


@pytest.mark.parametrize("text", AWKWARD)
def test_runs_joined_are_the_text_and_marked_runs_the_quotation(text):
    document = _document(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            span = Span(document, start, end)
            runs = split_runs(document, 0, len(text), Marks(quotation=span))
            assert _joined(runs) == text
            assert _joined(runs, "marked") == span.text


@pytest.mark.parametrize("text", AWKWARD)
def test_short_runs_are_the_short_answer(text):
    document = _document(text)
    whole = Span(document, 0, len(text))
    for start in range(len(text)):
        short = Span(document, start, min(len(text), start + 3))
        runs = quotation_view(whole, 1, short=short)["runs"]
        assert _joined(runs) == text
        assert _joined(runs, "short") == short.text


def test_runs_never_carry_an_offset():
    runs = split_runs(_document("abc"), 0, 3, Marks())
    assert runs == [{"text": "abc"}]


def test_each_invisible_control_is_a_run_of_its_own_with_its_name():
    runs = split_runs(_document("a\u202eb\u200b\u2066c"), 0, 6, Marks())
    assert [(run["text"], run.get("control")) for run in runs] == [
        ("a", None),
        ("\u202e", "U+202E"),
        ("b", None),
        ("\u200b", "U+200B"),
        ("\u2066", "U+2066"),
        ("c", None),
    ]


@pytest.mark.parametrize("text", ["👩‍👧", "می\u200cخواهم", "e\u0301", "naïve – “quoted”…", "line\nline\ttab"])
def test_what_a_script_needs_is_no_control(text):
    assert split_runs(_document(text), 0, len(text), Marks()) == [{"text": text}]


def test_joiner_inside_a_latin_word_is_a_control():
    runs = split_runs(_document("Sta\u200dlin"), 0, 7, Marks())
    assert [run.get("control") for run in runs] == [None, "U+200D", None]


def test_answered_view_quotes_the_extracts_in_order(answerer):
    answer = answerer.answer("Why was the post of General Secretary important?")
    view = answer_view(answer, next_questions=["Next?"], documents=8)
    assert view["state"] == "answered"
    assert [_joined(q["runs"]) for q in view["quotations"]] == [e.span.text for e in answer.extracts]
    assert [q["number"] for q in view["quotations"]] == list(range(1, len(answer.extracts) + 1))
    assert view["standalone"] is None
    assert view["next"] == ["Next?"]


def test_standalone_question_is_shown_only_where_it_differs(answerer):
    answer = answerer.answer("Where was he born?", answerer.turns(["Who was Stalin?"]))
    assert answer_view(answer, next_questions=[], documents=8)["standalone"] == "Who was Stalin? Where was he born?"
    same = Answer("Who  was Stalin?", "who was Stalin?", False, 0.0)
    assert answer_view(same, next_questions=[], documents=8)["standalone"] is None


def test_refused_view_gives_the_closest_passages_and_no_score(answerer):
    answer = answerer.answer("Was the party in Leningrad or Novosibirsk or Vladivostok or Omsk larger?")
    view = answer_view(answer, next_questions=[], documents=1234)
    assert view["state"] == "refused"
    assert [_joined(q["runs"]) for q in view["quotations"]] == [h.passage.span.text for h in answer.nearest]
    assert "None of the 1,234 documents" in view["why"]
    assert "score" not in str(view)


def test_failed_view_offers_to_try_again_only_where_that_may_help():
    assert failed_view("why", retry=True)["heading"] == "Something went wrong."
    assert failed_view("why", retry=False)["heading"] == "This question cannot be asked."


def test_place_is_the_page_where_there_are_pages_and_else_the_paragraph():
    text = "one\n\ntwo\n\nthree"
    assert quotation_view(Span(_document(text), 5, 8), 1)["place"] == "paragraph 2"
    assert quotation_view(Span(_document(text, pages=(0, 4, 9)), 5, 8), 1)["place"] == "page 2"


def test_next_questions_share_topics_and_were_not_asked(library, answerer):
    answer = answerer.answer("When was Trotsky expelled from the party?")
    assert next_questions(answer, library, []) == ["Who belonged to the United Opposition?"]
    assert next_questions(answer, library, ["who belonged  to the united opposition?"]) == []


def test_next_questions_after_a_refusal_begin_with_the_closest_documents(library):
    passage = next(p for p in library.passages if p.span.document.id == "answers/trotsky.md")
    refused = Answer("x?", "x?", False, 0.0, (), (Hit(passage, 0.1, 1, {}),))
    assert next_questions(refused, library, []) == [
        "When was Trotsky expelled from the party?",
        "Who belonged to the United Opposition?",
    ]


def test_next_questions_are_few_and_the_nearest_first():
    documents = [Document(f"{n}", f"Question {n}?", "", "Text.", metadata={"topics": ["a"]}) for n in range(20)]
    documents.append(Document("near", "The nearest?", "", "Text.", metadata={"topics": ["a", "b"]}))
    documents.append(Document("cited", "Cited?", "", "Text.", metadata={"topics": ["a", "b"]}))
    library = TinyLibrary(documents)
    passage = library.passages[-1]
    extract = Extract(passage.span, 1.0, Hit(passage, 1.0, 1, {}))
    found = next_questions(Answer("q?", "q?", True, 1.0, (extract,)), library, [])
    assert found[0] == "The nearest?"
    assert len(found) == NEXT_QUESTIONS
    assert "Cited?" not in found


def test_starters_are_the_shortest_question_of_each_of_four_periods_in_order_of_time(library):
    assert starters(library.documents) == [
        {"period": "Before 1917", "question": "Where was Stalin born?"},
        {"period": "1922–1924", "question": "When did Stalin become General Secretary?"},
        {"period": "1925–1929", "question": "Who belonged to the United Opposition?"},
        {"period": "1930–1940", "question": "What was the purge of the party?"},
    ]


def test_starters_that_name_the_subject_go_first():
    titles = ["What was the tax?", "Why did Stalin end the NEP?", "Why did Stalin, of all people, end the NEP?"]
    documents = [Document(t, t, "", "x", metadata={"period": "1925-1929"}) for t in titles]
    assert starters(documents) == [{"period": "1925–1929", "question": "Why did Stalin end the NEP?"}]


def test_starters_are_none_where_no_title_is_a_question():
    assert starters([_document("x"), Document("a", "A statement", "", "x", metadata={"period": "1917-1921"})]) == []


def test_document_view_numbers_paragraphs_and_puts_headings_above_them():
    text = "First.\n\nSecond.\n\nThird."
    sections = (Section(0, "One"), Section(8, "Two"), Section(17, ""))
    view = document_view(_document(text, sections=sections), Place(Span(_document(text), 8, 15)))
    assert [(p["number"], p["headings"], _joined(p["runs"]), p["hit"]) for p in view["paragraphs"]] == [
        (1, ["One"], "First.", False),
        (2, ["Two"], "Second.", True),
        (3, [], "Third.", False),
    ]
    assert (view["earlier"], view["later"]) == (None, None)


def test_quotation_across_paragraphs_is_marked_in_both():
    document = _document("First one.\n\nSecond one.")
    quotation = Span(document, 6, 18)
    marked = [_joined(p["runs"], "marked") for p in document_view(document, Place(quotation))["paragraphs"]]
    assert marked == ["one.", "Second"]


def test_windows_of_a_long_document_cover_it_once_from_either_side():
    document = _document("\n\n".join(f"Paragraph {n}." for n in range(1, 301)))
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
    document = _document(text, sections=(Section(0, "One"),))
    parts = parts_of(document)
    assert len(parts) > len(document.paragraphs)
    for number, (start, end) in enumerate(document.paragraphs, start=1):
        own = [part for part in parts if part.number == number]
        assert "".join(text[part.start : part.end] for part in own) == text[start:end]
        assert [part.goes_on for part in own] == [False] + [True] * (len(own) - 1)
    assert max(part.end - part.start for part in parts) <= PART_CHARACTERS
    view = document_view(document, Place(Span(document, len(text) - 9, len(text) - 3)))
    assert "".join(_joined(p["runs"], "marked") for p in view["paragraphs"]) == text[-9:-3]
    assert [p["headings"] for p in view["paragraphs"]] == [["One"], *[[]] * (len(parts) - 1)]


def test_heading_inside_a_paragraph_stands_above_it():
    document = _document("One line\nanother line", sections=(Section(9, "Late"),))
    assert dict(headings_by_paragraph(document)) == {1: ["Late"]}


def test_gone_quotation_opens_the_document_where_it_stood_and_says_so():
    document = _document("\n\n".join(f"Paragraph {n}." for n in range(1, 301)))
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


def test_passage_is_quoted_even_where_it_is_one_character():
    document = _document("x")
    span = Span(document, 0, 1)
    passage = Passage.of([span], "", row=0)
    answer = Answer("q", "q", True, 1.0, (Extract(span, 1.0, Hit(passage, 1.0, 1, {})),))
    assert _joined(answer_view(answer, next_questions=[], documents=1)["quotations"][0]["runs"]) == "x"


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


def test_place_of_what_was_added_says_when_and_that_nobody_reviewed_it():
    added = _document("Words stand here.", metadata={"added": "2026-11-30"})
    assert quotation_view(Span(added, 0, 5), 1)["place"] == "paragraph 1 · added 2026-11-30, not reviewed"
    assert quotation_view(Span(_document("Words."), 0, 5), 1)["place"] == "paragraph 1"


def test_facts_of_a_document_say_who_wrote_it_its_licence_and_that_nobody_reviewed_what_was_added():
    metadata = {"author": "A. \u202eWriter", "licence": "CC BY 4.0", "period": "1922-1924", "added": "2026-11-30"}
    assert document_view(_document("Words.", metadata=metadata), Place(None))["facts"] == [
        "A. [U+202E]Writer",
        "1922–1924",
        "1 paragraph",
        "CC BY 4.0",
        "added 2026-11-30, not reviewed",
        "d.md",
    ]
    assert document_view(_document("Words."), Place(None))["facts"] == ["1 paragraph", "d.md"]
