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
        words: The words in it that look most like an answer, or None where there are none.
        margin: How far the model prefers them to no short answer at all; 0 is even odds.
    """

    logit: float
    words: Span | None
    margin: float

    @property
    def short(self) -> Span | None:
        """The short answer, or None where the model believes that the sentence holds none."""
        return self.words if self.margin > 0 else None


# Of a sentence that was cut off before the model saw it.
UNSEEN = Judgement(-8.0, None, -8.0)


class SentenceScorer(Protocol):
    """Judges the sentences of hits beside the question."""

    def judge(self, question: str, hits: Sequence[Hit]) -> dict[Span, Judgement]:
        """Return the judgement of each sentence of the hits that the model saw."""
