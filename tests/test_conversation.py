"""Follow-up questions, written out."""

import pytest

from rag.conversation import standalone_question
from rag.types import Answer, Document, Extract, Hit, Passage, Span, Turn

NAMES = frozenset({"trotsky", "stalin", "lenin", "kamenev", "zinoviev", "april", "march", "krupskaya", "testament"})


def _asked(*questions):
    """Return each question's standalone form, asked one after the other."""
    turns = []
    for question in questions:
        turns.append(Turn(question, standalone_question(question, turns, names=NAMES)))
    return [turn.standalone for turn in turns]


def _answered(question, text, short):
    document = Document("a.md", "A?", "a.md", text)
    span = Span(document, 0, len(text))
    hit = Hit(Passage.of([span], "", row=0), 1.0, 1, {})
    start = text.index(short)
    extract = Extract(span, 0.9, hit, Span(document, start, start + len(short)))
    return Turn(question, question, Answer(question, question, True, 0.9, (extract,)))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was he expelled?", "When was Trotsky expelled?"),
        ("What about Kamenev?", "Who was Kamenev?"),
        ("Why?", "Who was Trotsky? Why?"),
    ],
)
def test_worked_examples_of_the_docstring(question, expected):
    assert _asked("Who was Trotsky?", question)[-1] == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Who was Trotsky?", "Who were his friends?", "Who were Trotsky's friends?"),
        ("Who was Krupskaya?", "When did Stalin insult her?", "When did Stalin insult her?"),
        ("Who was Krupskaya?", "Who insulted her?", "Who insulted Krupskaya?"),
        ("Who was Krupskaya?", "Where was her house?", "Where was Krupskaya's house?"),
        ("Who was Trotsky?", "Who was Lenin?", "Who was Lenin?"),
        ("Who was Trotsky?", "Why did Lenin say he was ill?", "Why did Lenin say he was ill?"),
        ("Who was Trotsky?", "and Kamenev?", "Who was Kamenev?"),
        ("who was trotsky", "when was he expelled", "when was trotsky expelled"),
        (
            "What did Lenin write in his Testament?",
            "Who read it?",
            "What did Lenin write in his Testament? Who read it?",
        ),
        ("What happened to Stalin in 1922?", "And in 1923?", "What happened to Stalin in 1923?"),
        ("Who was Trotsky?", "Which delegates of the party voted against the resolution?", None),
    ],
)
def test_follow_up_is_written_out_or_left_alone(before, question, expected):
    assert _asked(before, question)[-1] == (question if expected is None else expected)


def test_first_question_comes_back_as_it_is():
    assert _asked("When was he expelled?") == ["When was he expelled?"]


def test_subject_is_carried_over_several_turns():
    asked = _asked("Who was Trotsky?", "When was he expelled?", "Where did he go?")
    assert asked == ["Who was Trotsky?", "When was Trotsky expelled?", "Where did Trotsky go?"]


def test_month_is_nobody_that_a_pronoun_can_mean():
    before = "What happened in April 1922?"
    assert _asked(before, "What did he do?")[-1] == f"{before} What did he do?"


def test_pronoun_after_an_answer_means_the_name_in_it():
    turn = _answered("Who was the first general secretary?", "The party chose Stalin.", "Stalin")
    assert standalone_question("When did he die?", [turn], names=NAMES) == "When did Stalin die?"


@pytest.mark.parametrize("short", ["March 1918", "three", "1922"])
def test_pronoun_after_an_answer_never_means_a_date_or_a_number(short):
    turn = _answered("when was that signed", f"It was signed by them {short} times.", short)
    assert standalone_question("Where were they?", [turn], names=NAMES) == "when was that signed Where were they?"


def test_name_with_a_backslash_is_taken_as_it_stands():
    turn = _answered("who was the agent", r"He was called Trotsky\1\g of old.", r"Trotsky\1\g")
    assert standalone_question("When did he die?", [turn], names=NAMES) == r"When did Trotsky\1\g die?"


def test_writing_out_repeats():
    questions = ("Who was Trotsky?", "When was he expelled?", "Why?", "What about Kamenev?")
    assert _asked(*questions) == _asked(*questions)


def test_chain_of_short_questions_does_not_grow():
    turns = [Turn("Who was Trotsky?", "Who was Trotsky?"), Turn("Why?", "Who was Trotsky? Why?")]
    assert standalone_question("And then?", turns, names=frozenset({"trotsky"})) == "Who was Trotsky? And then?"
