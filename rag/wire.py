"""The one JSON: every surface shows the object that is built here."""

from collections.abc import Sequence
from urllib.parse import urlencode

from rag.types import Answer, Citation, Extract, Hit, Span, digest_of

Json = dict[str, object]


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
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "sha256": digest_of(span.text),
        "paragraph": citation.paragraph,
        "page": citation.page,
        "link": link_to(span),
    }


def hits_to_json(hits: Sequence[Hit]) -> list[Json]:
    """Return the JSON of hits: where each stands, its words, its score and its link."""
    return [
        {
            "document": hit.passage.span.document.id,
            "title": hit.passage.span.document.title,
            "start": hit.passage.span.start,
            "end": hit.passage.span.end,
            "text": hit.passage.span.text,
            "score": round(hit.score, 4),
            "link": link_to(hit.passage.span),
        }
        for hit in hits
    ]


def stages_to_json(hit: Hit) -> Json:
    """Return the JSON of a hit's score and rank in each stage."""
    return {stage: {"score": round(value.score, 4), "rank": value.rank} for stage, value in hit.stages.items()}


def link_to(span: Span) -> str:
    """Return the relative link that opens the document at the span."""
    return "library?" + urlencode({"doc": span.document.id, "a": span.start, "b": span.end}, safe="/")


def _extract_to_json(extract: Extract, citation: Citation) -> Json:
    short: Json | None = None
    if extract.short is not None:
        short = {"text": extract.short.text, "start": extract.short.start, "end": extract.short.end}
    return {
        "text": extract.span.text,
        "short": short,
        "score": round(extract.score, 4),
        "citation": citation.number,
    }
