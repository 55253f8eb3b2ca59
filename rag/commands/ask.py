"""``rag ask`` and ``rag search``: one question, or a file of them, one answer a line in order."""

import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rag.config import Settings
from rag.controls import with_controls_named
from rag.engine import open_answerer
from rag.errors import DataError, QuestionError
from rag.types import Answer, Hit, Span
from rag.wire import Json, added_note, answer_to_json, hits_to_json, stages_to_json

_WIDTH = 88

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the earlier questions of its conversation."""

    question: str
    history: tuple[str, ...] = ()


def run_ask(settings: Settings, asked: Sequence[Asked], *, is_batch: bool, as_json: bool) -> int:
    """Print the answer to each question."""
    answerer = open_answerer(settings)

    def answer(one: Asked) -> Answer:
        return answerer.answer(one.question, answerer.turns(one.history))

    return _print_each(asked, answer, is_batch, answer_to_json if as_json else describe_answer)


def run_search(settings: Settings, asked: Sequence[Asked], *, k: int, is_batch: bool, as_json: bool) -> int:
    """Print the k best passages for each question; one with a history cannot be asked, since nothing would heed it."""
    answerer = open_answerer(settings)

    def search(one: Asked) -> tuple[str, list[Hit]]:
        if one.history:
            raise QuestionError("a search is for one question by itself; leave the history out, or use rag ask")
        return answerer.search(one.question, k)

    return _print_each(asked, search, is_batch, _hits_to_json if as_json else _describe_hits)


def load_batch(path: Path) -> list[Asked]:
    """Return the questions of a JSON-lines file, or of standard input for ``-``.

    Raises:
        DataError: If it cannot be read or a line holds no question; the message names the line.
    """
    try:
        content = sys.stdin.read().removeprefix("\ufeff") if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the batch file {str(path)!r} cannot be read: {error}") from error
    return [_asked(line, f"{path}, line {n}") for n, line in enumerate(content.split("\n"), 1) if line.strip()]


def describe_answer(answer: Answer) -> str:
    """Return an answer as text for a terminal."""
    lines = [answer.question]
    if answer.standalone != answer.question:
        lines.append(f"(Searched for: {answer.standalone})")
    if not answer.found:
        lines += ["", "The sources do not answer this."]
        if answer.nearest:
            lines += ["", "Closest passages (they may not be about your question):"]
            lines += [
                _quoted(hit.passage.span.text, f"{hit.passage.span.document.title}, {_file_of(hit.passage.span)}")
                for hit in answer.nearest
            ]
        return "\n".join(lines)
    for extract, citation in zip(answer.extracts, answer.citations, strict=True):
        lines += ["", _quoted(extract.span.text, f"[{citation.number}]")]
    lines.append("")
    for citation in answer.citations:
        where = f"Paragraph {citation.paragraph}, {_file_of(citation.span)}"
        lines.append(f"[{citation.number}] {citation.title} {where}")
    return "\n".join(lines)


def _print_each(
    asked: Sequence[Asked], run: Callable[[Asked], Shown], is_batch: bool, form: Callable[[Shown], object]
) -> int:
    """Print what comes of each question; in a batch a question that cannot be asked takes its line as an error."""
    exit_code = 0
    for one in asked:
        try:
            shown = form(run(one))
        except QuestionError as error:
            if not is_batch:
                raise
            shown, exit_code = {"question": one.question[:200], "error": str(error)}, 1
        text = with_controls_named(shown) if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
        print(text, flush=True)
    return exit_code


def _asked(line: str, place: str) -> Asked:
    try:
        entry = json.loads(line)
        question, history = entry["question"], entry.get("history", [])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f'{place}: expected {{"question": "…", "history": ["…"]}}, not {line[:80]!r}') from error
    if not isinstance(question, str) or not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        raise DataError(f"{place}: the question must be text and its history a list of texts")
    return Asked(question, tuple(history))


def _hits_to_json(found: tuple[str, Sequence[Hit]]) -> Json:
    question, hits = found
    rows = zip(hits_to_json(hits), hits, strict=True)
    return {
        "question": question,
        "hits": [{"rank": h.rank, **row, "stages": stages_to_json(h)} for row, h in rows],
    }


def _describe_hits(found: tuple[str, Sequence[Hit]]) -> str:
    question, hits = found
    lines = [question]
    for hit in hits:
        stages = ", ".join(f"{name} {value.score:.3f}" for name, value in hit.stages.items())
        lines += [
            "",
            f"{hit.rank}. {hit.passage.span.document.title} {_file_of(hit.passage.span)} ({stages})",
            _quoted(hit.passage.span.text, ""),
        ]
    return "\n".join(lines)


def _file_of(span: Span) -> str:
    """Return the name of a span's file, whose title its author chose, and whether anybody has reviewed it."""
    note = added_note(span.document)
    return span.document.id if note is None else f"{span.document.id} ({note})"


def _quoted(text: str, after: str) -> str:
    return textwrap.fill(
        f"“{' '.join(text.split())}” {after}".rstrip(), _WIDTH, initial_indent="  ", subsequent_indent="  "
    )
