"""The one path: a question checked, searched, read and answered or refused."""

import pytest

from rag.answering import Answerer, checked_question
from rag.config import AnsweringSettings
from rag.errors import QuestionError
from rag.types import Turn

QUESTION = "When was Trotsky expelled from the party?"


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u200b\u200b", "?!", "…", "\u00a0", "😀", "\u202e", "\ufeff"])
def test_question_without_a_letter_or_digit_is_blank(question):
    with pytest.raises(QuestionError, match="blank"):
        checked_question(question, limit=500)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("x" * 501, "501 characters; ask in at most 500"),
        ("word " * 2_000_000, "10,000,000 characters"),
        ("Who\0?", "control characters"),
        ("Who\x1b[31m?", "control characters"),
        ("Who\x7f?", "control characters"),
        ("Who \ud800?", "surrogate"),
        ("\udce9", "surrogate"),
    ],
)
def test_question_that_cannot_be_asked_says_why(question, words):
    with pytest.raises(QuestionError) as error:
        checked_question(question, limit=500)
    assert words in str(error.value)
    assert len(str(error.value)) < 200
    str(error.value).encode("utf-8")


@pytest.mark.parametrize("question", ["Who?", "1922", "Кто?", "誰?", "a" * 500, "Who\nruled?", "🤔 Who?"])
def test_question_in_any_script_is_asked(question):
    assert checked_question(question, limit=500) == question


def test_white_space_around_a_question_is_taken_off():
    assert checked_question(" \n Who ruled?\t", limit=500) == "Who ruled?"


def test_answer_quotes_the_documents_word_for_word(answerer, library):
    answer = answerer.answer(QUESTION)
    assert answer.found
    for citation in answer.citations:
        span = citation.span
        assert library.document(span.document.id).text[span.start : span.end] == span.text


def test_factual_question_is_answered_by_its_sentence_with_the_date_marked(answerer):
    first = answerer.answer(QUESTION).extracts[0]
    assert first.span.text == "Leon Trotsky was expelled from the party on 14 November 1927."
    assert first.short.text == "14 November 1927"


def test_question_is_answered_as_it_was_asked_but_for_white_space(answerer):
    assert answerer.answer(f"  {QUESTION}\n").question == QUESTION


def test_below_the_threshold_the_nearest_passages_are_shown_and_nothing_else(library, retriever, reader):
    settings = AnsweringSettings(threshold=1.1, nearest=2)
    answer = Answerer(library, retriever=retriever, reader=reader, settings=settings).answer(QUESTION)
    assert (answer.found, answer.extracts, answer.citations) == (False, (), ())
    assert [hit.rank for hit in answer.nearest] == [1, 2]
    assert answer.confidence > 0


def test_confidence_is_the_first_extracts_and_decides(library, retriever, reader):
    confidence = reader.read(QUESTION, retriever.retrieve(QUESTION, 12))[0].score
    for threshold, found in ((confidence, True), (confidence + 1e-6, False)):
        settings = AnsweringSettings(threshold=threshold)
        answer = Answerer(library, retriever=retriever, reader=reader, settings=settings).answer(QUESTION)
        assert (answer.confidence, answer.found) == (confidence, found)


def test_answers_repeat(answerer):
    assert answerer.answer(QUESTION) == answerer.answer(QUESTION)


def test_time_of_each_stage_adds_up_to_the_total(answerer):
    timings = answerer.answer(QUESTION).timings_ms
    assert list(timings) == ["conversation", "retrieval", "reading", "total"]
    assert sum(timings.values()) == pytest.approx(2 * timings["total"])


def test_follow_up_is_searched_for_in_the_way_that_the_sources_answer_best(answerer):
    answer = answerer.answer("When was he expelled?", [Turn("Who was Trotsky?", "Who was Trotsky?")])
    ways = {
        way: answerer.answer(way) for way in ("When was Trotsky expelled?", "Who was Trotsky? When was he expelled?")
    }
    best = max(ways, key=lambda way: ways[way].confidence)
    assert (answer.question, answer.standalone) == ("When was he expelled?", best)
    assert answer.extracts == ways[best].extracts


def test_earlier_questions_become_turns_each_in_the_light_of_those_before(answerer):
    turns = answerer.turns(["Who was Trotsky?", "When was he expelled?", "Where did he go?"])
    assert turns[0].standalone == "Who was Trotsky?"
    assert all("Trotsky" in turn.standalone for turn in turns)
    assert turns[1].answer.extracts == answerer.answer(turns[1].standalone).extracts


def test_conversations_that_read_alike_when_joined_are_not_confused(answerer):
    answerer.turns(["Who was Trotsky?\nWho was Lenin?"])
    turns = answerer.turns(["Who was Trotsky?", "Who was Lenin?"])
    assert [turn.answer.question for turn in turns] == ["Who was Trotsky?", "Who was Lenin?"]


def test_earlier_question_that_cannot_be_asked_is_refused(answerer):
    with pytest.raises(QuestionError, match="blank"):
        answerer.turns(["Who was Trotsky?", " "])


def test_long_conversations_are_remembered_within_bounds(answerer):
    for number in range(300):
        answerer.turns([f"Who was number {number}?"])
    assert len(answerer._remembered) == 256


def test_search_returns_the_question_as_checked_and_its_best_hits(answerer, retriever):
    assert answerer.search(f" {QUESTION} ", 3) == (QUESTION, retriever.retrieve(QUESTION, 3))
    with pytest.raises(QuestionError):
        answerer.search(" ", 3)
