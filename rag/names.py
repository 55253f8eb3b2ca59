"""Proper names, as a corpus shows them: the words that it writes with a capital in mid-sentence."""

import re
from collections import Counter
from collections.abc import Iterable

from rag.search.terms import STOP_WORDS, words_of

_WORD = re.compile(r"(?<=[^\W\d_] |[,;] )[^\W\d_][\w’'-]*")
# A word is a name if it has its capital this often where no sentence begins.
_SHARE = 0.8
# A sentence opens behind it; "Dr. Zhivago" is no such place.
_SENTENCE_END = re.compile(r"(?:[!?:]|\w{5}\.)\W*\Z")
_I = re.compile(r"I['’]\w+")
YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_TOKEN = re.compile(r"\w[\w’'-]*")
# Written with a capital, but nobody's name.
CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday old style new
    """.split()
)


def proper_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words, in lower case, that the texts write with a capital in mid-sentence.

    Learners type names in lower case; this is how a question's names are known all the same.
    """
    capital: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for text in texts:
        for token in _WORD.findall(text):
            for word in words_of(token):
                total[word] += 1
                capital[word] += token[0].isupper()
    return frozenset(w for w in total if capital[w] >= _SHARE * total[w] and w not in STOP_WORDS)


def names_in(text: str, known: frozenset[str]) -> list[str]:
    """Return the runs of names in a text in order, as they are written there.

    Args:
        text: A question, in whatever case.
        known: Names in lower case; a word with a capital that does not open a sentence counts too.

    Worked example: ``"When did leon Trotsky meet Lenin?"`` gives ``["leon Trotsky", "Lenin"]`` if *leon* is known.
    """
    runs: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        words = words_of(match[0])
        if not words or words[0] in STOP_WORDS:
            continue
        if words[0] not in known and not _has_a_names_capital(text, match):
            continue
        if runs and text[runs[-1][1] : match.start()] == " ":
            runs[-1] = (runs[-1][0], match.end())
        else:
            runs.append(match.span())
    return [re.sub(r"['’]s?$", "", text[start:end]) for start, end in runs]


def _has_a_names_capital(text: str, token: re.Match[str]) -> bool:
    before = text[: token.start()]
    opens_a_sentence = not before.strip() or _SENTENCE_END.search(before) is not None
    return token[0][0].isupper() and not opens_a_sentence and _I.fullmatch(token[0]) is None


def names_and_years(question: str, known: frozenset[str]) -> frozenset[str]:
    """Return the words of a question that a passage about it can hardly lack: names in lower case, and years."""
    names = (word for name in names_in(question, known) for word in words_of(name))
    return frozenset(names) | frozenset(YEAR.findall(question))
