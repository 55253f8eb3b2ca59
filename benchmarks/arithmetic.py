"""What the reader's network costs and loses in float32, bfloat16 and int8, on the same questions in one run.

    python -m benchmarks.arithmetic [--questions 60]

Prints for each arithmetic the milliseconds that a question's passages take, and against float32 how often the same
sentence comes first and how far a sentence's logit moves. Figures count only when nothing else runs.
"""

import argparse
import copy
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from rag.config import load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.sets import load_questions
from rag.library import Library
from rag.reader.span_model import SpanModel
from rag.reader.span_scorer import SpanScorer, fast_type, load_model
from rag.retriever import HybridRetriever
from rag.types import Hit, Span

ROUNDS = 3  # taken in turns, so that the machine's moods strike all alike; the best counts


def variants(model: SpanModel) -> dict[str, torch.nn.Module]:
    """Return the network in each arithmetic; int8 is dynamic, of the linear layers alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch announces another home for this function
        small = torch.ao.quantization.quantize_dynamic(copy.deepcopy(model), {torch.nn.Linear}, dtype=torch.qint8)
    return {"float32": model, "bfloat16": copy.deepcopy(model).to(torch.bfloat16), "int8": small}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=60)
    arguments = parser.parse_args()
    settings = load_settings()
    library = Library.open(settings.index.folder, encoder := SentenceTransformerEncoder.load(settings.encoder))
    questions = load_questions(Path("data/questions/dev.jsonl"))
    texts = [q.text for q in questions if not q.history][: arguments.questions]
    asked = [(text, HybridRetriever(library, encoder).retrieve(text, settings.answering.k)) for text in texts]
    model, tokenizer = load_model()
    scorers = {name: SpanScorer(variant, tokenizer) for name, variant in variants(model).items()}
    times: dict[str, list[float]] = {name: [] for name in scorers}
    logits: dict[str, list[dict[Span, float]]] = {}
    for _ in range(ROUNDS):
        for name, scorer in scorers.items():
            ms, logits[name] = _read(scorer, asked)
            times[name].append(ms)
    print(f"{len(texts)} questions, {settings.answering.k} passages each, {torch.get_num_threads()} threads;"
          f" in use here: {str(fast_type()).removeprefix('torch.')}")  # fmt: skip
    exact = logits["float32"]
    for name in scorers:
        pairs = list(zip(exact, logits[name], strict=True))
        same = np.mean([max(a, key=a.__getitem__) == max(b, key=b.__getitem__) for a, b in pairs])
        moved = np.percentile([abs(a[span] - b[span]) for a, b in pairs for span in a], [50, 99])
        print(f"{name:<10}{min(times[name]):7.1f} ms   same first {same:.3f}   logit moved {moved[0]:.3f},"
              f" at the 99th percentile {moved[1]:.3f}")  # fmt: skip


def _read(scorer: SpanScorer, asked: Sequence[tuple[str, list[Hit]]]) -> tuple[float, list[dict[Span, float]]]:
    """Return the median milliseconds of a question, and each question's logits by sentence."""
    times, logits = [], []
    for text, hits in asked:
        started = time.perf_counter()
        judgements = scorer.judge(text, hits)
        times.append((time.perf_counter() - started) * 1000)
        logits.append({span: judgement.logit for span, judgement in judgements.items()})
    return float(np.median(times)), logits


if __name__ == "__main__":
    main()
