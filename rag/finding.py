"""Words found in the titles and the texts of documents, without regard to case and accents."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.errors import QuestionError
from rag.folding import FoldedText, fold
from rag.library import Library
from rag.search.terms import STOP_WORDS
from rag.types import Document, Passage, Span

MAX_CHARACTERS = 100
SENTENCES_SHOWN = 3

Bounds = tuple[int, int]

_EDGES = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence with the words that were found in it."""

    span: Span
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A document that holds all words that were looked for.

    Attributes:
        document: The document.
        title_words: (start, end) of the words in its title.
        places: How often one of the words stands in its text.
        sentences: The sentences that hold the most of the words, in order of the text.
    """

    document: Document
    title_words: tuple[Bounds, ...]
    places: int
    sentences: tuple[FoundSentence, ...]


class Finder:
    """Finds words in documents; their search copies are made once."""

    def __init__(self, documents: Sequence[Document], passages: Iterable[Passage]) -> None:
        self._sentences = _sentences_by_document(passages)
        self._folded = [(document, fold(document.title), fold(document.text)) for document in documents]

    @classmethod
    def of(cls, library: Library) -> "Finder":
        """Return the finder of a library's documents."""
        return cls(library.documents, library.passages)

    def find(self, words: str) -> list[Found]:
        """Return the documents that hold every word in title or text: those with most in the title, then by places.

        A word is found where it begins one: "congress" also in "Congresses". In scripts without capitals, some of
        which put no space between words, it is found anywhere.

        Raises:
            QuestionError: If there is no letter or digit to look for, or too much to look for.
        """
        patterns = [_pattern(term) for term in checked_terms(words)]
        found = [
            self._found(document, [_bounds(p, title) for p in patterns], [_bounds(p, text) for p in patterns])
            for document, title, text in self._folded
            if all(p.search(title.text) or p.search(text.text) for p in patterns)
        ]
        return sorted(found, key=lambda f: (-len(f.title_words), -f.places))

    def _found(self, document: Document, in_title: list[list[Bounds]], in_text: list[list[Bounds]]) -> Found:
        places = _merged(in_text)
        words_by_sentence: defaultdict[Span, set[int]] = defaultdict(set)
        for word, bounds in enumerate(in_text):
            for sentence in _holders(bounds, self._sentences[document.id]):
                words_by_sentence[sentence].add(word)
        best = sorted(words_by_sentence, key=lambda s: (-len(words_by_sentence[s]), s.start))[:SENTENCES_SHOWN]
        sentences = tuple(
            FoundSentence(s, tuple(Span(document, a, b) for a, b in places if s.start <= a and b <= s.end))
            for s in sorted(best, key=lambda s: s.start)
        )
        return Found(document, tuple(_merged(in_title)), len(places), sentences)


def checked_terms(words: str) -> list[str]:
    """Return the folded words to look for, each once; common ones only where there are no others.

    Raises:
        QuestionError: If they are more than 100 characters, or hold no letter or digit.
    """
    if len(words) > MAX_CHARACTERS:
        raise QuestionError(f"the search has {len(words):,} characters; search in at most {MAX_CHARACTERS}")
    terms = [_EDGES.sub("", word) for word in fold(words).text.split()]
    terms = list(dict.fromkeys(term for term in terms if term))
    if not terms:
        raise QuestionError("the search has no letter or digit; type a word or a number")
    return [term for term in terms if term not in STOP_WORDS] or terms


def _pattern(term: str) -> re.Pattern[str]:
    has_capitals = unicodedata.category(term[0]) != "Lo"
    return re.compile((r"(?<!\w)" if has_capitals else "") + re.escape(term))


def _bounds(pattern: re.Pattern[str], folded: FoldedText) -> list[Bounds]:
    return [folded.original(*match.span()) for match in pattern.finditer(folded.text)]


def _merged(bounds_by_word: Iterable[list[Bounds]]) -> list[Bounds]:
    """Return stretches in order, those that overlap made one."""
    merged: list[Bounds] = []
    for start, end in sorted(bounds for word in bounds_by_word for bounds in word):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _holders(bounds: Sequence[Bounds], sentences: Sequence[Span]) -> list[Span]:
    """Return the sentences that hold one of the stretches; both are in order."""
    holders = []
    waiting = iter(bounds)
    at = next(waiting, None)
    for sentence in sentences:
        while at is not None and at[0] < sentence.start:
            at = next(waiting, None)
        if at is None:
            break
        if at[1] <= sentence.end:
            holders.append(sentence)
    return holders


def _sentences_by_document(passages: Iterable[Passage]) -> defaultdict[str, list[Span]]:
    """Return each document's sentences in order; one that two passages share stands once."""
    sentences: defaultdict[str, dict[Span, None]] = defaultdict(dict)
    for passage in passages:
        sentences[passage.span.document.id].update(dict.fromkeys(passage.sentences))
    ordered = {id: sorted(spans, key=lambda s: s.start) for id, spans in sentences.items()}
    return defaultdict(list, ordered)
