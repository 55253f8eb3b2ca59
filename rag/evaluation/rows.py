"""Rows of question, passage and answer spans, as SQuAD has them."""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DataError

ENCODING = "utf-8-sig"  # some editors begin a file with a byte order mark


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """Words of a context that answer, and the offset at which they begin."""

    text: str
    start: int

    @property
    def bounds(self) -> tuple[int, int]:
        """(start, end) in the context."""
        return self.start, self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """A question with the passage that is to answer it.

    Attributes:
        id: Names the row.
        source: The collection that it is from.
        title: Of the article, as a person writes it.
        question: The question.
        context: The passage.
        answers: Each of which is right; empty if the passage does not answer.
    """

    id: str
    source: str
    title: str
    question: str
    context: str
    answers: tuple[RowAnswer, ...]

    @classmethod
    def of(cls, value: object, place: str = "row") -> "Row":
        """Return the row of a JSON object.

        Raises:
            DataError: If it is no such row; the message names the place.
        """
        if not isinstance(value, Mapping) or not {"id", "title", "question", "context"} <= value.keys():
            raise DataError(f"{place}: expected a row with id, title, question, context and answers")
        context = str(value["context"])
        if not context.strip():
            raise DataError(f"{place}: the context is blank")
        answers = value.get("answers")
        if not isinstance(answers, list) or not all(
            isinstance(answer, Mapping) and isinstance(answer.get("text"), str) and isinstance(answer.get("start"), int)
            for answer in answers
        ):
            raise DataError(f"{place}: answers must be a list of text and start, an offset into the context")
        for text, start in ((answer["text"], answer["start"]) for answer in answers):
            if start < 0 or context[start : start + len(text)] != text:
                raise DataError(
                    f"{place}: the answer {text[:60]!r} does not stand at {start} in the context, in code points"
                )
        return cls(
            str(value["id"]),
            str(value.get("source", "row")),
            str(value["title"]).replace("_", " "),
            str(value["question"]),
            context,
            tuple(RowAnswer(answer["text"], answer["start"]) for answer in answers),
        )


def holds_rows(path: Path) -> bool:
    """Return whether a file holds rows rather than questions of our own form: its first line has a context."""
    try:
        open_text = gzip.open if path.suffix == ".gz" else open
        with open_text(path, "rt", encoding=ENCODING) as lines:
            first = json.loads(next(lines, "null"))
    except (OSError, EOFError, ValueError, RecursionError, zlib.error):
        return path.suffix == ".gz"  # whoever reads it in earnest says what is wrong with it
    return isinstance(first, dict) and "context" in first


def load_rows(path: Path, *, left_out: Callable[[str], None] | None = None) -> list[Row]:
    """Return the rows of a JSON-lines file, gzipped or not.

    Each is ``{"id", "title", "question", "context", "answers": [{"text", "start"}]}``; blank lines are passed over.

    Args:
        path: The file.
        left_out: Told of each line that is no such row, which is then left out; if None, it is an error.

    Raises:
        DataError: If the file cannot be read or holds no row, or a line is not such a row; the message names the line.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = content.decode(ENCODING).split("\n")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise DataError(f"the file of rows {str(path)!r} cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            rows += [_row(line, f"{path}, line {number}")] if line.strip() else []
        except DataError as error:
            if left_out is None:
                raise
            left_out(str(error))
    if not rows:
        raise DataError(f"{path} holds no row")
    return rows


def _row(line: str, place: str) -> Row:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place}: not JSON: {error}") from error
    return Row.of(value, place)
