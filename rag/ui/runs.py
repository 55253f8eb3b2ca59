"""A quotation cut into runs of equal meaning.

Python counts code points and JavaScript UTF-16, so the browser is sent text that is cut already and never an
offset to cut at.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.types import Document, Span
from rag.wire import Json

# Bidirectional and zero-width controls can make a quotation read as what it is not. Joiners (U+200C, U+200D)
# are letters' business in Persian or emoji, so they count only beside ASCII.
_CONTROL = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<=[ -~])[\u200c\u200d]|[\u200c\u200d](?=[ -~])"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be shown of a stretch of text, beside the text.

    Attributes:
        quotation: The words that are quoted, or None.
        short: The words that answer, or None.
    """

    quotation: Span | None = None
    short: Span | None = None


def split_runs(document: Document, start: int, end: int, marks: Marks) -> list[Json]:
    """Return the text from start to end as runs, in order; joined, they are the text.

    Each run has ``text``; ``marked`` inside the quotation; ``short`` inside the short answer; ``control``
    with the code point's name where the run is one control character that a reader could not see.
    """
    controls = {match.start() + start for match in _CONTROL.finditer(document.text[start:end])}
    cuts = {start, end} | controls | {offset + 1 for offset in controls}
    for span in (marks.quotation, marks.short):
        if span is not None:
            cuts |= {span.start, span.end}
    inside = sorted(cut for cut in cuts if start <= cut <= end)
    return [_run(document, a, b, marks, control=a in controls) for a, b in pairwise(inside)]


def _run(document: Document, start: int, end: int, marks: Marks, *, control: bool) -> Json:
    text = document.text[start:end]
    run: Json = {"text": text}
    if _holds(marks.quotation, start, end):
        run["marked"] = True
    if _holds(marks.short, start, end):
        run["short"] = True
    if control:
        run["control"] = f"U+{ord(text):04X}"
    return run


def _holds(span: Span | None, start: int, end: int) -> bool:
    return span is not None and span.start <= start and end <= span.end
