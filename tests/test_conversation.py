"""Follow-up questions, written out."""

import pytest

from rag.conversation import in_context, standalone_questions
from rag.types import Turn

NAMES = frozenset({"trotsky", "stalin", "lenin", "kamenev", "zinoviev", "april", "march", "krupskaya", "testament"})


def _asked(*questions):
    """Return the ways in which the last question may be meant, the likeliest way of each earlier one being taken."""
    turns, ways = [], []
    for question in questions:
        ways = standalone_questions(question, turns, names=NAMES)
        turns.append(Turn(question, ways[0]))
    return ways


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was he expelled?", ["Who was Trotsky? When was he expelled?"]),
        ("What about Kamenev?", ["Who was Kamenev?", "Who was Trotsky? What about Kamenev?"]),
        ("Did Lenin agree?", ["Who was Trotsky? Did Lenin agree?", "Did Lenin agree?"]),
        ("Who was Lenin?", ["Who was Lenin?"]),
    ],
)
def test_worked_examples_of_the_docstring(question, expected):
    assert _asked("Who was Trotsky?", question) == expected


@pytest.mark.parametrize(
    ("before", "question", "likeliest"),
    [
        ("Who was Trotsky?", "and Kamenev?", "Who was Kamenev?"),
        ("What did Lenin say about Trotsky?", "And Kamenev?", "What did Lenin say about Kamenev?"),
        ("What happened to Stalin in 1922?", "And in 1923?", "What happened to Stalin in 1923?"),
        ("What was Stalin's role in 1917?", "And Trotsky’s?", "What was Trotsky's role in 1917?"),
        ("What was Stalin's role in 1917?", "And Trotsky?", "What was Trotsky's role in 1917?"),
        ("Who was Trotsky?\nWhere did he live?", "And Kamenev?", "Who was Kamenev?"),
    ],
)
def test_likeliest_way_puts_names_and_years_in_their_places(before, question, likeliest):
    assert _asked(before, question)[0] == likeliest


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Why did Stalin win?", "What about in Germany?"),
        ("What did Stalin do in 1917?", "What about after Lenin's death?"),
        ("What was Stalin's role in 1917?", "And Trotsky's in 1918?"),
        ("Who was Trotsky?", "And Kamenev's?"),
        ("How did Stalin defeat Trotsky?", "And Trotsky?"),
        ("Who was Trotsky?", "Please, I'd like to know when he was expelled from the party"),
        ("Who was Trotsky?", "Interesting! Name three of his rivals in the party"),
        ("Who was Trotsky?", "Great answer! Next question: when did he join the party?"),
    ],
)
def test_what_is_no_other_subject_is_not_put_in_its_place(before, question):
    assert _asked(before, question) == [f"{before} {question}"]


@pytest.mark.parametrize(
    "question",
    [
        "Who read it?", "What happened there?", "And then?", "Why?", "Did Stalin have anything to do with that?",
        "What did he fear?", "Who were his friends?", "Where did she die?", "When did they tell her?",
    ],
)  # fmt: skip
def test_question_that_leans_on_another_is_only_searched_behind_its_topic(question):
    before = "What did Lenin write in his Testament?"
    assert _asked(before, question) == [f"{before} {question}"]


@pytest.mark.parametrize(
    "question",
    [
        "How did Lenin describe Stalin's character in the Testament?",
        "Which delegates of the congress voted for Zinoviev and Kamenev?",
        "Why did Krupskaya say that she was ill on the day of the congress?",
    ],
)
def test_question_that_stands_alone_is_left_alone(question):
    assert _asked("Who was Trotsky?", question) == [question]


@pytest.mark.parametrize("said", ["thanks", "Thank you very much!", "OK.", "hello", "Good morning", "You’re welcome"])
def test_courtesy_is_no_question_about_the_topic(said):
    assert _asked("Who was Trotsky?", said) == [said]


def test_first_question_comes_back_as_it_is():
    assert _asked("When was he expelled?") == ["When was he expelled?"]


def test_subject_is_carried_over_several_turns():
    asked = _asked("Who was Trotsky?", "When was he expelled?", "Where did he go?")
    assert asked == ["Who was Trotsky? When was he expelled? Where did he go?"]


def test_topic_may_change_by_what_about():
    assert _asked("Who was Trotsky?", "What about Kamenev?", "Why?") == ["Who was Kamenev? Why?"]


def test_topic_is_the_latest_question_that_stood_alone():
    new_topic = "How did Lenin describe Stalin's character in the Testament?"
    assert _asked("Who was Trotsky?", "Why?", new_topic, "Who read it?") == [in_context(new_topic, "Who read it?")]


def test_writing_out_repeats():
    questions = ("Who was Trotsky?", "When was he expelled?", "Why?", "What about Kamenev?")
    assert _asked(*questions) == _asked(*questions)


def test_chain_of_short_questions_does_not_grow():
    questions = ("Who was Trotsky?", "When was he expelled?", "Why?", "And then?")
    assert _asked(*questions) == ["Who was Trotsky? Why? And then?"]


@pytest.mark.parametrize("said", ["Thanks!", "OK"])
def test_courtesy_is_no_topic(said):
    assert _asked("Who was Trotsky?", said, "When was he expelled?") == ["Who was Trotsky? When was he expelled?"]


@pytest.mark.parametrize(
    "question", ["And did Stalin agree?", "And didn't Kamenev come?", "and which congress was it?"]
)
def test_question_after_and_is_no_other_subject(question):
    assert _asked("Who was Lenin?", question)[0] == f"Who was Lenin? {question}"


@pytest.mark.parametrize(
    ("before", "question", "ways"),
    [
        ("What happened to Stalin in 1922?", "What about Lenin in 1924?", "What happened to Lenin in 1924?"),
        ("What happened from 1917 to 1922?", "What about 1924?", None),
        ("What did Stalin do between 1917 and 1922?", "What about Lenin in 1924?", None),
        ("What happened to Stalin in 1922?", "What about March 1924?", "What happened to Stalin in 1924?"),
        ("What did Leninists think about Lenin?", "What about Stalin?", "What did Leninists think about Stalin?"),
        ("What did Leningrad say of Lenin?", "What about Stalin?", "What did Stalin say of Lenin?"),
    ],
)
def test_only_whole_names_and_a_lone_year_are_exchanged(before, question, ways):
    behind = in_context(before, question)
    assert _asked(before, question) == ([behind] if ways is None else [ways, behind])


def test_two_questions_in_one_are_a_topic():
    topic = "Why did Lenin die in 1924? Was it a stroke?"
    turns = [Turn("Who was Trotsky?", "Who was Trotsky?"), Turn(topic, topic)]
    assert standalone_questions("Who was with him?", turns, names=NAMES) == [in_context(topic, "Who was with him?")]
