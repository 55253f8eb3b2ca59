"""Sentence boundaries as offsets."""

import re

from sentencex import get_sentence_boundaries

# sentencex 1.0.32 ends a sentence too early in two places: after an abbreviation that a number follows, and
# before a bracket or quotation mark that closes the sentence.
_NUMBERED = re.compile(r"(?i)\b(?:vol|nos?|pp?|ch|fig|ed|art|sec)\.\s*$")
# An item's number is no sentence of its own: the year of a chronology would not be quoted.
_ITEM_NUMBER = re.compile(r"\(?\d+[.)]")
# It ends one too late after words that are abbreviations elsewhere: "Lenin was ill. Stalin came."
_PLAIN_WORDS = re.compile(r"\b(?:art|ill|may|me|miss|no|ore)\.['’”\"]*\s+(?=['‘“\"]?[A-Z])")
_CLOSERS = re.compile(r"[)\]}\"'’”»]+(?=\s|$)")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of a paragraph, in order, without the white space around them.

    The boundaries are those of sentencex, the Wikimedia Foundation's splitter, which knows abbreviations,
    initials and quotation marks.

    Worked examples: ``"J. V. Stalin won. Lenin died."`` gives ``[(0, 17), (18, 29)]``, ``"1924. Lenin dies."``
    gives ``[(0, 17)]``.
    """
    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries("en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        if spans and (closer := _CLOSERS.match(text, start, end)):
            spans[-1] = (spans[-1][0], closer.end())
            start = closer.end()
        if spans and text[start : start + 1].isdigit() and _NUMBERED.search(text, *spans[-1]):
            start = spans.pop()[0]
        if spans and _ITEM_NUMBER.fullmatch(text, *spans[-1]):
            start = spans.pop()[0]
        words = text[start:end].strip()
        if words:
            start = text.index(words, start)
            spans.append((start, start + len(words)))
    return [part for span in spans for part in _parts(text, *span)]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return a sentence cut after plain words that sentencex takes for abbreviations."""
    starts = [start, *(match.end() for match in _PLAIN_WORDS.finditer(text, start, end))]
    return [(a, a + len(text[a:b].rstrip())) for a, b in zip(starts, [*starts[1:], end], strict=True)]
