"""A quotation cut into runs of equal meaning.

Python counts code points and JavaScript UTF-16, so the browser is sent text that is cut already and never an
offset to cut at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.controls import CONTROL, code_point
from rag.types import Document, Span
from rag.wire import Json


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be shown of a stretch of text, beside the text.

    Attributes:
        quotation: The words that are quoted, or None.
        short: The words that answer, or None.
        found: The words that were searched for.
    """

    quotation: Span | None = None
    short: Span | None = None
    found: tuple[Span, ...] = ()


def split_runs(document: Document, start: int, end: int, marks: Marks) -> list[Json]:
    """Return the text from start to end as runs, in order; joined, they are the text.

    Each run has ``text``; ``marked`` inside the quotation; ``short`` inside the short answer; ``found`` inside
    words that were searched for; ``control`` with the code point's name where the run is one control character
    that a reader could not see.
    """
    spans = {"marked": (marks.quotation,), "short": (marks.short,), "found": marks.found}
    bounds = {
        kind: [(span.start - start, span.end - start) for span in of_kind if span is not None]
        for kind, of_kind in spans.items()
    }
    return cut_runs(document.text[start:end], bounds)


def cut_runs(text: str, bounds_by_kind: Mapping[str, Sequence[tuple[int, int]]]) -> list[Json]:
    """Return a text as runs, each true of every kind that has a (start, end) around it."""
    controls = {match.start() for match in CONTROL.finditer(text)}
    cuts = {0, len(text)} | controls | {offset + 1 for offset in controls}
    cuts |= {cut for bounds in bounds_by_kind.values() for pair in bounds for cut in pair}
    inside = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    return [_run(text, a, b, bounds_by_kind, control=a in controls) for a, b in pairwise(inside)]


def _run(
    text: str, start: int, end: int, bounds_by_kind: Mapping[str, Sequence[tuple[int, int]]], *, control: bool
) -> Json:
    run: Json = {"text": text[start:end]}
    for kind, bounds in bounds_by_kind.items():
        if any(a <= start and end <= b for a, b in bounds):
            run[kind] = True
    if control:
        run["control"] = code_point(text[start])
    return run
