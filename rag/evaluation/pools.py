"""Rows of question, passage and answer spans (as SQuAD has them) turned into documents and questions."""

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from rag.errors import DataError
from rag.evaluation.sets import Evidence, Question
from rag.sentences import split_sentences
from rag.types import Document, digest_of

Row = Mapping[str, object]


def holds_rows(path: Path) -> bool:
    """Return whether a file holds rows rather than questions of our own form: its first line has a context."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            first = json.loads(next(lines, "null"))
    except (OSError, EOFError, ValueError):
        return path.suffix == ".gz"  # whoever reads it in earnest says what is wrong with it
    return isinstance(first, dict) and "context" in first


def load_rows(path: Path) -> list[dict[str, object]]:
    """Return the rows of a JSON-lines file, gzipped or not.

    Each is ``{"id", "title", "question", "context", "answers": [{"text", "start"}]}``; no answers means that the
    context does not answer.

    Raises:
        DataError: If the file cannot be read or a line is not such a row; the message names the line.
    """
    rows: list[dict[str, object]] = []
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for number, line in enumerate(content.decode("utf-8").rstrip("\n").split("\n"), start=1):
            rows.append(_checked(json.loads(line), f"{path}, line {number}"))
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"the file of rows {str(path)!r} cannot be read: {error}") from error
    return rows


def pool_of(rows: Iterable[Row]) -> tuple[list[Document], list[Question]]:
    """Return each different context as a document, and each row as a question on all of them.

    The evidence of a question is every sentence of its context that holds one of its answers.
    """
    documents: dict[str, Document] = {}
    questions = []
    for row in rows:
        context = str(row["context"])
        if context not in documents:
            id = f"{row['title']}/{len(documents)}"
            documents[context] = Document(id, str(row["title"]).replace("_", " "), "", context)
        questions.append(_question(row, documents[context]))
    return list(documents.values()), questions


def _question(row: Row, document: Document) -> Question:
    answers = row["answers"]
    assert isinstance(answers, list)  # noqa: S101 - checked when loaded
    starts = [answer["start"] for answer in answers]
    sentences = [
        document.text[start + i : start + j]
        for start, end in document.paragraphs
        for i, j in split_sentences(document.text[start:end])
        if any(start + i <= position < start + j for position in starts)
    ]
    evidence = tuple(Evidence(document.id, digest_of(sentence)) for sentence in dict.fromkeys(sentences))
    short = str(answers[0]["text"]) if answers else None
    return Question(str(row["id"]), str(row.get("source", "row")), str(row["question"]), evidence, short)


def _checked(row: object, place: str) -> dict[str, object]:
    if not isinstance(row, dict) or not {"id", "title", "question", "context"} <= row.keys():
        raise DataError(f"{place}: expected a row with id, title, question, context and answers")
    answers = row.get("answers")
    if not isinstance(answers, list) or not all(
        isinstance(answer, dict) and {"text", "start"} <= answer.keys() for answer in answers
    ):
        raise DataError(f"{place}: answers must be a list of text and start")
    return row
