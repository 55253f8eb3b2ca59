"""Where a quotation stands, said so that its words are found again after the document was edited.

Offsets alone point to other words as soon as something before them changes. So an anchor also has the start of the
quotation's SHA-256, by which its words are known; a sum of its characters by which a window of a long document is
tried without hashing it; and the words beside it, which tell two places with the same words apart.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import Document, Span, digest_of

_SHA_DIGITS = 12
_SUM_DIGITS = 8
_DIGEST = re.compile(rf"[0-9a-f]{{{_SHA_DIGITS + _SUM_DIGITS}}}")
_WORD = re.compile(r"\w+")
# Two words a side, cut short, so that a link stays under 200 characters; looked for this far from the quotation.
_WORDS_BESIDE = 2
_WORD_CHARACTERS = 12
_REACH = 120
# The rolling sum is that of Karp and Rabin (IBM J. Res. Dev. 1987): characters times powers of a base, modulo a
# prime whose products fit in 64 bits.
_PRIME = 2**31 - 1
_BASE = 1_000_003
_BLOCK = 1 << 18
# Only a text that repeats itself has more windows of one sum; then those nearest to the old place are looked at.
_CHECKED_WINDOWS = 1000
_CHECKED_CHARACTERS = 20_000_000

_Sides = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A quotation's place as a link says it.

    Attributes:
        start: Offset of the first code point when the link was made.
        end: One past the last.
        digest: 12 digits of the quotation's SHA-256 and 8 of its sum; empty in a link that has none.
        near: The words before the quotation, "~", the words after it; empty where there are none.
    """

    start: int
    end: int
    digest: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What an anchor leads to in a document as it is now.

    Attributes:
        span: The quotation, or None where the anchor names none or its words are gone.
        is_gone: Whether the anchor tells its words and the document does not hold them.
        about: Where words that are gone seem to have stood, or None.
    """

    span: Span | None
    is_gone: bool = False
    about: int | None = None


def anchor_of(span: Span) -> Anchor:
    """Return the anchor of a quotation."""
    beside = _words_beside(span.document.text, span.start, span.end)
    near = "~".join(" ".join(filter(None, words)) for words in beside)
    return Anchor(span.start, span.end, _digest(span.text), near if near != "~" else "")


def resolve(document: Document, anchor: Anchor) -> Place:
    """Return where the words of an anchor stand in a document now.

    Of several places with the same words it is the one beside which most of the anchor's neighbouring words stand;
    of equal ones the nearest to the old place, and then the first. An anchor without a proper digest, as old links
    have none, leads to its offsets. Takes time linear in the length of the text.
    """
    length = anchor.end - anchor.start
    if anchor.start < 0 or length < 1:
        return Place(None)
    text = document.text
    if not _DIGEST.fullmatch(anchor.digest):
        end = min(anchor.end, len(text))
        return Place(Span(document, anchor.start, end) if anchor.start < end else None)
    beside = _parsed_near(anchor.near)

    def strangeness(start: int) -> tuple[int, int, int]:
        found = _words_beside(text, start, start + length)
        known = sum(a == b for side in zip(beside, found, strict=True) for a, b in zip(*side, strict=True))
        return -known, abs(start - anchor.start), start

    is_there = anchor.end <= len(text) and _digest(text[anchor.start : anchor.end]) == anchor.digest
    if is_there and -strangeness(anchor.start)[0] == 2 * _WORDS_BESIDE:
        return Place(Span(document, anchor.start, anchor.end))
    starts = _places_of(text, anchor)
    if not starts:
        return Place(None, is_gone=True, about=_place_of_words(text, beside, anchor.start))
    start = min(starts, key=strangeness)
    return Place(Span(document, start, start + length))


def _places_of(text: str, anchor: Anchor) -> list[int]:
    """Return where the anchor's words stand, those nearest to the old place first."""
    length = anchor.end - anchor.start
    starts = _windows(text, length, int(anchor.digest[_SHA_DIGITS:], 16))
    away = np.abs(starts - min(anchor.start, len(text)))
    most = max(1, min(_CHECKED_WINDOWS, _CHECKED_CHARACTERS // length))
    nearest = starts[np.argsort(away, kind="stable")][:most].tolist()
    sha = anchor.digest[:_SHA_DIGITS]
    return [start for start in nearest if digest_of(text[start : start + length]).startswith(sha)]


def _windows(text: str, length: int, wanted: int) -> NDArray[np.int64]:
    """Return in order the starts of the windows of a length whose sum is the wanted one.

    The sum of the window at i is (P[i + length] - P[i]) / base^i with P the sums of all that stands before. It is
    done in blocks, so that a book takes no more memory than a chapter.
    """
    size = max(_BLOCK, length)
    found = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(text) - length + 1, size):
        points = _code_points(text[first : first + size + length - 1])
        powers = _powers(len(points))
        before = np.concatenate([np.zeros(1, np.uint64), np.cumsum(points * powers % _PRIME, dtype=np.uint64)])
        sums = (before[length:] - before[:-length]) % _PRIME
        found.append(np.flatnonzero(sums == powers[: len(sums)] * wanted % _PRIME) + first)
    return np.concatenate(found)


def _digest(text: str) -> str:
    points = _code_points(text)
    total = int((points * _powers(len(points)) % _PRIME).sum()) % _PRIME
    return f"{digest_of(text)[:_SHA_DIGITS]}{total:0{_SUM_DIGITS}x}"


def _code_points(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _powers(count: int) -> NDArray[np.uint64]:
    """Return the first powers of the base modulo the prime, doubling what is known of them."""
    powers = np.ones(count, dtype=np.uint64)
    known = 1
    while known < count:
        fresh = min(known, count - known)
        powers[known : known + fresh] = powers[:fresh] * pow(_BASE, known, _PRIME) % _PRIME
        known += fresh
    return powers


def _words_beside(text: str, start: int, end: int) -> _Sides:
    before = [_shortened(word) for word in _WORD.findall(text[max(0, start - _REACH) : start])]
    after = [_shortened(word) for word in _WORD.findall(text[end : end + _REACH])]
    return _filled(before, after)


def _parsed_near(near: str) -> _Sides:
    before, _, after = near.partition("~")
    return _filled(before.split(), after.split())


def _shortened(word: str) -> str:
    return word[:_WORD_CHARACTERS].casefold()


def _filled(before: list[str], after: list[str]) -> _Sides:
    """Return the nearest words of either side in order, with empty ones where there are too few."""
    missing = [""] * _WORDS_BESIDE
    return [*missing, *before][-_WORDS_BESIDE:], [*after, *missing][:_WORDS_BESIDE]


def _place_of_words(text: str, beside: _Sides, start: int) -> int | None:
    """Return where the words before a quotation end, or else those after it begin, nearest to its old place."""
    for words, side in zip(beside, (1, 0), strict=True):
        known = [re.escape(word) + r"\w*" for word in words if word]
        if known:
            pattern = re.compile(r"\b" + r"\W+".join(known), re.IGNORECASE)
            places = [match.span()[side] for match in pattern.finditer(text)]
            if places:
                return min(places, key=lambda place: abs(place - start))
    return None
