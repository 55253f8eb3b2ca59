"""Documents into passages: a few whole sentences each, never across two sections."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from rag.config import ChunkingSettings
from rag.sentences import split_sentences
from rag.types import Document, Passage, Span

_LINE_END = re.compile(r"\n\s*")
_SEMICOLON = re.compile(r";\s+")
_BLANKS = re.compile(r"\s+")
_ITEM = re.compile(r"(?:[-*+•·–—]|\(?\w[.)]|\(?\d+[.)]?)\s")
# Programs that break lines do so at 80 characters or fewer, a few at 100; longer lines were ended by who wrote them.
_WRAPPED_CHARACTERS = 120


def split_passages(
    documents: Iterable[Document], count_tokens: Callable[[Sequence[str]], list[int]], *, settings: ChunkingSettings
) -> list[Passage]:
    """Return the passages of documents in order, each in its row; every sentence is in at least one.

    Args:
        documents: The documents.
        count_tokens: Gives the number of the encoder's tokens of each text.
        settings: Sentences and tokens that a passage holds, and how far neighbours overlap.

    Returns:
        Passages of ``min_sentences`` to ``max_sentences`` sentences. Fewer only where a section has fewer, or where
        the next sentence would pass ``max_tokens``. A sentence that passes it by itself, such as a list without full
        stops, is cut: the encoder and the reader would see its beginning alone.
    """
    passages: list[Passage] = []
    for heading, whole in (section for document in documents for section in _sections(document)):
        sentences, counts = _cut_to_fit(whole, count_tokens, limit=settings.max_tokens)
        for first, end in windows(counts, settings=settings):
            passages.append(Passage.of(sentences[first:end], heading, row=len(passages)))
    return passages


def windows(counts: Sequence[int], *, settings: ChunkingSettings) -> list[tuple[int, int]]:
    """Return (first, last + 1) of each passage over sentences of so many tokens each.

    Worked example, at most 3 sentences and 10 tokens, 1 sentence of overlap: ``[4, 4, 4, 3]`` gives ``(0, 2)``,
    ``(1, 3)``, ``(2, 4)``.
    """
    result: list[tuple[int, int]] = []
    start = 0
    while start < len(counts):
        end = start + 1
        while end < len(counts) and _fits(counts[start : end + 1], settings):
            end += 1
        if end == len(counts):  # the last passage reaches back, so that it is not a lone sentence
            while start > 0 and end - start < settings.min_sentences and _fits(counts[start - 1 :], settings):
                start -= 1
        if not result or end > result[-1][1]:  # the overlap alone, before a long sentence, is no passage
            result.append((start, end))
        if end == len(counts):
            break
        start = max(end - settings.overlap_sentences, start + 1)
    return result


def _cut_to_fit(
    sentences: Sequence[Span], count_tokens: Callable[[Sequence[str]], list[int]], *, limit: int
) -> tuple[list[Span], list[int]]:
    """Return the sentences, those of more tokens than the limit in parts, and the tokens of each."""
    counts = count_tokens([sentence.text for sentence in sentences])
    cut: list[Span] = []
    cut_counts: list[int] = []
    for sentence, count in zip(sentences, counts, strict=True):
        parts = _parts(sentence) if count > limit else [sentence]
        if len(parts) == 1:
            fitting, their_counts = parts, [count]
        else:
            fitting, their_counts = _cut_to_fit(parts, count_tokens, limit=limit)
        cut += fitting
        cut_counts += their_counts
    return cut, cut_counts


def _parts(sentence: Span) -> list[Span]:
    """Return a sentence in parts: the lines of a list, or else what its semicolons divide, or else two halves.

    The halves meet at the comma or colon nearest the middle, or else at the blank.
    """
    text = sentence.text
    for starts in (_line_starts(text), [match.end() for match in _SEMICOLON.finditer(text)]):
        if starts:
            return [sentence.part(a, a + len(text[a:b].rstrip())) for a, b in pairwise([0, *starts, len(text)])]
    blanks = [match.span() for match in _BLANKS.finditer(text)]
    if not blanks:
        return [sentence]
    quarter = len(text) // 4
    pauses = [(end, start) for end, start in blanks if quarter <= end <= 3 * quarter and text[end - 1] in ",:"]
    end, start = min(pauses or blanks, key=lambda blank: abs(blank[0] - len(text) // 2))
    return [sentence.part(0, end), sentence.part(start, len(text))]


def _line_starts(text: str) -> list[int]:
    """Return where the lines begin that say something by themselves, but for the first.

    They are those that open with a bullet or a number, if a third of all do. Else they are all, unless most are as full
    as they can be: then they were broken to a width, in the middle of what they say.
    """
    starts = [match.end() for match in _LINE_END.finditer(text)]
    items = [start for start in starts if _ITEM.match(text, start)]
    if 3 * len(items) >= len(starts):
        return items
    lines = [text[a:b].rstrip() for a, b in pairwise([0, *starts, len(text)])]
    width = sorted(map(len, lines))[len(lines) * 9 // 10]  # an address that is too long to break says nothing
    full = sum(len(f"{line} {after.split(maxsplit=1)[0]}") > width for line, after in pairwise(lines))
    return [] if width <= _WRAPPED_CHARACTERS and 2 * full > len(starts) else starts


def _fits(counts: Sequence[int], settings: ChunkingSettings) -> bool:
    return len(counts) <= settings.max_sentences and sum(counts) <= settings.max_tokens


def _sections(document: Document) -> Iterator[tuple[str, list[Span]]]:
    """Yield each section's heading and sentences; text before the first heading has an empty one."""
    starts = [section.start for section in document.sections]
    headings = ["", *(section.heading for section in document.sections)]
    bounds = [0, *(bisect_left(document.paragraphs, (start,)) for start in starts), len(document.paragraphs)]
    for heading, (first, past) in zip(headings, pairwise(bounds), strict=True):
        sentences = [
            Span(document, start + i, start + j)
            for start, end in document.paragraphs[first:past]
            for i, j in split_sentences(document.text[start:end])
        ]
        if sentences:
            yield heading, sentences
