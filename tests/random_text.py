"""Random Unicode, and awkward more often than chance would make it."""

import random

AWKWARD = (
    "😀", "👩‍👧", "e\u0301", "\u0130", "ß", "ﬁ", "\u2028", "\u2029", "\u0085", "\ufeff", "\u200b", "\u202e", "\u202c",
    "\u2066", "\u00a0", "\r\n", "\n", "\t", "\n\n", "\r\n\r\n", "一", "\u0627\u0644", "\ud55c", "\U0001f1ec\U0001f1ea",
    "“", "”", "’", "…", "?", "!", ".", ". ", "! ", "? ", "J. ", "Dr. ", "1922", " 3.5 ", "(", ")", "%", "é",
)  # fmt: skip
WORDS = ("Stalin", "Lenin", "the", "party", "ruled", "in", "vol.", "He", "café", "Жизнь", "naïve", "e.g.")


def random_text(generator: random.Random, *, pieces: int = 25) -> str:
    """Return a text of awkward pieces, words and code points from anywhere but the surrogates."""
    return "".join(_piece(generator) for _ in range(generator.randint(1, pieces)))


def _piece(generator: random.Random) -> str:
    chance = generator.random()
    if chance < 0.45:
        return generator.choice(WORDS) + " "
    if chance < 0.85:
        return generator.choice(AWKWARD)
    code = generator.randrange(0x20, 0x110000 - 0x800)
    return chr(code if code < 0xD800 else code + 0x800)
