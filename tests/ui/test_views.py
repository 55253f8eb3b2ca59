"""What the browser is sent."""

import pytest
from drawn import joined, plain_document
from tiny_engine import PAYLOAD, TinyAnswerer, TinyLibrary, tiny_documents

from rag.types import Answer, Document, Extract, Hit, Passage, Span
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


@pytest.mark.parametrize("text", AWKWARD)
def test_runs_joined_are_the_text_and_marked_runs_the_quotation(text):
    document = plain_document(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            span = Span(document, start, end)
            runs = split_runs(document, 0, len(text), Marks(quotation=span))
            assert joined(runs) == text
            assert joined(runs, "marked") == span.text


@pytest.mark.parametrize("text", AWKWARD)
def test_short_runs_are_the_short_answer(text):
    document = plain_document(text)
    whole = Span(document, 0, len(text))
    for start in range(len(text)):
        short = Span(document, start, min(len(text), start + 3))
        runs = quotation_view(whole, 1, short=short)["runs"]
        assert joined(runs) == text
        assert joined(runs, "short") == short.text


def test_runs_never_carry_an_offset():
    runs = split_runs(plain_document("abc"), 0, 3, Marks())
    assert runs == [{"text": "abc"}]


def test_each_invisible_control_is_a_run_of_its_own_with_its_name():
    runs = split_runs(plain_document("a\u202eb\u200b\u2066c"), 0, 6, Marks())
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
    assert split_runs(plain_document(text), 0, len(text), Marks()) == [{"text": text}]


def test_joiner_inside_a_latin_word_is_a_control():
    runs = split_runs(plain_document("Sta\u200dlin"), 0, 7, Marks())
    assert [run.get("control") for run in runs] == [None, "U+200D", None]


def test_answered_view_quotes_the_extracts_in_order(answerer):
    answer = answerer.answer("Why was the post of General Secretary important?")
    view = answer_view(answer, next_questions=["Next?"], documents=8)
    assert view["state"] == "answered"
    assert [joined(q["runs"]) for q in view["quotations"]] == [e.span.text for e in answer.extracts]
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
    assert [joined(q["runs"]) for q in view["quotations"]] == [h.passage.span.text for h in answer.nearest]
    assert "None of the 1,234 documents" in view["why"]
    assert "score" not in str(view)


def test_failed_view_offers_to_try_again_only_where_that_may_help():
    assert failed_view("why", retry=True)["heading"] == "Something went wrong."
    assert failed_view("why", retry=False)["heading"] == "This question cannot be asked."


def test_place_is_the_page_where_there_are_pages_and_else_the_paragraph():
    text = "one\n\ntwo\n\nthree"
    assert quotation_view(Span(plain_document(text), 5, 8), 1)["place"] == "paragraph 2"
    assert quotation_view(Span(plain_document(text, pages=(0, 4, 9)), 5, 8), 1)["place"] == "page 2"


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
    assert (
        starters([plain_document("x"), Document("a", "A statement", "", "x", metadata={"period": "1917-1921"})]) == []
    )


def test_passage_is_quoted_even_where_it_is_one_character():
    document = plain_document("x")
    span = Span(document, 0, 1)
    passage = Passage.of([span], "", row=0)
    answer = Answer("q", "q", True, 1.0, (Extract(span, 1.0, Hit(passage, 1.0, 1, {})),))
    assert joined(answer_view(answer, next_questions=[], documents=1)["quotations"][0]["runs"]) == "x"


def test_place_of_what_was_added_says_when_and_that_nobody_reviewed_it():
    added = plain_document("Words stand here.", metadata={"added": "2026-11-30"})
    assert quotation_view(Span(added, 0, 5), 1)["place"] == "paragraph 1 · added 2026-11-30, not reviewed"
    assert quotation_view(Span(plain_document("Words."), 0, 5), 1)["place"] == "paragraph 1"
