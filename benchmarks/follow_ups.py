"""How the way in which a follow-up is meant is chosen best: the right first quotations, and the refusals.

    python -m benchmarks.follow_ups

Over the later turns of the training and the development conversations, none of which is reported. The reader has seen
the training ones, so only the columns of one row beside those of another tell something.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering import LEAD, Answerer, most_believed
from rag.config import load_settings
from rag.conversation import standalone_questions
from rag.engine import open_answerer
from rag.evaluation.metrics import mean
from rag.evaluation.runner import sentences_of
from rag.evaluation.sets import Question, load_questions

FILES = ("train", "dev")
LEADS = (0.0, 0.1, 0.2, LEAD, 0.4, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a follow-up may be meant: how far its answer is believed, and whether it is right."""

    confidence: float
    is_right: bool


def ways_of(answerer: Answerer, question: Question) -> list[Way]:
    """Return what comes of each way, the likelier first."""
    turns = answerer.turns(question.history)
    answers = [answerer.answer(way) for way in standalone_questions(question.text, turns, names=answerer.library.names)]
    return [Way(a.confidence, question.is_answered_by(sentences_of(a.extracts[0]))) for a in answers]


def row(asked: Sequence[tuple[Question, list[Way]]], threshold: float, *, lead: float, least: float) -> str:
    """Return right first where nothing is refused, then at the threshold: right, refused wrongly, refused rightly.

    Args:
        asked: The questions with their ways, the likelier first.
        threshold: From which a way is answered.
        lead: What a less likely way must be believed by more.
        least: The confidence of ways that go before all others.
    """
    chosen = []
    for question, ways in asked:
        place = most_believed([way.confidence for way in ways], least, lead=lead)
        chosen.append((question.is_answerable, ways[place]))
    answerable = [way for is_answerable, way in chosen if is_answerable]
    others = [way for is_answerable, way in chosen if not is_answerable]
    figures = (
        mean([way.is_right for way in answerable]),
        mean([way.is_right and way.confidence >= threshold for way in answerable]),
        mean([way.confidence < threshold for way in answerable]),
        mean([way.confidence < threshold for way in others]),
    )
    return "  ".join(f"{figure:5.3f}" for figure in figures)


def main() -> None:
    """Measure and print."""
    settings = load_settings()
    threshold = settings.answering.threshold
    answerer = open_answerer(replace(settings, answering=replace(settings.answering, threshold=0.0)))
    questions = [q for name in FILES for q in load_questions(settings.data.folder / "questions" / f"{name}.jsonl")]
    asked = [(question, ways_of(answerer, question)) for question in questions if question.history]
    several = sum(len(ways) > 1 for _, ways in asked)
    print(f"{len(asked)} later turns, {several} of which may be meant in two ways")
    print("right first, nothing refused; right first, refused wrongly, refused rightly at the threshold")
    for lead in LEADS:
        print(f"lead {lead:.1f}                  {row(asked, threshold, lead=lead, least=0.0)}")
        print(f"lead {lead:.1f} among answered   {row(asked, threshold, lead=lead, least=threshold)}")


if __name__ == "__main__":
    main()
