"""Fit the linear weights of a reader and print what they are worth.

    python -m training.linear baseline [--rows FILE.jsonl.gz ...]
    python -m training.linear trained

Ranking: a linear model under a softmax over a question's sentences. Confidence: a logistic regression that says
whether the first sentence answers. The baseline is fitted on data/questions/train.jsonl and on rows given with --rows
(see rag/evaluation/pools.py). The trained reader's span model has seen those, so its weights are fitted on
data/questions/dev.jsonl and, so that its confidence holds on other documents too and where there are few, on
elsewhere-dev.jsonl and the libraries of data/small/dev. Neither sees test.jsonl, elsewhere-test.jsonl or
data/small/test.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from rag.config import TRAINED, ChunkingSettings, EncoderSettings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.pools import pool_of, whole
from rag.evaluation.sets import Question, load_libraries, load_questions
from rag.library import Library
from rag.reader.features import NAMES, Candidate
from rag.reader.linear import CONFIDENCE_NAMES, LinearReader, LinearWeights, confidence_features
from rag.reader.span_scorer import SpanScorer
from rag.retriever import HybridRetriever
from rag.types import Document, FloatArray
from training.sources import rows_of

READER = Path("rag/reader")
ROWS_A_FILE = 600
DECAY = 1e-3
CONFIDENCE_DECAY = 1e-2  # cross-validated on dev: AUROC .869, calibration error .029; with 1e-3 .865 and .036


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidate sentences, and which of them answer."""

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
        examples.append(Example(candidates, np.stack([c.features for c in candidates]), np.array(answers)))
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
    """Return weights and bias of the probability that the first sentence answers."""
    inputs = np.stack([confidence_features(e.candidates, e.features @ ranking) for e in examples])
    right = [bool(e.is_evidence[np.argmax(e.features @ ranking)]) for e in examples]
    features, target = torch.tensor(inputs), torch.tensor(right, dtype=torch.float32)
    weights, bias = torch.zeros(inputs.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)

    def loss() -> torch.Tensor:
        logits = features @ weights + bias
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, target)
        return entropy + CONFIDENCE_DECAY * weights.square().sum()

    _minimise(loss, [weights, bias])
    return weights.detach().numpy(), bias.item()


def _minimise(loss: Callable[[], torch.Tensor], parameters: list[torch.Tensor]) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)


def main() -> None:
    """Fit, report and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", choices=["baseline", TRAINED])
    parser.add_argument("--rows", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    settings = load_settings()
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    scorer = SpanScorer.load() if arguments.reader == TRAINED else None
    sets = settings.data.folder / "questions"
    split = "dev" if arguments.reader == TRAINED else "train"
    corpus = Library.open(settings.index.folder, encoder)
    asked = [(corpus, load_questions(sets / f"{split}.jsonl"))]
    if arguments.reader == TRAINED:
        documents = whole(settings.data.folder / "elsewhere")
        asked.append((_pool(documents, encoder), load_questions(sets / "elsewhere-dev.jsonl")))
        for folder, questions in load_libraries(settings.data.folder / "small" / "dev"):
            asked.append((_pool(whole(folder), encoder), questions))
    for path in arguments.rows:
        rows = rows_of(path)
        contexts, questions = pool_of(rows[:: max(1, len(rows) // ROWS_A_FILE)])
        asked.append((_pool(contexts, encoder), questions))
    examples = [example for library, questions in asked for example in examples_of(library, encoder, scorer, questions)]
    ranking = fit_ranking(examples)
    confidence, bias = fit_confidence(examples, ranking)
    values = {"ranking": _named(NAMES, ranking), "confidence": {**_named(CONFIDENCE_NAMES, confidence), "bias": bias}}
    (READER / f"{arguments.reader}.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    first = [e.is_evidence[np.argmax(e.features @ ranking)] for e in examples if e.is_evidence.any()]
    print(f"{len(examples)} questions; evidence first in {np.mean(first):.3f} of {len(first)} whose evidence was read")


def _pool(documents: Sequence[Document], encoder: SentenceTransformerEncoder) -> Library:
    return Library.build(documents, encoder, chunking=ChunkingSettings())


def _named(names: Sequence[str], values: FloatArray) -> dict[str, float]:
    """Return the weights that are not zero, by name: a reader without span model has none for it."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True) if abs(value) > 1e-6}


if __name__ == "__main__":
    main()
