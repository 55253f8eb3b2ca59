"""A question that leans on earlier turns, written out so that it can be searched alone."""

import re
from collections.abc import Sequence

from rag.names import CALENDAR, names_in
from rag.search.terms import terms_of, words_of
from rag.types import Turn

_SUBJECT = re.compile(r"\b(?:he|she|him|they|them)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:his|hers|her|their|its)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|this|that|these|those)\b(?! \w+ (?:is|was|were|are)\b)", re.IGNORECASE)
_HER_AS_OBJECT = re.compile(r"\bher(?=\W*$| (?:to|in|on|at|from|by|about|after|before|when|and|with)\b)", re.IGNORECASE)
_OTHER_SUBJECT = re.compile(
    r"^(?:and |but |so )?(?:what|how) about (?:the )?(?P<other>.+?)\W*$"
    r"|^and (?P<bare>(?!then|why|how|when|where|who|what)[^ ]+?(?: [^ ]+?){0,2})\W*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")
_OPENING = re.compile(r"^(?:and|but|so|then)\b[ ,]*", re.IGNORECASE)
_RELATIVE_THAT = re.compile(
    r"\b(?:say|said|says|think|thought|claim|claimed|believe|believed|know|knew|fact|mean) that\b",
    re.IGNORECASE,
)


def standalone_question(question: str, turns: Sequence[Turn], *, names: frozenset[str]) -> str:
    """Return the question written out of its conversation; one that stands alone comes back as it is.

    Args:
        question: As it was asked.
        turns: Earlier turns, oldest first.
        names: The corpus's proper names, in lower case.

    Worked examples, after "Who was Trotsky?": "When was he expelled?" gives "When was Trotsky expelled?",
    "What about Kamenev?" gives "Who was Kamenev?", "Why?" gives "Who was Trotsky? Why?".
    """
    if not turns:
        return question
    before = _first_question(turns[-1].standalone)
    other = _OTHER_SUBJECT.match(question.strip())
    if other:
        return _exchange(before, other["other"] or other["bare"], names)
    subject = _subject_of(turns, names)
    written_out = _write_out(question, subject, before, names)
    if written_out != question:
        return written_out
    if _is_elliptical(question, names):
        return f"{before} {question}"
    return question


def _first_question(standalone: str) -> str:
    """Return the question that a chain of "Why? And then?" was appended to, so that the chain does not grow."""
    first, mark, _ = standalone.partition("? ")
    return f"{first}?" if mark else standalone


def _write_out(question: str, subject: str | None, before: str, names: frozenset[str]) -> str:
    """Replace pronouns that have no antecedent in the question itself."""
    if subject is not None and not _has_antecedent(question, names):
        # Functions, since a subject may hold a backslash.
        question = _HER_AS_OBJECT.sub(lambda _: subject, question)
        question = _POSSESSIVE.sub(lambda _: f"{subject}'s", question)
        question = _SUBJECT.sub(lambda _: subject, question)
    points_back = _THING.search(_RELATIVE_THAT.sub("", question))
    if points_back and not names_in(question, names):
        return f"{before} {question}"
    return question


def _has_antecedent(question: str, names: frozenset[str]) -> bool:
    """Return whether a name stands before the first pronoun, as in "Why did Trotsky say he was ill?"."""
    pronoun = _SUBJECT.search(question) or _POSSESSIVE.search(question)
    return pronoun is not None and bool(names_in(question[: pronoun.start()], names))


def _is_elliptical(question: str, names: frozenset[str]) -> bool:
    """Return whether a question has too few words of its own to be searched: "Why?", "And then?", "In 1927?"."""
    rest = _OPENING.sub("", question)
    content = [term for term in terms_of(rest) if not _YEAR.fullmatch(term)]
    return len(content) <= 1 and not names_in(rest, names)


def _exchange(before: str, other: str, names: frozenset[str]) -> str:
    """Return the question before with its subject, or its year, exchanged for another."""
    if _YEAR.search(other) and _YEAR.search(before):
        return _YEAR.sub(_YEAR.findall(other)[0], before)
    found = names_in(before, names)
    if not found or not names_in(f" {other}", names):
        return f"{before} {other}"
    return before.replace(found[0], other, 1)


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
