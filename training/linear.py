"""Fit the linear weights of a reader and print what they are worth on documents that they were not fitted on.

    python -m training.linear baseline [--rows FILE.jsonl.gz ...]
    python -m training.linear trained

Ranking: a linear model under a softmax over a question's sentences. Confidence: a logistic regression that says
whether the library answers at all, for that is what is refused by. The baseline is fitted on data/questions/train.jsonl
and on rows given with --rows (see rag/evaluation/pools.py). The trained reader's span model has seen those, so its
weights are fitted on data/questions/dev.jsonl and, so that its confidence holds on other documents too and where there
are few, on elsewhere-dev.jsonl and the libraries of data/small/dev. Neither sees test.jsonl, elsewhere-test.jsonl or
data/small/test. What is printed is cross-validated: of every document the questions are judged by weights that were
fitted on the other documents'. The threshold that answering keeps is chosen by that table.
"""

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from rag.config import TRAINED, EncoderSettings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.metrics import auroc, expected_calibration_error, mean
from rag.evaluation.pools import pool_of
from rag.evaluation.sets import Question, load_questions
from rag.library import Library
from rag.reader.features import NAMES, Candidate
from rag.reader.linear import CONFIDENCE_NAMES, LinearReader, LinearWeights, confidence_features
from rag.reader.question import kind_of
from rag.reader.span_scorer import SpanScorer
from rag.retriever import HybridRetriever
from rag.types import FloatArray
from training.development import development_sets, library_of
from training.sources import rows_of

READER = Path("rag/reader")
ROWS_A_FILE = 600
DECAY = 1e-3
FOLDS = 5
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65)


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidate sentences, and which of them answer."""

    question: Question
    candidates: list[Candidate]
    features: FloatArray
    is_evidence: np.ndarray


def examples_of(
    library: Library, encoder: SentenceTransformerEncoder, scorer: SpanScorer | None, questions: Sequence[Question]
) -> list[Example]:
    """Return each question with the sentences of its hits."""
    retriever = HybridRetriever(library, encoder)
    blank = LinearWeights.of({"ranking": {}, "confidence": {"bias": 0.0}})
    reader = LinearReader(library, encoder, weights=blank, scorer=scorer)
    k = load_settings().answering.k
    examples = []
    for question in questions:
        candidates = reader.candidates(question.written_out, retriever.retrieve(question.written_out, k))
        answers = [question.is_answered_by([c.span]) for c in candidates]
        examples.append(Example(question, candidates, np.stack([c.features for c in candidates]), np.array(answers)))
    return examples


def fit_ranking(examples: Sequence[Example]) -> FloatArray:
    """Return (len(NAMES),) the weights under which the evidence's share of the softmax is greatest."""
    weights = torch.zeros(len(NAMES), requires_grad=True)
    usable = [(torch.tensor(e.features), torch.tensor(e.is_evidence)) for e in examples if e.is_evidence.any()]

    def loss() -> torch.Tensor:
        losses = []
        for features, is_evidence in usable:
            scores = features @ weights
            losses.append(torch.logsumexp(scores, 0) - torch.logsumexp(scores[is_evidence], 0))
        return torch.stack(losses).mean() + DECAY * weights.square().sum()

    _minimise(loss, [weights])
    return weights.detach().numpy()


def fit_confidence(examples: Sequence[Example], ranking: FloatArray) -> tuple[FloatArray, float]:
    """Return weights and bias of the probability that the library answers."""
    inputs = np.stack([_confidence_features(example, example.features @ ranking) for example in examples])
    answered = [example.question.is_answerable for example in examples]
    features, target = torch.tensor(inputs), torch.tensor(answered, dtype=torch.float32)
    weights, bias = torch.zeros(inputs.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)

    def loss() -> torch.Tensor:
        logits = features @ weights + bias
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, target)
        return entropy + DECAY * weights.square().sum()

    _minimise(loss, [weights, bias])
    return weights.detach().numpy(), bias.item()


def _confidence_features(example: Example, scores: FloatArray) -> FloatArray:
    return confidence_features(example.candidates, scores, kind_of(example.question.written_out))


def _minimise(loss: Callable[[], torch.Tensor], parameters: list[torch.Tensor]) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)


def cross_validated(examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """Return of each example its confidence and whether the first sentence answers, by weights of other documents."""
    groups = sorted({example.question.group for example in examples})
    fold_of = {group: place % FOLDS for place, group in enumerate(groups)}
    judged: dict[int, tuple[float, bool]] = {}
    for fold in range(FOLDS):
        kept = [e for e in examples if fold_of[e.question.group] != fold]
        ranking = fit_ranking(kept)
        confidence, bias = fit_confidence(kept, ranking)
        for place, example in enumerate(examples):
            if fold_of[example.question.group] == fold:
                scores = example.features @ ranking
                logit = _confidence_features(example, scores) @ confidence + bias
                judged[place] = float(1 / (1 + np.exp(-logit))), bool(example.is_evidence[np.argmax(scores)])
    return [judged[place] for place in range(len(examples))]


def report(name: str, examples: Sequence[Example], judged: Sequence[tuple[float, bool]]) -> str:
    """Return what a set's judgements are worth, without a threshold and with each."""
    confidences, right = (list(values) for values in zip(*judged, strict=True))
    answerable = [example.question.is_answerable for example in examples]

    def share(of: Sequence[bool], among: Sequence[bool]) -> str:
        return f"{mean([float(value) for value, counts in zip(of, among, strict=True) if counts]):.3f}"

    error = expected_calibration_error(confidences, answerable)
    lines = [
        f"{name}: {sum(answerable)} answerable of {len(examples)}, right first {share(right, answerable)}, "
        f"AUROC {auroc(confidences, answerable):.3f}, calibration error {error:.3f}"
    ]
    for threshold in THRESHOLDS:
        answered = [confidence >= threshold for confidence in confidences]
        refused, unanswerable = [not a for a in answered], [not a for a in answerable]
        wrong = [not r for r in right]
        both = [r and a for r, a in zip(right, answered, strict=True)]
        lines.append(
            f"  at {threshold:.2f}: right first {share(both, answerable)}, "
            f"refused wrongly {share(refused, answerable)}, "
            f"refused rightly {share(refused, unanswerable)}, "
            f"wrong among answered {share(wrong, answered)}"
        )
    return "\n".join(lines)


def main() -> None:
    """Fit, report and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=["baseline", TRAINED])
    parser.add_argument("--rows", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    settings = load_settings()
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    scorer = SpanScorer.load() if arguments.reader == TRAINED else None
    if arguments.reader == TRAINED:
        asked = development_sets(encoder)
    else:
        train = load_questions(settings.data.folder / "questions" / "train.jsonl")
        asked = [("train", Library.open(settings.index.folder, encoder), train)]
    for path in arguments.rows:
        rows = rows_of(path)
        contexts, of_rows = pool_of(rows[:: max(1, len(rows) // ROWS_A_FILE)])
        asked.append((path.name, library_of(contexts, encoder), of_rows))
    by_set: dict[str, list[Example]] = {}
    for name, library, questions in asked:
        by_set.setdefault(name, []).extend(examples_of(library, encoder, scorer, questions))
    examples = [example for some in by_set.values() for example in some]
    ranking = fit_ranking(examples)
    confidence, bias = fit_confidence(examples, ranking)
    values = {"ranking": _named(NAMES, ranking), "confidence": {**_named(CONFIDENCE_NAMES, confidence), "bias": bias}}
    (READER / f"{arguments.reader}.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    judged = iter(cross_validated(examples))
    for name, some in by_set.items():
        print(report(name, some, list(itertools.islice(judged, len(some)))))


def _named(names: Sequence[str], values: FloatArray) -> dict[str, float]:
    """Return the weights that are not zero, by name: a reader without span model has none for it."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True) if abs(value) > 1e-6}


if __name__ == "__main__":
    main()
