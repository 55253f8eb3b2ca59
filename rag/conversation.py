"""A question that leans on earlier turns, written out so that it can be searched alone."""

import re
from collections.abc import Sequence

from rag.names import CALENDAR, names_in
from rag.search.terms import terms_of, words_of
from rag.types import Turn

_SUBJECT = re.compile(r"\b(?:he|she|him|they|them)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:his|hers|her|their|its)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|this|that|these|those|there|afterwards)\b(?! \w+ (?:is|was|were|are)\b)", re.IGNORECASE
)
_HER_AS_OBJECT = re.compile(r"\bher(?=\W*$| (?:to|in|on|at|from|by|about|after|before|when|and|with)\b)", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(
    r"^(?:and |but |so )?(?:what|how) about (?:the )?(?P<other>.+?)\W*$"
    r"|^and (?P<bare>(?!then|why|how|when|where|who|what)[^ ]+?(?: [^ ]+?){0,2})\W*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_OPENING = re.compile(r"^(?:and|but|so|then)\b[ ,]*", re.IGNORECASE)
# What is said to a person and asks for nothing; behind a topic it would be answered with the topic's answer.
_COURTESY = re.compile(
    r"\W*(?:(?:many )?thanks?(?: you)?(?: (?:so|very) much| a lot)?|ok(?:ay)?|hi|hello|hey|bye|goodbye|great|nice"
    r"|please|sorry|yes|no|good (?:morning|evening|job)|i see|got it|you(?: are|['’]re) welcome)\W*",
    re.IGNORECASE,
)
# Words of its own that a question needs to stand alone. With 3, 4 or 5 the passage is among the first eight for .932
# of the later turns of the training and development conversations; for .979 where a person has written them out.
TERMS_OF_ITS_OWN = 4
_RELATIVE_THAT = re.compile(
    r"\b(?:say|said|says|think|thought|claim|claimed|believe|believed|know|knew|fact|mean) that\b",
    re.IGNORECASE,
)


def standalone_questions(question: str, turns: Sequence[Turn], *, names: frozenset[str]) -> list[str]:
    """Return the question as it may be meant, written out of its conversation: one way or two, likelier first.

    A question that stands alone comes back as it is. Which of two ways is meant, the sources decide: the one that they
    answer best.

    Args:
        question: As it was asked.
        turns: Earlier turns, oldest first.
        names: The corpus's proper names, in lower case.

    Worked examples, after "Who was Trotsky?": "When was he expelled?" gives "When was Trotsky expelled?" and
    "Who was Trotsky? When was he expelled?"; "What about Kamenev?" gives "Who was Kamenev?" and
    "Who was Trotsky? What about Kamenev?"; "Why?" gives "Who was Trotsky? Why?" alone.
    """
    if not turns or _COURTESY.fullmatch(question) or _stands_alone(question, names):
        return [question]
    behind_topic = in_context(_topic_of(turns, names), question)
    other = _OTHER_SUBJECT.match(question.strip())
    if other:
        exchanged = _exchange(_first_question(turns[-1].standalone), other["other"] or other["bare"], names)
        return [exchanged, behind_topic] if exchanged is not None else [behind_topic]
    written_out = _write_out(question, _subject_of(turns, names), names)
    if _points_back(written_out) or _is_elliptical(written_out, names):
        return [behind_topic]
    return [written_out, behind_topic]


def in_context(topic: str, question: str) -> str:
    """Return a question behind the one that it leans on, as one text to search with."""
    return f"{topic.rstrip(' ?.')}? {question}"


def _topic_of(turns: Sequence[Turn], names: frozenset[str]) -> str:
    """Return the latest question that stands alone, or the one that opened the conversation."""
    return next((t.question for t in reversed(turns) if _stands_alone(t.question, names)), turns[0].question)


def _stands_alone(question: str, names: frozenset[str]) -> bool:
    """Return whether a question names somebody, has words enough of its own, and none that lean on another."""
    leans = _OPENING.match(question) or _points_back(question) or _POSSESSIVE.search(question)
    return not leans and len(_content_of(question)) >= TERMS_OF_ITS_OWN and bool(names_in(question, names))


def _first_question(standalone: str) -> str:
    """Return the question that others stand behind."""
    first, mark, _ = standalone.partition("? ")
    return f"{first}?" if mark else standalone


def _write_out(question: str, subject: str | None, names: frozenset[str]) -> str:
    """Replace pronouns for a person that have no antecedent in the question itself."""
    if subject is None or _has_antecedent(question, names):
        return question
    # Functions, since a subject may hold a backslash.
    question = _HER_AS_OBJECT.sub(lambda _: subject, question)
    question = _POSSESSIVE.sub(lambda _: f"{subject}'s", question)
    return _SUBJECT.sub(lambda _: subject, question)


def _points_back(question: str) -> bool:
    """Return whether "it", "that", "there" or "he" is left in a question."""
    pronoun = _THING.search(_RELATIVE_THAT.sub("", question)) or _SUBJECT.search(question)
    return pronoun is not None


def _has_antecedent(question: str, names: frozenset[str]) -> bool:
    """Return whether a name stands before the first pronoun, as in "Why did Trotsky say he was ill?"."""
    pronoun = _SUBJECT.search(question) or _POSSESSIVE.search(question)
    return pronoun is not None and bool(names_in(question[: pronoun.start()], names))


def _is_elliptical(question: str, names: frozenset[str]) -> bool:
    """Return whether a question has too few words of its own to be searched: "Why?", "And then?", "In 1927?"."""
    return len(_content_of(question)) <= 1 and not names_in(_OPENING.sub("", question), names)


def _content_of(question: str) -> list[str]:
    return [term for term in terms_of(_OPENING.sub("", question)) if not _YEAR.fullmatch(term)]


def _exchange(before: str, other: str, names: frozenset[str]) -> str | None:
    """Return the question before with its subject, or its year, exchanged for another; None if it has neither."""
    if _YEAR.search(other) and _YEAR.search(before):
        return _YEAR.sub(_YEAR.findall(other)[0], before)
    found = names_in(before, names)
    if not found or not names_in(f" {other}", names):
        return None
    about = next((name for name in found if f"about {name}" in before), found[0])
    return before.replace(about, other, 1)


def _subject_of(turns: Sequence[Turn], names: frozenset[str]) -> str | None:
    """Return whom the conversation is about: the last question's first name, or else the last short answer."""
    for turn in reversed(turns):
        found = _subjects_in(turn.standalone, names)
        if found:
            return found[0]
        extracts = turn.answer.extracts if turn.answer is not None else ()
        short = extracts[0].short if extracts else None
        if short is not None and _subjects_in(f" {short.text}", names):
            return short.text
    return None


def _subjects_in(text: str, names: frozenset[str]) -> list[str]:
    """Return the names in a text that somebody may bear: "April" is none."""
    return [name for name in names_in(text, names) if not CALENDAR.issuperset(words_of(name))]
