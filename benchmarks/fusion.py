"""Which way of putting dense and lexical search together finds the evidence best.

    python -m benchmarks.fusion [FILE ...]

Over the answerable questions of each file (default: the development questions) it prints recall at 1, 5 and 10 and mean
reciprocal rank of each half alone, of reciprocal rank fusion with equal weights, and of the weighted sum that
``rag/search/fusion.py`` computes, for weights of the dense half from .1 to .9. A file may also hold rows of question,
context and answers (``.jsonl.gz``): its contexts are then searched.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag.config import ChunkingSettings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.metrics import mean, reciprocal_rank
from rag.evaluation.pools import load_rows, pool_of
from rag.evaluation.sets import Question, load_questions
from rag.library import Library
from rag.search.fusion import fuse
from rag.search.terms import terms_of
from rag.types import FloatArray, Span, digest_of

RRF_K = 60  # Cormack et al., SIGIR 2009
DEPTHS = (1, 5, 10)
Fusion = Callable[[FloatArray, FloatArray], FloatArray]


def main(files: Sequence[Path]) -> None:
    """Measure and print."""
    settings = load_settings()
    encoder = SentenceTransformerEncoder.load(settings.encoder)
    fusions: dict[str, Fusion] = {
        "dense": lambda dense, _: dense,
        "lexical": lambda _, lexical: lexical,
        "equal ranks": lambda dense, lexical: 1 / (RRF_K + _ranks(dense)) + 1 / (RRF_K + _ranks(lexical)),
    } | {f"sum, dense .{tenth}": _weighted(tenth / 10) for tenth in range(1, 10)}
    for file in files:
        if file.suffix == ".gz":
            documents, questions = pool_of(load_rows(file))
            library = Library.build(documents, encoder, chunking=ChunkingSettings())
        else:
            library, questions = Library.open(settings.index.folder, encoder), load_questions(file)
        questions = [q for q in questions if q.is_answerable]
        print(f"{file.name}: {len(questions)} questions, {len(library.passages)} passages")
        for name, row in _measure(library, encoder, questions, fusions).items():
            print(f"  {name:<14}" + "".join(f"  R@{d} {row[d]:.3f}" for d in DEPTHS) + f"  MRR {row['mrr']:.3f}")


def _measure(
    library: Library, encoder: SentenceTransformerEncoder, questions: Sequence[Question], fusions: dict[str, Fusion]
) -> dict[str, dict[int | str, float]]:
    found: dict[str, list[list[bool]]] = {name: [] for name in fusions}
    rows = np.arange(len(library.passages))
    digests = [_evidence_keys(passage.sentences) for passage in library.passages]
    for question in questions:
        text = question.standalone or question.text
        dense = library.dense.scores(encoder.encode([text])[0], rows)
        lexical = library.lexical.scores(terms_of(text))
        wanted = {(e.document, e.sha256) for e in question.evidence}
        for name, fusion in fusions.items():
            best = np.argsort(-fusion(dense, lexical), kind="stable")[: max(DEPTHS)]
            found[name].append([not wanted.isdisjoint(digests[row]) for row in best])
    return {
        name: {d: mean([any(r[:d]) for r in ranked]) for d in DEPTHS}
        | {"mrr": mean(list(map(reciprocal_rank, ranked)))}
        for name, ranked in found.items()
    }


def _evidence_keys(sentences: Sequence[Span]) -> set[tuple[str, str]]:
    return {(s.document.id, digest_of(s.text)) for s in sentences}


def _weighted(dense_weight: float) -> Fusion:
    return lambda dense, lexical: fuse(dense, lexical, dense_weight=dense_weight)


def _ranks(scores: FloatArray) -> FloatArray:
    return np.argsort(np.argsort(-scores, kind="stable"), kind="stable") + 1


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [Path("data/questions/dev.jsonl")])
