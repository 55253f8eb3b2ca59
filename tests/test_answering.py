"""The one path: a question checked, searched, read and answered or refused."""

from dataclasses import replace

import pytest

from rag.answering import Answerer, checked_question
from rag.config import AnsweringSettings
from rag.errors import QuestionError
from rag.types import Extract, Fate, Reading, ReadSentence, Turn

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
    confidence = reader.read(QUESTION, retriever.retrieve(QUESTION, 12)).extracts[0].score
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


@pytest.mark.parametrize(
    ("share", "threshold", "meant"),
    [
        (0.75, 0.0, "Who was Trotsky? Did Lenin agree?"),
        (0.5, 0.0, "Did Lenin agree?"),
        (0.75, 0.8, "Did Lenin agree?"),  # the likelier would be refused, and this would not
        (0.75, 1.0, "Who was Trotsky? Did Lenin agree?"),
    ],
)
def test_less_likely_way_is_taken_where_its_answer_leads_by_far_or_is_the_only_one(
    library, retriever, reader, share, threshold, meant
):
    class Partial:
        """Believes in what is asked by itself, and less in what is asked behind a topic."""

        def read(self, question, hits):
            reading = reader.read(question, hits)
            score = 0.9 * (share if "Trotsky" in question else 1.0)
            return replace(reading, extracts=tuple(replace(e, score=score) for e in reading.extracts))

    answerer = Answerer(library, retriever=retriever, reader=Partial(), settings=AnsweringSettings(threshold=threshold))
    answer = answerer.answer("Did Lenin agree?", [Turn("Who was Trotsky?", "Who was Trotsky?")])
    assert (answer.question, answer.standalone) == ("Did Lenin agree?", meant)


def test_earlier_questions_become_turns_each_in_the_light_of_those_before(answerer):
    turns = answerer.turns(["Who was Trotsky?", "When was he expelled?", "Where did he go?"])
    assert turns[0].standalone == "Who was Trotsky?"
    assert all("Trotsky" in turn.standalone for turn in turns)
    assert turns[2].standalone == answerer.answer("Where did he go?", turns[:2]).standalone


def test_topic_is_kept_through_twenty_questions_that_lean_on_it(answerer):
    pronouns = [f"Where did he go in the year {number}?" for number in range(20)]
    assert answerer.turns(["Who was Trotsky?", *pronouns])[-1].standalone.startswith("Who was Trotsky? ")


def test_conversations_that_read_alike_when_written_out_are_not_confused(answerer):
    first, second = "Who was Trotsky?", "When was he expelled?"
    joined, last = f"{first} {second}", ("Why?", "And then?")
    assert answerer.turns([first, second, *last])[-1].standalone == f"{first} Why? And then?"
    assert answerer.turns([first, joined, *last])[-1].standalone == f"{joined} Why? And then?"


def test_earlier_question_that_cannot_be_asked_is_refused(answerer):
    with pytest.raises(QuestionError, match="blank"):
        answerer.turns(["Who was Trotsky?", " "])


def test_long_conversations_are_remembered_within_bounds(answerer):
    for number in range(300):
        answerer.turns([f"Who was number {number}?"])
    assert answerer._written_out.cache_info().currsize == 256


def test_search_returns_the_question_as_checked_and_its_best_hits(answerer, retriever):
    assert answerer.search(f" {QUESTION} ", 3) == (QUESTION, retriever.retrieve(QUESTION, 3))
    with pytest.raises(QuestionError):
        answerer.search(" ", 3)


class _Counting:
    """A reader that says the sentences answer ever less, in the order of their documents, and quotes the first."""

    def read(self, question, hits):
        spans = sorted({s for hit in hits for s in hit.passage.sentences}, key=lambda s: (s.document.id, s.start))
        hit_by_span = {s: hit for hit in hits for s in hit.passage.sentences}
        believed = [ReadSentence(span, 0.9 / (n + 1), Fate.UNLIKELY) for n, span in enumerate(spans)]
        first = replace(believed[0], fate=Fate.QUOTED, extract=1)
        return Reading((Extract(first.span, first.score, hit_by_span[first.span]),), (first, *believed[1:]))


def _counting(library, retriever, **settings):
    return Answerer(library, retriever=retriever, reader=_Counting(), settings=AnsweringSettings(**settings))


@pytest.mark.parametrize("question", [QUESTION, "Stalin", "Why did they vote for Stalin?", "zyxwomble"])
@pytest.mark.parametrize("threshold", [0.0, 1.1])
def test_inspection_has_the_very_answer(library, retriever, reader, question, threshold):
    settings = AnsweringSettings(threshold=threshold)
    answerer = Answerer(library, retriever=retriever, reader=reader, settings=settings)
    inspection = answerer.inspect(question)
    assert inspection.answer == answerer.answer(question)
    assert inspection.threshold == threshold


@pytest.mark.parametrize("question", [QUESTION, "Stalin", "Why did they vote for Stalin?", "zyxwomble"])
def test_shown_scores_reproduce_the_order_of_an_inspection(library, retriever, reader, question):
    settings = AnsweringSettings(threshold=0.0, k=3)
    ranking = Answerer(library, retriever=retriever, reader=reader, settings=settings).inspect(question).ranking
    assert [ranked.rank for ranked in ranking] == list(range(1, 7))
    assert ["reader" in ranked.hit.stages for ranked in ranking] == [True] * 3 + [False] * 3
    for stage, part in (("reader", ranking[:3]), ("fused", ranking[3:])):
        scores = [ranked.hit.stages[stage].score for ranked in part]
        assert scores == sorted(scores, reverse=True)
    assert [ranked.hit.stages["reader"].rank for ranked in ranking[:3]] == [1, 2, 3]
    read = {hit.passage.id for hit in retriever.retrieve(question, 3)}
    assert {ranked.hit.passage.id for ranked in ranking[:3]} == read


def test_readers_score_of_a_passage_is_the_belief_in_its_best_sentence(library, retriever):
    for ranked in _counting(library, retriever, k=6).inspect("Stalin").ranking:
        sentences = ranked.hit.passage.sentences
        assert ranked.best == sentences[0]
        before = sum(len(p.sentences) for p in library.passages if p.row < ranked.hit.passage.row)
        assert ranked.hit.stages["reader"].score == pytest.approx(0.9 / (before + 1))


def test_fates_say_what_was_quoted_and_why_the_rest_was_not(library, retriever):
    ranking = _counting(library, retriever, k=3).inspect("Stalin").ranking
    assert [(r.fate, r.extracts) for r in ranking] == [
        (Fate.QUOTED, (1,)),
        (Fate.UNLIKELY, ()),
        (Fate.UNLIKELY, ()),
        *[(Fate.UNREAD, ())] * 3,
    ]
    refused = _counting(library, retriever, k=3, threshold=0.91).inspect("Stalin")
    assert not refused.answer.found
    assert [r.fate for r in refused.ranking] == [Fate.REFUSED] * 3 + [Fate.UNREAD] * 3


def test_answer_without_a_passage_is_that_of_a_library_without_it(answerer, library, retriever):
    first = answerer.inspect(QUESTION).answer.extracts[0].hit.passage
    without = answerer.inspect(QUESTION, without=[first.id])
    assert without.left_out == (first,)
    assert first.id not in {ranked.hit.passage.id for ranked in without.ranking}
    assert all(not first.span.holds(extract.span) for extract in without.answer.extracts)
    assert [ranked.hit.rank for ranked in without.ranking if ranked.fate is Fate.UNREAD] == []
    hits = retriever.retrieve(QUESTION, 6, without=[first.row])
    assert sorted(ranked.hit.rank for ranked in without.ranking) == [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert answerer.inspect(QUESTION).left_out == ()


def test_several_passages_are_left_out_at_once_even_all(answerer, library):
    two = [passage.id for passage in library.passages[:2]]
    assert {passage.id for passage in answerer.inspect(QUESTION, without=two).left_out} == set(two)
    nothing = answerer.inspect(QUESTION, without=[passage.id for passage in library.passages])
    assert (nothing.answer.found, nothing.answer.nearest, nothing.ranking) == (False, (), ())


def test_passage_to_leave_out_that_is_none_is_named(answerer):
    with pytest.raises(QuestionError, match=r"no passage 'answers/none\.md:0-9' to leave out"):
        answerer.inspect(QUESTION, without=["answers/none.md:0-9"])
