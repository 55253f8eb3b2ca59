"""Questions put to the system, and what came of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering import Answerer
from rag.evaluation.metrics import (
    auroc,
    expected_calibration_error,
    mean,
    mean_interval,
    measured,
    reciprocal_rank,
)
from rag.evaluation.sets import Question
from rag.types import Answer, Citation, Extract, Retriever, Span
from rag.wire import Json, citation_to_json

RETRIEVAL_DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the system said to a question.

    Attributes:
        question: The question.
        answer: The answer, as the threshold lets it through.
        is_right_first: Whether the first extract holds a sentence of the evidence.
        is_right_shown: Whether any extract does.
    """

    question: Question
    answer: Answer
    is_right_first: bool
    is_right_shown: bool


def run_answers(
    answerer: Answerer,
    questions: Sequence[Question],
    *,
    progress: Callable[[Sequence[Question]], Iterable[Question]],
) -> list[Outcome]:
    """Return the outcome of each question, asked with its conversation."""
    outcomes = []
    for question in progress(questions):
        answer = answerer.answer(question.text, answerer.turns(question.history))
        right = [question.is_answered_by(sentences_of(extract)) for extract in answer.extracts]
        outcomes.append(Outcome(question, answer, any(right[:1]), any(right)))
    return outcomes


def sentences_of(extract: Extract) -> list[Span]:
    """Return the sentences that an extract quotes."""
    return [sentence for sentence in extract.hit.passage.sentences if extract.span.holds(sentence)]


def summarise_answers(outcomes: Sequence[Outcome], *, texts: Mapping[str, str]) -> Json:
    """Return the table of an evaluation: all answerable and unanswerable questions, and each kind of them.

    AUROC and calibration error are those of the confidence that the library answers, refused or not.

    Args:
        outcomes: What was said.
        texts: The text of each document by id, read from the data folder anew: quotations are held against it.
    """
    answerable = [o for o in outcomes if o.question.is_answerable]
    unanswerable = [o for o in outcomes if not o.question.is_answerable]
    answered = [o for o in outcomes if o.answer.found]
    confidences = [o.answer.confidence for o in outcomes]
    is_answerable = [o.question.is_answerable for o in outcomes]
    return {
        "questions": len(outcomes),
        "answerable": {
            "all": _answerable_row(answerable),
            **{kind: _answerable_row([o for o in answerable if o.question.kind == kind])
               for kind in sorted({o.question.kind for o in answerable})},
        },
        "unanswerable": {
            "all": _unanswerable_row(unanswerable),
            **{kind: _unanswerable_row([o for o in unanswerable if _unanswerable_kind(o) == kind])
               for kind in sorted({_unanswerable_kind(o) for o in unanswerable})},
        },
        "wrong_among_answered": mean([not o.is_right_first for o in answered]),
        "auroc": auroc(confidences, is_answerable),
        "calibration_error": expected_calibration_error(confidences, is_answerable),
        "quotations": sum(len(o.answer.extracts) for o in outcomes),
        "not_verbatim": sum(not _is_verbatim(c, texts) for o in outcomes for c in o.answer.citations),
    }  # fmt: skip


def written_out(answerer: Answerer, questions: Sequence[Question]) -> list[Question]:
    """Return the questions with later turns written out by the system, and not by hand."""
    return [
        replace(question, standalone=answerer.turns((*question.history, question.text))[-1].standalone)
        if question.history
        else question
        for question in questions
    ]


def run_retrieval(retriever: Retriever, questions: Sequence[Question]) -> Json:
    """Return recall at some depths and mean reciprocal rank, with intervals, over the answerable questions.

    Later turns are searched for as they are written out. A question of several sentences of evidence counts as found
    with the first of them, since each answers by itself.
    """
    answerable = [question for question in questions if question.is_answerable]
    relevant = []
    for question in answerable:
        hits = retriever.retrieve(question.written_out, max(RETRIEVAL_DEPTHS))
        relevant.append([question.is_answered_by(hit.passage.sentences) for hit in hits])
    recalls = {f"recall@{depth}": [float(any(r[:depth])) for r in relevant] for depth in RETRIEVAL_DEPTHS}
    measures = recalls | {"mrr": [reciprocal_rank(r) for r in relevant]}
    groups = [question.group for question in answerable]
    return {"questions": len(answerable), "note": "a question counts as found with its first sentence of evidence"} | {
        name: measured(values, groups) for name, values in measures.items()
    }


def _answerable_row(outcomes: Sequence[Outcome]) -> Json:
    first, groups = [float(o.is_right_first) for o in outcomes], [o.question.group for o in outcomes]
    return {
        "questions": len(outcomes),
        "groups": len(set(groups)),
        "right_first": mean(first),
        "right_first_interval": mean_interval(first, groups),
        "right_shown": mean([o.is_right_shown for o in outcomes]),
        "refused": mean([not o.answer.found for o in outcomes]),
    }


def _unanswerable_kind(outcome: Outcome) -> str:
    """Return how a question is unanswerable, or what kind of question it is where its file does not say."""
    question = outcome.question
    return question.kind if question.unanswerable is None else question.unanswerable


def _unanswerable_row(outcomes: Sequence[Outcome]) -> Json:
    refused, groups = [float(not o.answer.found) for o in outcomes], [o.question.group for o in outcomes]
    return {
        "questions": len(outcomes),
        "groups": len(set(groups)),
        "refused": mean(refused),
        "refused_interval": mean_interval(refused, groups),
    }


def _is_verbatim(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Return whether the citation as it is shown stands in its document at its offsets."""
    shown = citation_to_json(citation)
    start, end = int(str(shown["start"])), int(str(shown["end"]))
    return texts.get(str(shown["document"]), "")[start:end] == shown["text"]
