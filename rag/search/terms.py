"""Words of a text as the lexical index and the reader compare them."""

import re
from functools import lru_cache

import Stemmer

from rag.folding import folded

_WORD = re.compile(r"\w+(?:'\w+)*")
# A word that was broken at the end of a line.
_BROKEN = re.compile(r"(?<=\w)[-\u00ad\u2010][ \t]*\n\s*(?=[a-z])")
# In lower case it would be a stop word.
_UNITED_STATES = re.compile(r"\b(?:US|U\. ?S\.)(?!\w)")
_STEMMER = Stemmer.Stemmer("english")

STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did
    do does doing for from had has have having he her hers him his how i if in into is it its itself
    just me more most my no nor not of off on once only or other our out over own s same she should
    so some such t than that the their them then there these they this those through to too under
    until up us very was we were what when where which while who whom whose why will with would you
    your please tell explain describe
    arent cant couldnt didnt doesnt dont hadnt hasnt havent im isnt ive shouldnt theyre wasnt werent wont wouldnt youre
    """.split()
)


def terms_of(text: str) -> list[str]:
    """Return the stems of a text's words in order, without stop words.

    Case, accents and possessive endings are folded first. The text is not altered: this is a search copy.

    Worked example: ``"Lenin's strokes"`` gives ``["lenin", "stroke"]``.
    """
    return [stem(word) for word in words_of(text) if word not in STOP_WORDS]


def words_of(text: str) -> list[str]:
    """Return a text's words in order, in lower case, without accents and possessive endings; broken ones are whole."""
    if not text.isupper():
        text = _UNITED_STATES.sub("USA", text)
    words = _WORD.findall(folded(_BROKEN.sub("", text)))
    return [word.removesuffix("'s").replace("'", "") for word in words]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball (Porter 2) stem of an English word."""
    return str(_STEMMER.stemWord(word))
