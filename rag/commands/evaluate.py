"""``rag eval``: answers, retrieval and the reader's network measured against a file of questions or of rows."""

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from rag.answering import Answerer
from rag.config import Settings
from rag.engine import answerer_over, open_answerer
from rag.evaluation.pools import pool_of
from rag.evaluation.reading import read_rows, summarise_reading
from rag.evaluation.rows import Row, holds_rows, load_rows
from rag.evaluation.runner import run_answers, run_retrieval, summarise_answers, written_out
from rag.evaluation.sets import Question, load_questions
from rag.evaluation.tables import as_text
from rag.indexing import check_index
from rag.loaders import load_corpus
from rag.types import Document
from rag.wire import Json

Item = TypeVar("Item")


def run_eval(settings: Settings, subject: str, file: Path, *, as_json: bool) -> int:
    """Print the measures over a file of questions on the corpus, or of rows that bring their own passages."""
    if subject == "reader":
        report = _read(settings, load_rows(file))
    else:
        answerer, questions, documents = _pool(settings, file) if holds_rows(file) else _corpus(settings, file)
        if subject == "retrieval":
            report = run_retrieval(answerer.retriever, written_out(answerer, questions))
        else:
            outcomes = run_answers(answerer, questions, progress=_progress)
            report = summarise_answers(outcomes, texts={d.id: d.text for d in documents})
    print(json.dumps(_without_nan(report)) if as_json else as_text(report))
    return 0


def _corpus(settings: Settings, file: Path) -> tuple[Answerer, list[Question], Sequence[Document]]:
    questions = load_questions(file)
    check_index(settings)
    return open_answerer(settings), questions, load_corpus(settings.data.folder).documents


def _pool(settings: Settings, file: Path) -> tuple[Answerer, list[Question], Sequence[Document]]:
    """Return what answers over the contexts of a file of rows, each a document, its questions and the documents."""
    from rag.encoder import SentenceTransformerEncoder
    from rag.library import Library

    documents, questions = pool_of(load_rows(file))
    encoder = SentenceTransformerEncoder.load(settings.encoder)
    library = Library.build(documents, encoder, chunking=settings.chunking)
    return answerer_over(library, encoder, settings), questions, documents


def _read(settings: Settings, rows: Sequence[Row]) -> Json:
    from rag.encoder import SentenceTransformerEncoder
    from rag.reader.span_scorer import SpanScorer

    encoder = SentenceTransformerEncoder.load(settings.encoder)
    outcomes = read_rows(SpanScorer.load(), encoder, rows, chunking=settings.chunking, progress=_progress)
    return summarise_reading(outcomes)


def _progress(items: Sequence[Item]) -> Iterable[Item]:
    return tqdm(items, unit=" questions", leave=False, disable=not sys.stderr.isatty())


def _without_nan(value: object) -> object:
    """Return a report in which null stands for what there was nothing to measure by; NaN is no JSON."""
    if isinstance(value, Mapping):
        return {name: _without_nan(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value
