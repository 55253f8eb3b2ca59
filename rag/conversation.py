"""A question that leans on earlier turns, written out so that it can be searched alone."""

import re
from collections.abc import Sequence

from rag.names import CALENDAR, YEAR, names_in
from rag.search.terms import terms_of, words_of
from rag.types import Turn

_PERSON = re.compile(r"\b(?:he|she|him|they|them|his|hers|her|their)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|this|that|these|those|there|afterwards)\b(?! \w+ (?:is|was|were|are)\b)", re.IGNORECASE
)
# Words after "and" that begin a question and are nobody's name.
_NO_SUBJECT = (
    "then|why|how|when|where|who|whom|whose|what|which|did|does|do|was|were|is|are|has|have|had|can|could|would|should"
    r"|will|may|might|must|shall|if|after|before|\w+n['’]t"
)
_OTHER_SUBJECT = re.compile(
    r"^(?:and |but |so )?(?:what|how) about (?:the )?(?P<other>.+?)\W*$"
    rf"|^and (?P<bare>(?!(?:{_NO_SUBJECT})\b)[^ ]+?(?: [^ ]+?){{0,2}})\W*$",
    re.IGNORECASE,
)
_IN_A_YEAR = re.compile(rf"\s*\b(?:in|during) {YEAR.pattern}(?![-–])")
_ASKS_WHO_OR_WHAT = re.compile(r"(?:who|what) (?:was|were|is|are)\b", re.IGNORECASE)
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
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_QUESTION_END = re.compile(r"\?\s+")
_RELATIVE_THAT = re.compile(
    r"\b(?:say|said|says|think|thought|claim|claimed|believe|believed|know|knew|fact|mean) that\b",
    re.IGNORECASE,
)


def standalone_questions(question: str, turns: Sequence[Turn], *, names: frozenset[str]) -> list[str]:
    """Return the question as it may be meant, to be searched without its conversation: one way or two, likelier first.

    A question that stands alone comes back as it is. A later turn stands behind the question that opened its topic and
    the one asked just before; a reader that was trained on such questions finds its answer more often than when a
    pronoun is exchanged for a name, which is often the wrong one.

    Args:
        question: As it was asked.
        turns: Earlier turns, oldest first.
        names: The corpus's proper names, in lower case.

    Worked examples, after "Who was Trotsky?": "When was he expelled?" gives "Who was Trotsky? When was he expelled?";
    "What about Kamenev?" gives "Who was Kamenev?" and "Who was Trotsky? What about Kamenev?"; "Did Lenin agree?", which
    may open a topic of its own, gives "Who was Trotsky? Did Lenin agree?" and itself; "Who was Lenin?" gives itself.
    After "When was he expelled?", too, "Why?" gives "Who was Trotsky? When was he expelled? Why?".
    """
    turns = [turn for turn in turns if not _COURTESY.fullmatch(turn.question)]
    if not turns or _COURTESY.fullmatch(question) or _stands_alone(question, names):
        return [question]
    behind_topic = in_context(*_context_of(turns), question)
    other = _OTHER_SUBJECT.match(question.strip())
    if other:
        exchanged = _exchange(_first_question(turns[-1].standalone), other["other"] or other["bare"], names)
        return [exchanged, behind_topic] if exchanged is not None else [behind_topic]
    # "Why was there a famine in Ukraine?" has a word that may lean on another question, and says enough all the same.
    may_open_a_topic = (not _leans(question, names) and len(_content_of(question)) > 1) or _says_enough(question, names)
    return [behind_topic, question] if may_open_a_topic else [behind_topic]


def in_context(*questions: str) -> str:
    """Return the last question behind those that it leans on, as one text to search with."""
    *earlier, question = questions
    return " ".join([*(f"{leant_on.rstrip(' ?.')}?" for leant_on in earlier), question])


def _context_of(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the latest question that was asked by itself, or the one that opened the conversation; and the last one.

    The reader is taught follow-ups behind both (training/alterations.py).
    """
    asked_alone = (turn.standalone for turn in reversed(turns) if _is_asked_alone(turn))
    topic = next(asked_alone, turns[0].standalone)
    return (topic,) if topic == turns[-1].standalone else (topic, turns[-1].question)


def _is_asked_alone(turn: Turn) -> bool:
    """Return whether a question stood behind no other; it may be two in one: "Why did he die? Was it a stroke?"."""
    return turn.standalone == turn.question or _first_question(turn.standalone) == turn.standalone


def _stands_alone(question: str, names: frozenset[str]) -> bool:
    """Return whether a question names somebody, has words enough of its own, and none that lean on another."""
    return _says_enough(question, names) and not _leans(question, names)


def _says_enough(question: str, names: frozenset[str]) -> bool:
    has_enough = len(_content_of(question)) >= TERMS_OF_ITS_OWN or _ASKS_WHO_OR_WHAT.match(question) is not None
    return has_enough and bool(names_in(question, names))


def _leans(question: str, names: frozenset[str]) -> bool:
    """Return whether a question begins with "and" or the like, or has a pronoun for what it does not name before it."""
    if _OPENING.match(question) or _THING.search(_RELATIVE_THAT.sub("", question)):
        return True
    pronoun = _PERSON.search(question)
    return pronoun is not None and not names_in(question[: pronoun.start()], names)


def _first_question(standalone: str) -> str:
    """Return the question that others stand behind."""
    first, *behind = _QUESTION_END.split(standalone, maxsplit=1)
    return f"{first}?" if behind else standalone


def _content_of(question: str) -> list[str]:
    return [term for term in terms_of(_OPENING.sub("", question)) if not YEAR.fullmatch(term)]


def _exchange(before: str, other: str, names: frozenset[str]) -> str | None:
    """Return the question before with its subject, its year or both exchanged for others; None if that cannot be."""
    named = [name for name in names_in(f" {other}", names) if not CALENDAR.issuperset(words_of(name))]
    year = YEAR.search(other)
    if not named:
        return _with_year(before, year[0]) if year else None
    if year:
        before = _IN_A_YEAR.sub("", before)
        if YEAR.search(before):
            return None
    if not re.match(rf"(?:the )?{re.escape(named[0])}(?!\w)", other):
        return None  # "What about after Lenin's death?" asks about no Lenin
    whole = [rf"(?<!\w){re.escape(name)}(?!\w)" for name in names_in(before, names)]
    after_about = [f"(?<=about ){name}" for name in whole]
    place = next((found for name in (*after_about, *whole) if (found := re.search(name, before))), None)
    if place is None:
        return None
    after = before[place.end() :]
    if _POSSESSIVE.match(after) or _POSSESSIVE.search(other):
        # "Stalin's role" becomes "Trotsky's role", but there is no "Trotsky in 1918's role".
        if _POSSESSIVE.sub("", other) != named[0] or not _POSSESSIVE.match(after):
            return None
        other = named[0]
    if named[0] in names_in(after, names):
        return None  # nobody asks how Trotsky defeated Trotsky
    return f"{before[: place.start()]}{other}{after}"


def _with_year(before: str, year: str) -> str | None:
    """Return the question before with its year exchanged; None if it has none or several."""
    return YEAR.sub(year, before) if len(YEAR.findall(before)) == 1 else None
