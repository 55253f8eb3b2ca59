"""Documents into passages: a few whole sentences each, never across two sections."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rag.config import ChunkingSettings
from rag.sentences import split_sentences
from rag.types import Document, Passage, Span


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
        the next sentence would pass ``max_tokens``; a single longer sentence stands alone.
    """
    passages: list[Passage] = []
    for heading, sentences in (section for document in documents for section in _sections(document)):
        counts = count_tokens([sentence.text for sentence in sentences])
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
