"""Raised and lowered figures as plain text, where nothing else would keep them apart from the figures before them."""

import re

_AS_WRITTEN = "0123456789+-−=()"
_BY_TAG = {
    "sup": str.maketrans(_AS_WRITTEN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"),
    "sub": str.maketrans(_AS_WRITTEN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
}
_FIGURES = re.compile(r"[0-9+\-−=()]*[0-9][0-9+\-−=()]*")
_NUMBER = re.compile(r"[0-9]+")
SCRIPTS = tuple(_BY_TAG)


def script_text(words: str, tag: str, *, is_linked: bool) -> str:
    """Return what a <sup> or <sub> holds, told apart from the words before it; what is more than figures stays.

    Worked example: "6" raised is "⁶", so that 10⁶ is not 106; "12" raised and linked is a note's mark, "[12]".
    """
    bare = words.strip()
    if is_linked and tag == "sup" and _NUMBER.fullmatch(bare):
        return f"[{bare}]"
    return bare.translate(_BY_TAG[tag]) if _FIGURES.fullmatch(bare) else words
