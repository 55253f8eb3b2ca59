"""The words inside a sentence that answer: a date, a number, a place or a name."""

import re
from collections.abc import Iterator

from rag.names import CALENDAR, YEAR
from rag.reader.question import Kind
from rag.search.terms import STOP_WORDS, words_of
from rag.types import Span

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half)"
)
_DATE = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?(?:[-–/]\d{{1,2}})? {_MONTH}(?: \d{{4}})?"
    rf"|\b{_MONTH}(?: \d{{1,2}},)?(?: \d{{4}})?(?= |,|\.|;|\)|$)"
    r"|\b(?:the )?(?:spring|summer|autumn|fall|winter) of \d{4}"
    r"|\b1[0-9]{3}(?:[-–]\d{2,4})?\b|\b20[0-9]{2}\b)"
)
_COUNT = re.compile(
    rf"(?i)(?:\b(?:about|some|nearly|almost|over|under|at least|more than|fewer than|around|roughly) )?"
    rf"(?:\b\d[\d,.]*\d\b|\b\d\b)(?: (?:per cent|percent|million|thousand|billion))?%?"
    rf"|\b{_NUMBER_WORD}(?:[- ](?:and )?{_NUMBER_WORD})*\b"
)
_NAME = re.compile(r"\b(?:[A-Z]\. ?)+[A-Z][\w’-]+|\b[A-Z][\w’'-]*(?:(?: (?:of|de|von) | )[A-Z][\w’'-]*)*")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|to|from|near|into|of|on) (?:the )?$")


def short_answer(question: str, kind: Kind, sentence: Span) -> Span | None:
    """Return the words of a sentence that answer a question of this kind, or None.

    Words that the question itself gives answer nothing. Of several candidates the first is taken.
    """
    given = frozenset(words_of(question))
    for start, end in _candidates(kind, sentence.text):
        if not frozenset(words_of(sentence.text[start:end])) <= given:
            return sentence.part(start, end)
    return None


def has_answer_type(question: str, kind: Kind, sentence: Span) -> bool:
    """Return whether a sentence holds words of the type that the question asks for, besides the question's own."""
    return short_answer(question, kind, sentence) is not None


def _candidates(kind: Kind, text: str) -> Iterator[tuple[int, int]]:
    if kind is Kind.DATE:
        yield from sorted((m.span() for m in _DATE.finditer(text)), key=lambda span: span[0] - span[1])
    elif kind is Kind.NUMBER:
        within_dates = {place for m in _DATE.finditer(text) for place in range(*m.span())}
        numbers = (m for m in _COUNT.finditer(text) if m.start() not in within_dates and not YEAR.fullmatch(m[0]))
        yield from (m.span() for m in numbers)
    elif kind is Kind.PLACE:
        # Only the words just before: a sentence may be as long as a file.
        yield from (span for span in _names(text) if _PLACE_BEFORE.search(text[max(0, span[0] - 12) : span[0]]))
    elif kind is Kind.PERSON:
        yield from _names(text)


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Yield capitalised runs but for stop words and parts of dates; a plain first word counts, too."""
    for match in _NAME.finditer(text):
        words = frozenset(words_of(match[0]))
        if words and not words <= STOP_WORDS | CALENDAR:
            yield match.span()
