"""What a trained model says of a sentence, and who can say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.types import Hit, Span


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model says of a sentence.

    Attributes:
        logit: How far the sentence answers; 0 is even odds.
        short: The words in it that answer, or None where the model finds none.
    """

    logit: float
    short: Span | None


# Of a sentence that was cut off before the model saw it.
UNSEEN = Judgement(-8.0, None)


class SentenceScorer(Protocol):
    """Judges the sentences of hits beside the question."""

    def judge(self, question: str, hits: Sequence[Hit]) -> dict[Span, Judgement]:
        """Return the judgement of each sentence of the hits that the model saw."""
