"""The reader: sentences ordered by a linear model over features that can be read by eye.

Its baseline form knows the encoder, words, names and types of answers; its trained form also what the span model says.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from rag.errors import ConfigError
from rag.library import Library
from rag.reader.features import NAMES, Candidate, candidates_of
from rag.reader.judgement import SentenceScorer
from rag.reader.question import Kind, kind_of
from rag.reader.selection import Choice, ScoredSentence, home_of, select, shown_spans
from rag.reader.short import short_answer
from rag.types import Encoder, Extract, Fate, FloatArray, Hit, Reading, ReadSentence, Span

CONFIDENCE_NAMES = (
    *NAMES,
    "ranking score",
    "lead over next passage",
    "spread of ranking",
    *(f"question of kind {kind.value}" for kind in Kind),
)


@dataclass(frozen=True, slots=True)
class LinearWeights:
    """What ``training/linear.py`` fitted.

    Attributes:
        ranking: (len(NAMES),) weights of a sentence's features; their sum orders sentences.
        confidence: (len(CONFIDENCE_NAMES),) weights of what ``confidence_features`` gives.
        bias: Of the confidence.
    """

    ranking: FloatArray
    confidence: FloatArray
    bias: float

    @classmethod
    def load(cls, name: str) -> "LinearWeights":
        """Return the weights that are shipped under a name: ``baseline`` or ``trained``.

        Raises:
            ConfigError: If there are none of that name.
        """
        file = files("rag.reader").joinpath(f"{name}.json")
        if not file.is_file():
            raise ConfigError(f"there is no reader {name!r}; known are 'baseline' and 'trained'")
        return cls.of(json.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, values: Mapping[str, Mapping[str, float]]) -> "LinearWeights":
        """Return weights from their JSON; a feature that is not named weighs nothing.

        Raises:
            ConfigError: If one is named that there is not.
        """
        unknown = {*values["ranking"], *values["confidence"]} - {*CONFIDENCE_NAMES, "bias"}
        if unknown:
            raise ConfigError(f"the reader has no feature {min(unknown)!r}; fit its weights again (training/linear.py)")
        return cls(
            np.array([values["ranking"].get(name, 0.0) for name in NAMES], dtype=np.float32),
            np.array([values["confidence"].get(name, 0.0) for name in CONFIDENCE_NAMES], dtype=np.float32),
            values["confidence"]["bias"],
        )


class LinearReader:
    """Reads hits with fitted weights, with or without a trained scorer of sentences."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        *,
        weights: LinearWeights,
        scorer: SentenceScorer | None = None,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._weights = weights
        self._scorer = scorer

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return the extracts, and what became of every other sentence."""
        candidates = self.candidates(question, hits)
        if not candidates:
            return Reading()
        scores = np.stack([c.features for c in candidates]) @ self._weights.ranking
        kind = kind_of(question)
        confidence = self._confidence(candidates, scores, kind)
        beliefs = confidence * np.exp(scores - scores.max())
        sentences = [
            ScoredSentence(c.span, home_of(c.span, c.hit, hits), float(belief), c.vector)
            for c, belief in zip(candidates, beliefs, strict=True)
        ]
        choices = select(sentences, kind)
        judged = {c.span: c.short for c in candidates}

        def short_of(sentence: Span) -> Span | None:
            # The span model's silence is respected: of several dates in a sentence the first is often the wrong one.
            return judged[sentence] if self._scorer is not None else short_answer(question, kind, sentence)

        shown = shown_spans([choice.sentence for choice in choices if choice.fate is Fate.QUOTED])
        return Reading(
            tuple(Extract(quoted, s.score, s.hit, short_of(s.span)) for s, quoted in shown),
            tuple(_read_sentence(choice, [quoted for _, quoted in shown]) for choice in choices),
        )

    def candidates(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """Return the sentences of the hits with their features; the fitting reads them too."""
        return candidates_of(
            question,
            self._encoder.encode([question])[0],
            hits,
            sentence_vectors=lambda hit: self._library.sentence_vectors(hit.passage),
            rarity=self._library.lexical.rarity,
            names=self._library.names,
            judgements=self._scorer.judge(question, hits) if self._scorer is not None else {},
        )

    def _confidence(self, candidates: Sequence[Candidate], scores: FloatArray, kind: Kind) -> float:
        logit = confidence_features(candidates, scores, kind) @ self._weights.confidence + self._weights.bias
        return float(1 / (1 + np.exp(-logit)))


def _read_sentence(choice: Choice, quoted: Sequence[Span]) -> ReadSentence:
    """Return what became of a sentence; one that stands in a quotation beside the chosen one is quoted, too."""
    span, score = choice.sentence.span, choice.sentence.score
    own = _number_of(span, quoted)
    if own is not None:
        return ReadSentence(span, score, Fate.QUOTED, own)
    repeated = _number_of(choice.repeated.span, quoted) if choice.repeated is not None else None
    return ReadSentence(span, score, choice.fate, repeated)


def _number_of(sentence: Span, quoted: Sequence[Span]) -> int | None:
    numbers = (number for number, span in enumerate(quoted, start=1) if span.holds(sentence))
    return next(numbers, None)


def confidence_features(candidates: Sequence[Candidate], scores: FloatArray, kind: Kind) -> FloatArray:
    """Return (len(CONFIDENCE_NAMES),) what the confidence is read from.

    They are the best sentence's features, its ranking score, its lead over the best of another passage, how far the
    ranking spreads (0 where that sentence has all of its softmax, log(n) where n share it alike), and the kind of the
    question: what is not answered looks more like an answer to one kind than to another.

    Args:
        candidates: At least one.
        scores: (len(candidates),) their ranking scores.
        kind: What the question asks for.
    """
    best = int(np.argmax(scores))
    others = [s for c, s in zip(candidates, scores, strict=True) if c.hit.passage != candidates[best].hit.passage]
    lead = scores[best] - max(others, default=scores[best])
    spread = np.log(np.exp(scores - scores[best]).sum())
    of_kind = [float(kind is each) for each in Kind]
    return np.concatenate([candidates[best].features, [scores[best], lead, spread], of_kind]).astype(np.float32)
