"""Which way of putting dense and lexical search together finds the evidence best.

    python -m benchmarks.fusion [FILE ...]

Over the answerable questions of each file (default: the development questions) it prints recall at 1, 5 and 10 and mean
reciprocal rank of passages by meaning, by their best sentence's meaning and by words, each alone; of reciprocal rank
fusion with equal weights; and of the weighted sum that ``rag/search/fusion.py`` computes, with and without sentences in
its dense half (``rag/retriever.py``). Later turns are searched for as they are written out by hand, and a question
counts as found with its first sentence of evidence. A file may also hold rows of question, context and answers
(``.jsonl.gz``): its contexts are then searched.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rag.config import ChunkingSettings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.metrics import mean, reciprocal_rank
from rag.evaluation.pools import pool_of
from rag.evaluation.rows import holds_rows, load_rows
from rag.evaluation.sets import Question, load_questions
from rag.library import Library
from rag.retriever import SENTENCE_WEIGHT
from rag.search.fusion import fuse
from rag.search.terms import terms_of
from rag.types import FloatArray

RRF_K = 60  # Cormack et al., SIGIR 2009
DEPTHS = (1, 5, 10)
# Cosines of passages, of their best sentences, and BM25 scores, into one score.
Fusion = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]


def main(files: Sequence[Path]) -> None:
    """Measure and print."""
    settings = load_settings()
    encoder = SentenceTransformerEncoder.load(settings.encoder)
    fusions: dict[str, Fusion] = {
        "passages": lambda passages, _, __: passages,
        "best sentences": lambda _, sentences, __: sentences,
        "words": lambda _, __, lexical: lexical,
        "equal ranks": lambda passages, _, lexical: 1 / (RRF_K + _ranks(passages)) + 1 / (RRF_K + _ranks(lexical)),
    } | {
        f"dense .{tenth}, sentences {weight}": _weighted(tenth / 10, weight)
        for weight in (0, SENTENCE_WEIGHT)
        for tenth in (5, 6, 7, 8, 9)
    }
    for file in files:
        if holds_rows(file):
            documents, questions = pool_of(load_rows(file))
            library = Library.build(documents, encoder, chunking=ChunkingSettings())
        else:
            library, questions = Library.open(settings.index.folder, encoder), load_questions(file)
        questions = [q for q in questions if q.is_answerable]
        print(f"{file.name}: {len(questions)} questions, {len(library.passages)} passages")
        for name, row in _measure(library, encoder, questions, fusions).items():
            print(f"  {name:<24}" + "".join(f"  R@{d} {row[d]:.3f}" for d in DEPTHS) + f"  MRR {row['mrr']:.3f}")


def _measure(
    library: Library, encoder: SentenceTransformerEncoder, questions: Sequence[Question], fusions: dict[str, Fusion]
) -> dict[str, dict[int | str, float]]:
    found: dict[str, list[list[bool]]] = {name: [] for name in fusions}
    rows = np.arange(len(library.passages))
    for question in questions:
        vector = encoder.encode([question.written_out])[0]
        passages, sentences = library.dense.scores(vector, rows), library.best_sentence_scores(vector, rows)
        lexical = library.lexical.scores(terms_of(question.written_out))
        for name, fusion in fusions.items():
            best = np.argsort(-fusion(passages, sentences, lexical), kind="stable")[: max(DEPTHS)]
            found[name].append([question.is_answered_by(library.passages[row].sentences) for row in best])
    return {
        name: {d: mean([any(r[:d]) for r in ranked]) for d in DEPTHS}
        | {"mrr": mean(list(map(reciprocal_rank, ranked)))}
        for name, ranked in found.items()
    }


def _weighted(dense_weight: float, sentence_weight: float) -> Fusion:
    def fused(passages: FloatArray, sentences: FloatArray, lexical: FloatArray) -> FloatArray:
        dense = (1 - sentence_weight) * passages + sentence_weight * sentences
        return fuse(dense, lexical, dense_weight=dense_weight)

    return fused


def _ranks(scores: FloatArray) -> FloatArray:
    return np.asarray(np.argsort(np.argsort(-scores, kind="stable"), kind="stable") + 1, dtype=np.float32)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [Path("data/questions/dev.jsonl")])
