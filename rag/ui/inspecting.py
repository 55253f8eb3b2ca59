"""What the page Check shows of an Inspection. Pure: types in, JSON out."""

from collections.abc import Sequence

from rag.types import Fate, Inspection, RankedPassage, Span
from rag.ui.runs import Marks, split_runs
from rag.ui.views import answer_view, opening_of
from rag.wire import Json, passage_to_json, ranked_to_json


def inspection_view(inspection: Inspection, *, documents: int) -> Json:
    """Return an inspection: the JSON that programs get, with what a page needs to draw it.

    Returns:
        ``answer`` is the turn that the chat shows, with its question and confidence. Each passage has the ``place``
        where a person finds it, with what opens it there, and those in the ranking their words in ``pieces``.
    """
    answer = inspection.answer
    quotations = [extract.span for extract in answer.extracts]
    turn = answer_view(answer, next_questions=(), documents=documents)
    return {
        "state": "checked",
        "answer": {"question": answer.question, "confidence": round(answer.confidence, 4), **turn},
        "threshold": inspection.threshold,
        "passages": [
            {
                **ranked_to_json(ranked),
                **opening_of(ranked.hit.passage.span),
                "pieces": pieces_of(ranked, quotations),
            }
            for ranked in inspection.ranking
        ],
        "left_out": [{**passage_to_json(passage), **opening_of(passage.span)} for passage in inspection.left_out],
    }


def pieces_of(ranked: RankedPassage, quotations: Sequence[Span]) -> list[Json]:
    """Return a passage's text as its sentences and what stands between them, in order; joined, they are the text.

    Each piece has ``runs``; ``best`` where it is the passage's best sentence; ``quoted`` where a quotation holds it.
    """
    span = ranked.hit.passage.span
    pieces: list[Json] = []
    end = span.start
    for sentence in ranked.hit.passage.sentences:
        if end < sentence.start:
            pieces.append({"runs": split_runs(span.document, end, sentence.start, Marks())})
        piece: Json = {"runs": split_runs(span.document, sentence.start, sentence.end, Marks())}
        if sentence == ranked.best:
            piece["best"] = True
        if ranked.fate is Fate.QUOTED and any(quotation.holds(sentence) for quotation in quotations):
            piece["quoted"] = True
        pieces.append(piece)
        end = sentence.end
    return pieces
