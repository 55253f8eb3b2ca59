"""A data folder into documents, and a word on every file that did not become one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from rag.errors import DataError, LoadingError
from rag.loaders.file import load_file
from rag.types import Document

ANSWERS = "answers"
UPLOADS = "uploads"
SOURCES = "sources.yaml"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not become a document, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a data folder in order of their ids, and the files that could not be read."""

    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]


def load_corpus(folder: Path) -> Corpus:
    """Return the documents of a data folder.

    A folder laid out as this project's ``data/`` holds its documents in ``answers/`` and ``uploads/``, and what
    their ``sources`` are in ``sources.yaml``. In any other folder every file is a document. Names that begin with
    a dot are not looked at.

    Raises:
        DataError: If the folder is missing, is no folder, or ``sources.yaml`` cannot be read.
    """
    if not folder.is_dir():
        raise DataError(f"there is no data folder {str(folder)!r}; name one with --data")
    roots = [folder / name for name in (ANSWERS, UPLOADS)] if (folder / ANSWERS).is_dir() else [folder]
    references = _load_references(folder / SOURCES)
    documents: list[Document] = []
    failures: list[Failure] = []
    for path in sorted(path for root in roots for path in root.rglob("*") if _is_candidate(path, folder)):
        try:
            document = load_file(path, document_id=path.relative_to(folder).as_posix())
            documents.append(_with_references(document, references))
        except LoadingError as error:
            failures.append(Failure(path, str(error)))
    return Corpus(tuple(documents), tuple(failures))


def _is_candidate(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not path.is_dir() and not hidden


def _load_references(path: Path) -> Mapping[str, str]:
    """Return "Author, Title (year)" by key; empty where there is no such file."""
    if not path.is_file():
        return {}
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not valid UTF-8: {error.reason} at byte {error.start}") from error
    try:
        books = yaml.safe_load(content) or {}
        return {key: f"{book['author']}, {book['title']} ({book['year']})" for key, book in books.items()}
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path} must list books by key, each with author, title and year: {error!r}") from error


def _with_references(document: Document, references: Mapping[str, str]) -> Document:
    """Return the document with its sources' keys replaced by the books' names."""
    keys = document.metadata.get("sources")
    if not references or not isinstance(keys, list):
        return document
    unknown = [key for key in keys if key not in references]
    if unknown:
        raise LoadingError(f"its source {unknown[0]!r} is not in {SOURCES}")
    return replace(document, metadata={**document.metadata, "sources": [references[key] for key in keys]})
