"""The documents and passages of a generation in one SQLite file."""

import errno
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rag.types import Document, Passage, Section, Span

_SCHEMA = """
CREATE TABLE document (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
    text TEXT NOT NULL, sections TEXT NOT NULL, pages TEXT NOT NULL, metadata TEXT NOT NULL
) STRICT;
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, heading TEXT NOT NULL,
    sentences TEXT NOT NULL
) STRICT;
"""


def write_catalogue(path: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    """Write documents and passages to a new file.

    Raises:
        OSError: If the disk refuses, as a full one does.
    """
    try:
        _write(path, documents, passages)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"{path.name}: {error}") from error


def _write(path: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    rows = {document.id: row for row, document in enumerate(documents)}
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.executemany(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    rows[d.id],
                    d.id,
                    d.title,
                    d.source,
                    d.text,
                    json.dumps([[s.start, s.heading] for s in d.sections]),
                    json.dumps(d.pages),
                    json.dumps(dict(d.metadata), default=str),
                )
                for d in documents
            ),
        )
        database.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?)",
            (
                (
                    p.row,
                    rows[p.span.document.id],
                    p.heading,
                    json.dumps([[s.start, s.end] for s in p.sentences]),
                )
                for p in passages
            ),
        )


def read_catalogue(path: Path) -> tuple[tuple[Document, ...], tuple[Passage, ...]]:
    """Return the documents and the passages of a file that was checked before, in the order of their rows.

    Raises:
        OSError: If the file cannot be read, as when a writer removes it meanwhile.
    """
    try:
        return _read(path)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"{path.name}: {error}") from error


def _read(path: Path) -> tuple[tuple[Document, ...], tuple[Passage, ...]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        documents = tuple(
            Document(
                id,
                title,
                source,
                text,
                tuple(Section(*section) for section in json.loads(sections)),
                tuple(json.loads(pages)),
                json.loads(metadata),
            )
            for id, title, source, text, sections, pages, metadata in database.execute(
                "SELECT id, title, source, text, sections, pages, metadata FROM document ORDER BY row"
            )
        )
        passages = tuple(
            Passage.of([Span(documents[document], *bounds) for bounds in json.loads(sentences)], heading, row=row)
            for row, document, heading, sentences in database.execute(
                "SELECT row, document, heading, sentences FROM passage ORDER BY row"
            )
        )
    return documents, passages
