"""A data folder into documents, and a word on every file that did not become one."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from rag.errors import DataError, LoadingError
from rag.loaders.apart import ParsingProcess
from rag.loaders.file import load_file
from rag.loaders.parsers import parse_content
from rag.loaders.plain_yaml import PlainLoader
from rag.types import ADDED, Document

ANSWERS = "answers"
UPLOADS = "uploads"
SOURCES = "sources.yaml"

_LINKED = "it is a link to a folder, and such links are not followed; copy the folder here, or name it with --data"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that did not become a document, or a folder that was not looked into, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a data folder in order of their ids, and what could not be read in order of the paths."""

    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]


def load_corpus(folder: Path) -> Corpus:
    """Return the documents of a data folder.

    A folder laid out as this project's ``data/`` holds its documents in ``answers/`` and ``uploads/``, and what
    their ``sources`` are in ``sources.yaml``. In any other folder every file is a document. Names that begin with
    a dot are not looked at. Links to files are followed, links to folders are not: they may lead round and round.

    Raises:
        DataError: If the folder is missing, is no folder, or ``sources.yaml`` cannot be read.
    """
    if not folder.is_dir():
        raise DataError(f"there is no data folder {str(folder)!r}; name one with --data")
    references = _load_references(folder / SOURCES)
    paths, failures = _files_under(_roots(folder))
    documents: list[Document] = []
    with ParsingProcess() as apart:
        for path in sorted(paths):
            is_answer = path.is_relative_to(folder / ANSWERS)  # one that the project's own people read before
            try:
                document = load_file(path, within=folder, parse=parse_content if is_answer else apart.parse)
                document = _with_references(document, references, are_all_known=is_answer)
                documents.append(_with_day_added(document, path, is_added=path.is_relative_to(folder / UPLOADS)))
            except LoadingError as error:
                failures.append(Failure(path, str(error)))
            except OSError as error:  # it was there a moment ago
                failures.append(Failure(path, f"it cannot be read: {error.strerror}"))
    return Corpus(tuple(documents), tuple(sorted(failures, key=lambda failure: failure.path)))


def _with_day_added(document: Document, path: Path, *, is_added: bool) -> Document:
    """Return the document with the day on which its file came to be where it is, if users have added it, or none."""
    metadata = {key: value for key, value in document.metadata.items() if key != ADDED}
    if is_added:
        # Not the time that a copy keeps of the original: the system's own note of the last change to the file's entry.
        metadata[ADDED] = datetime.fromtimestamp(path.stat().st_ctime, UTC).date().isoformat()
    # A document that is made again is digested again.
    return document if metadata == document.metadata else replace(document, metadata=metadata)


def _roots(folder: Path) -> list[Path]:
    if not (folder / ANSWERS).is_dir():
        return [folder]
    return [root for root in (folder / ANSWERS, folder / UPLOADS) if root.is_dir()]


def _files_under(roots: Sequence[Path]) -> tuple[list[Path], list[Failure]]:
    """Return the files in folders at any depth, and the folders among them that are not looked into."""
    paths: list[Path] = []
    failures: list[Failure] = []

    def refuse(error: OSError) -> None:
        failures.append(Failure(Path(error.filename), f"the folder cannot be read: {error.strerror}"))

    for root in roots:
        for place, folders, files in os.walk(root, onerror=refuse):
            folders[:] = [name for name in folders if not name.startswith(".")]
            within = [Path(place, name) for name in folders]
            failures += [Failure(path, _LINKED) for path in within if path.is_symlink()]
            paths += [Path(place, name) for name in files if not name.startswith(".")]
    return paths, failures


def _load_references(path: Path) -> Mapping[str, str]:
    """Return "Author, Title (year)" by key; empty where there is no such file."""
    try:
        if not path.is_file():
            return {}
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not valid UTF-8: {error.reason} at byte {error.start}") from error
    try:
        # Read as front matter is, so that the key 1984 is the text that an answer names it by.
        books = PlainLoader(content).get_single_data() or {}
        return {key: f"{book['author']}, {book['title']} ({book['year']})" for key, book in books.items()}
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path} must list books by key, each with author, title and year: {error!r}") from error


def _with_references(document: Document, references: Mapping[str, str], *, are_all_known: bool) -> Document:
    """Return the document with its sources' keys replaced by the books' names.

    What is no key stays as it is written, since the notes of other programs name their sources so, too; where all must
    be known, it is an error.
    """
    keys = document.metadata.get("sources")
    if not references or not isinstance(keys, list):
        return document
    for key in keys if are_all_known else ():
        if not isinstance(key, str):
            raise LoadingError(f"its source {key!r} is no key; name each source by its key in {SOURCES}")
        if key not in references:
            raise LoadingError(f"its source {key!r} is not in {SOURCES}")
    named = [references.get(key, key) if isinstance(key, str) else key for key in keys]
    return replace(document, metadata={**document.metadata, "sources": named})
