"""A document into passages: a few whole sentences each, never across two sections."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.config import ChunkingSettings
from rag.sentences import split_sentences
from rag.types import Document, Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage before it has a row.

    Attributes:
        sentences: Whole sentences, neighbours in the document.
        heading: The heading of their section, or an empty string.
    """

    sentences: tuple[Span, ...]
    heading: str


def split_passages(
    document: Document, count_tokens: Callable[[Sequence[str]], list[int]], *, settings: ChunkingSettings
) -> list[Chunk]:
    """Return the chunks of a document in order; every sentence is in at least one.

    Args:
        document: The document.
        count_tokens: Gives the number of the encoder's tokens of each text.
        settings: Sentences and tokens that a chunk holds, and how far neighbours overlap.

    Returns:
        Chunks of ``min_sentences`` to ``max_sentences`` sentences. Fewer only where a section has fewer, or where
        the next sentence would pass ``max_tokens``; a single longer sentence stands alone.
    """
    chunks: list[Chunk] = []
    for heading, sentences in _sections(document):
        counts = count_tokens([sentence.text for sentence in sentences])
        chunks += [Chunk(tuple(sentences[i:j]), heading) for i, j in windows(counts, settings=settings)]
    return chunks


def windows(counts: Sequence[int], *, settings: ChunkingSettings) -> list[tuple[int, int]]:
    """Return (first, last + 1) of each chunk over sentences of so many tokens each.

    Worked example, at most 3 sentences and 10 tokens, 1 sentence of overlap: ``[4, 4, 4, 3]`` gives ``(0, 2)``,
    ``(1, 3)``, ``(2, 4)``.
    """
    result: list[tuple[int, int]] = []
    start = 0
    while start < len(counts):
        end = start + 1
        while end < len(counts) and _fits(counts[start : end + 1], settings):
            end += 1
        if end == len(counts):  # the last chunk reaches back, so that it is not a lone sentence
            while start > 0 and end - start < settings.min_sentences and _fits(counts[start - 1 :], settings):
                start -= 1
        if not result or end > result[-1][1]:  # the overlap alone, before a long sentence, is no passage
            result.append((start, end))
        if end == len(counts):
            break
        start = max(end - settings.overlap_sentences, start + 1)
    return result


def _fits(counts: Sequence[int], settings: ChunkingSettings) -> bool:
    return len(counts) <= settings.max_sentences and sum(counts) <= settings.max_tokens


def _sections(document: Document) -> Iterator[tuple[str, list[Span]]]:
    """Yield each section's heading and sentences; text before the first heading has an empty one."""
    starts = [section.start for section in document.sections]
    headings = ["", *(section.heading for section in document.sections)]
    bounds = [0, *starts, len(document.text)]
    for heading, low, high in zip(headings, bounds[:-1], bounds[1:], strict=True):
        sentences = [
            Span(document, start + i, start + j)
            for start, end in document.paragraphs
            if low <= start < high
            for i, j in split_sentences(document.text[start:end])
        ]
        if sentences:
            yield heading, sentences
