"""Questions: what they ask for, and which sentences of a passage are questions themselves."""

import itertools
import re
from enum import StrEnum

from rag.types import Span


class Kind(StrEnum):
    """The type of answer that a question wants."""

    PERSON = "person"
    DATE = "date"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    YES_NO = "yes-no"
    OTHER = "other"


_MEASURES = "many|much|few|old|long|large|big|tall|high|deep|heavy|far|often|soon|fast"
_PLACES = "city|town|place|country|village|prison|region|street|river|room|house|building"
# Something takes place anywhere, and who took Lenin's place is a person.
_PLACE = (
    r"\b(?:birthplace|place of (?:birth|death|exile))\b"
    r"|(?<!take )(?<!takes )(?<!took )(?<!['’]s )(?<!in )\bplace\b"
)
_WORD = "who(?:m|se)?|when|where|why|how|what|which"
_WHETHER = r"^(?:(?:and|but|so|then) )?(?:did|was|were|is|are|had|has|have|do|does|could|can|would|should)\b"
# Tried in order, on the question in lower case; the first that matches decides.
_SIGNS = (
    (Kind.REASON, r"\breasons? (?:for|why)\b"),
    (Kind.NUMBER, rf"\bhow (?:{_MEASURES})\b|\bnumber of\b|\bwhat (?:share|percentage)\b"),
    (Kind.DATE, r"\bwhen\b|\b(?:what|which) (?:day|month|time)\b|(?<!-)\b(?:date|year)\b(?! plan)|^wen\b"),
    (Kind.PLACE, rf"\bwhere\b|\b(?:what|which) (?:(?:is|was) the )?(?:{_PLACES})\b|{_PLACE}"),
    (Kind.PERSON, r"\bwho(?:m|se)?\b|\b(?:what|which) (?:man|woman|person|leader|bolshevik)\b|\bname of\b|^hwo\b"),
    (Kind.REASON, r"\bwhy\b|\bhow\b(?! about)|\breasons?\b|\bexplain\b|\bcauses?\b|\bwhat made\b|\bwhat led\b"),
    (Kind.YES_NO, _WHETHER),
    (Kind.OTHER, r"\bwhat\b(?! about)|\bwhich\b"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(sign)) for kind, sign in _SIGNS)
# "How and when", "but why" and "know about when" ask for the second, too.
_ASKING_WORD = re.compile(
    r"(?:^(?:and |but )|(?<!\band )(?<!\bbut )(?<!\babout )\b)"
    rf"(?P<word>{_WORD})\b(?! about)"
)
# "Why was 1929 called the year of the great turn?" asks for no date, though "how and when" does.
_ASKS_WHY = re.compile(rf"\b(?:why|how(?! (?:{_MEASURES})\b))(?! (?:and|but)\b)")
# "Was Stalin a dictator when Lenin died?" asks for no date; "do you know when he died?", "do historians know when?" and
# "…, and when?" do.
_ASKS_WHETHER = re.compile(
    rf"{_WHETHER}(?! (?:you|we|i|any(?:one|body)|some(?:one|body))\b)"
    rf"(?!(?<!did) (?:it|\w+) (?:known|clear|certain|say|said|know|remember) (?:{_WORD})\b)"
    rf"(?!.*\b(?:and|or) (?:{_WORD})\b)"
)


def kind_of(question: str) -> Kind:
    """Return the kind of a question, in whatever case it is written.

    Of several behind one another it is the last one's, unless that asks as the one before: "and Kamenev?". Of several
    asking words the first decides: "How did Stalin act when Lenin died?" asks for no date.
    """
    parts = reversed(re.split(r"\?\s+", question.strip().lower()))
    return next((kind for part in parts if (kind := _kind_of_one(part)) is not None), Kind.OTHER)


def _kind_of_one(question: str) -> Kind | None:
    """Return the kind of one question in lower case, or None if nothing in it says."""
    if _ASKS_WHETHER.match(question):
        return Kind.YES_NO
    first, second = (*itertools.islice(_ASKING_WORD.finditer(question), 2), None, None)[:2]
    if first is not None and _ASKS_WHY.match(question, first.start("word")):
        return Kind.REASON
    asked = question if second is None else question[: second.start()]
    return next((kind for kind, sign in _KINDS if sign.search(asked)), None)


def is_question(sentence: Span) -> bool:
    """Return whether a sentence asks; one that ends with somebody's question in quotation marks does not."""
    asked = sentence.text.rstrip("\"'’”)")
    return asked.endswith("?") and (asked == sentence.text or sentence.text.startswith(('"', "'", "‘", "“", "(")))
