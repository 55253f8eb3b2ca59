"""A search copy of a text that knows where each of its characters stands in the text itself.

A document's text is never altered, and folding shifts offsets ("ß" becomes "ss", "é" may be two characters); so
whoever searches without regard to case and accents searches such a copy and maps what is found back.
"""

import unicodedata
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc", "'")


class _Folds(dict[int, str]):
    """The folded form of each code point, made when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = (_DASHES | _APOSTROPHES).get(character) or unicodedata.normalize("NFKD", character)
        # Casefolding may compose or decompose anew: U+0345 becomes an iota.
        folded = unicodedata.normalize("NFKD", plain.casefold())
        self[code] = "".join(c for c in folded if not _is_dropped(c))
        return self[code]


class _Lengths(dict[int, str]):
    """A character whose code is the length of each code point's folded form."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(len(_FOLDS[code]))
        return self[code]


_FOLDS = _Folds()
_LENGTHS = _Lengths()


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text without case, accents and invisible characters.

    Attributes:
        text: The folded text, in which is searched.
        origins: For each of its characters the offset of the one it was made of, and at last the text's length.
    """

    text: str
    origins: NDArray[np.int32] = field(repr=False, compare=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return (start, end) in the text itself of a stretch of the folded one.

        Marks that were dropped belong to the letter before them, and of a letter that became two both count.
        """
        first, last, after = self.origins[start], self.origins[end - 1], self.origins[end]
        return int(first), int(max(after, last + 1))


def folded(text: str) -> str:
    """Return a text without case, accents and invisible characters, dashes and apostrophes all of one kind."""
    return text.translate(_FOLDS)


def fold(text: str) -> FoldedText:
    """Return the search copy of a text.

    Worked example: ``"Straße"`` gives ``"strasse"``, whose characters come from 0, 1, 2, 3, 4, 4 and 5.
    """
    lengths = np.frombuffer(text.translate(_LENGTHS).encode("latin-1"), dtype=np.uint8)
    origins = np.repeat(np.arange(len(text), dtype=np.int32), lengths)
    return FoldedText(folded(text), np.append(origins, np.int32(len(text))))


def _is_dropped(character: str) -> bool:
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"
