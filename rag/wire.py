"""The one JSON: every surface shows the object that is built here."""

from collections.abc import Sequence
from urllib.parse import urlencode

from rag.anchors import anchor_of
from rag.types import (
    Answer,
    Citation,
    Document,
    Extract,
    Fate,
    Hit,
    Inspection,
    Passage,
    RankedPassage,
    Span,
    digest_of,
)

Json = dict[str, object]

_REASONS = {
    Fate.QUOTED: "Quoted as {numbers}",
    Fate.REPEATS: "Repeats quotation {numbers}",
    Fate.UNLIKELY: "Below the share of the best sentence",
    Fate.SURPLUS: "Enough was quoted before it",
    Fate.ASKS: "Its best sentence is a question",
    Fate.REFUSED: "Below the threshold: the answer was refused",
    Fate.UNREAD: "Not read: too far down in the search",
}


def answer_to_json(answer: Answer) -> Json:
    """Return the JSON of an answer as the README documents it; best extract first."""
    return {
        "question": answer.question,
        "standalone": answer.standalone,
        "found": answer.found,
        "confidence": round(answer.confidence, 4),
        "extracts": [
            _extract_to_json(extract, citation)
            for extract, citation in zip(answer.extracts, answer.citations, strict=True)
        ],
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "nearest": hits_to_json(answer.nearest),
        "timings_ms": {stage: round(ms, 2) for stage, ms in answer.timings_ms.items()},
    }


def citation_to_json(citation: Citation) -> Json:
    """Return the JSON of a citation: the quotation, its digest and where it stands."""
    span = citation.span
    return {
        "number": citation.number,
        "document": span.document.id,
        "title": citation.title,
        "source": span.document.source,
        "added": span.document.added,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "sha256": digest_of(span.text),
        "paragraph": citation.paragraph,
        "page": citation.page,
        "link": link_to(span),
    }


def added_note(document: Document) -> str | None:
    """Return what every surface says of a document that users have added, or None for any other."""
    return None if document.added is None else f"added {document.added}, not reviewed"


def hits_to_json(hits: Sequence[Hit]) -> list[Json]:
    """Return the JSON of hits: where each stands, its words, its score and its link."""
    return [
        {**_span_to_json(hit.passage.span), "score": round(hit.score, 4), "link": link_to(hit.passage.span)}
        for hit in hits
    ]


def inspection_to_json(inspection: Inspection) -> Json:
    """Return the JSON of an inspection: the answer's own, and every ranked passage with its scores and its fate."""
    return {
        "answer": answer_to_json(inspection.answer),
        "threshold": inspection.threshold,
        "passages": [ranked_to_json(ranked) for ranked in inspection.ranking],
        "left_out": [passage_to_json(passage) for passage in inspection.left_out],
    }


def ranked_to_json(ranked: RankedPassage) -> Json:
    """Return the JSON of a ranked passage: where it stands, its words, its scores, its fate and its best sentence."""
    numbers = " and ".join(str(number) for number in ranked.extracts)
    return {
        "rank": ranked.rank,
        **passage_to_json(ranked.hit.passage),
        "stages": stages_to_json(ranked.hit),
        "fate": str(ranked.fate),
        "citations": list(ranked.extracts),
        "why": _REASONS[ranked.fate].format(numbers=numbers),
        "best": _part_to_json(ranked.best) if ranked.best is not None else None,
    }


def passage_to_json(passage: Passage) -> Json:
    """Return the JSON of a passage: its id, where it stands, its words and its link."""
    return {"passage": passage.id, **_span_to_json(passage.span), "link": link_to(passage.span)}


def stages_to_json(hit: Hit) -> Json:
    """Return the JSON of a hit's score and rank in each stage."""
    return {stage: {"score": round(value.score, 4), "rank": value.rank} for stage, value in hit.stages.items()}


def link_to(span: Span) -> str:
    """Return the relative link that opens the document at the span, also where it stands elsewhere by then.

    ``h`` is the start of the quotation's digest, ``w`` the words beside it (rag/anchors.py).
    """
    anchor = anchor_of(span)
    place = {"doc": span.document.id, "a": anchor.start, "b": anchor.end, "h": anchor.digest}
    return "library?" + urlencode(place | ({"w": anchor.near} if anchor.near else {}), safe="/")


def _span_to_json(span: Span) -> Json:
    return {
        "document": span.document.id,
        "title": span.document.title,
        "start": span.start,
        "end": span.end,
        "text": span.text,
    }


def _part_to_json(span: Span) -> Json:
    return {"text": span.text, "start": span.start, "end": span.end}


def _extract_to_json(extract: Extract, citation: Citation) -> Json:
    return {
        "text": extract.span.text,
        "short": _part_to_json(extract.short) if extract.short is not None else None,
        "score": round(extract.score, 4),
        "citation": citation.number,
    }
