"""``rag eval``: answers, refusals and retrieval measured against a file of questions."""

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from rag.config import Settings
from rag.engine import open_answerer
from rag.evaluation.runner import run_answers, run_retrieval, summarise_answers
from rag.evaluation.sets import Question, load_questions
from rag.loaders import load_corpus
from rag.wire import Json


def run_eval(settings: Settings, subject: str, file: Path, *, as_json: bool) -> int:
    """Print the measures of answers or of retrieval over a file of questions."""
    questions = load_questions(file)
    answerer = open_answerer(settings)
    if subject == "retrieval":
        report = run_retrieval(answerer.retriever, questions)
    else:
        texts = {document.id: document.text for document in load_corpus(settings.data.folder).documents}
        report = summarise_answers(run_answers(answerer, questions, progress=_progress), texts=texts)
    print(json.dumps(_without_nan(report)) if as_json else _describe(report))
    return 0


def _progress(questions: Sequence[Question]) -> Iterable[Question]:
    return tqdm(questions, unit=" questions", leave=False, disable=not sys.stderr.isatty())


def _without_nan(value: object) -> object:
    """Return a report in which null stands for what there was nothing to measure by; NaN is no JSON."""
    if isinstance(value, Mapping):
        return {name: _without_nan(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _describe(report: Mapping[str, object]) -> str:
    """Return the report as a table: one line a measure or a kind of question, its columns named in each."""
    lines = []
    for name, value in report.items():
        if isinstance(value, Mapping) and all(isinstance(row, Mapping) for row in value.values()):
            lines.append(name)
            lines += [f"  {kind:<16} {_row(row)}" for kind, row in value.items()]
        else:
            lines.append(f"{name:<18} {_row(value) if isinstance(value, Mapping) else _number(value)}")
    return "\n".join(lines)


def _row(row: Json | Mapping[str, object]) -> str:
    return "   ".join(f"{name} {_number(value)}" for name, value in row.items())


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, tuple):
        return "–".join(_number(part) for part in value)
    return str(value)
