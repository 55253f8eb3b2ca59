"""Questions of the training sets put otherwise: as later turns of a conversation."""

import pytest

from rag.evaluation.sets import Evidence, Question
from training.alterations import Exchanges, FollowUps

EVIDENCE = (Evidence("answers/trotsky.md", "0"),)
ASKED = [Question(str(n), "when", f"When was Trotsky seen in town {n}?", EVIDENCE) for n in range(60)]


def _follow_ups(library, questions):
    return FollowUps(library).of(questions)


def test_later_turn_stands_behind_its_topic_and_the_turn_before(library):
    history = ("Who was Trotsky?", "When was he expelled?")
    later = Question("1", "why", "Why?", EVIDENCE, history=history, standalone="Why was Trotsky expelled?")
    assert _follow_ups(library, [later]) == [("Who was Trotsky? When was he expelled? Why?", later)]


@pytest.mark.parametrize("evidence", [EVIDENCE, ()], ids=["answered", "unanswerable"])
def test_share_of_questions_comes_behind_one_or_two_others(library, evidence):
    questions = [*ASKED, *(Question(f"x{n}", "how", f"How is bread {n} baked?", evidence) for n in range(60))]
    behind = [text for text, question in _follow_ups(library, questions) if question.text.startswith("How")]
    assert {text.count("?") for text in behind} == {2, 3}
    assert 5 < len(behind) < 40
    assert len(set(behind)) == len(behind)


def test_question_about_somebody_else_is_one_that_the_passage_does_not_speak_of():
    questions = ["When did Lenin die?", "Who shot Kirov?", "Where was Molotov born?"]
    exchanges = Exchanges(questions, frozenset({"lenin", "kirov", "molotov"}))
    passage = "Lenin died before Kirov was shot."
    assert exchanges.altered("When did Lenin die?", passage) == "When did Molotov die?"
    assert exchanges.altered("When did Molotov die?", passage) is None


def test_year_is_exchanged_for_one_near_it():
    exchanges = Exchanges(["What happened in 1922?"], frozenset())
    found = {exchanges.altered("What happened in 1922?", "It was in 1922 and not in 1923.") for _ in range(60)} - {None}
    assert 3 < len(found) <= 11
    assert not found & {"What happened in 1922?", "What happened in 1923?"}
