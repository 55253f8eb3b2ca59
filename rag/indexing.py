"""The index brought up to date with the data folder."""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from rag.config import Settings
from rag.errors import DataError, StoreError
from rag.library import Library, Progress, expected_manifest
from rag.loaders import Corpus, Failure, load_corpus
from rag.storage import check_generation, current_generation, writer_lock
from rag.types import ADDED, Document, Encoder

# What cuts documents into sentences, passages and terms: questions are cut into terms by the same, so an index that
# was cut otherwise does not match them.
_CUTTERS = ("types.py", "sentences.py", "chunking.py", "folding.py", "search/terms.py")
_THEIR_LIBRARIES = ("sentencex", "PyStemmer")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What is indexed now.

    Attributes:
        documents: Number of documents.
        passages: Number of passages.
        failures: Files that were not indexed, and why.
        is_new: Whether a generation was written; if not, the index was up to date.
    """

    documents: int
    passages: int
    failures: tuple[Failure, ...]
    is_new: bool


def update_index(settings: Settings, encoder: Encoder, *, progress: Progress = lambda done, total: None) -> IndexReport:
    """Write a new generation if the documents, the encoder or the cutting changed since the last, and report.

    Raises:
        DataError: If the data folder is missing or holds no text.
        StoreError: If the index cannot be written, or another process is writing it.
    """
    folder = settings.index.folder
    with writer_lock(folder):
        # Loaded before, the documents might be older than those of an index that another process wrote meanwhile.
        corpus = load_corpus(settings.data.folder)
        wanted = expected_manifest(encoder) | _cut_from(corpus, settings)
        found = _manifest(folder)
        if found is not None and all(found.get(name) == value for name, value in wanted.items()):
            return IndexReport(len(corpus.documents), int(str(found["passages"])), corpus.failures, is_new=False)
        library = Library.build(
            corpus.documents, encoder, chunking=settings.chunking,
            previous=_previous(folder, encoder), progress=progress,
        )  # fmt: skip
        library.save(folder, encoder, built_from=wanted)
    return IndexReport(len(corpus.documents), len(library.passages), corpus.failures, is_new=True)


def is_stale(settings: Settings) -> bool:
    """Return whether there is an index, and the documents or their cutting are not those that it was built from.

    Raises:
        DataError: If the data folder is missing or holds no text.
    """
    found = _manifest(settings.index.folder)
    if found is None:
        return False
    wanted = _cut_from(load_corpus(settings.data.folder), settings)
    return any(found.get(name) != value for name, value in wanted.items())


def check_index(settings: Settings) -> None:
    """Do nothing if the index is of the documents of the settings: whoever names them wants no others' answers.

    Raises:
        DataError: If it was built from others, or from these as they were.
    """
    if is_stale(settings):
        data, index = settings.data.folder, settings.index.folder
        raise DataError(
            f"the index {str(index)!r} is not of the documents in {str(data)!r} as they are now;"
            f" build one with: rag index --data {data} --index FOLDER"
        )


def fingerprint(documents: tuple[Document, ...]) -> str:
    """Return a digest that changes when anything of the documents changes that the index holds.

    The day on which users added one does not count: a backup that is put back changes nothing else.
    """
    content = [
        [
            *(d.id, d.title, d.source, d.digest, [[s.start, s.heading] for s in d.sections], d.pages),
            {key: value for key, value in d.metadata.items() if key != ADDED},
        ]
        for d in documents
    ]
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


def cutting_digest() -> str:
    """Return a digest that changes when the code that cuts documents does, or a library that it uses."""
    here = Path(__file__).parent
    parts = [hashlib.sha256((here / name).read_bytes()).hexdigest() for name in _CUTTERS]
    return hashlib.sha256(json.dumps([*parts, *map(version, _THEIR_LIBRARIES)]).encode()).hexdigest()


def _cut_from(corpus: Corpus, settings: Settings) -> dict[str, object]:
    """Return what the passages of an index come from; it takes no encoder to know."""
    return {
        "chunking": asdict(settings.chunking),
        "cutting": cutting_digest(),
        "corpus": fingerprint(corpus.documents),
    }


def _manifest(folder: Path) -> dict[str, object] | None:
    """Return the manifest of the generation in force, or None where it is missing, damaged or unreadable."""
    try:
        return dict(check_generation(current_generation(folder)))
    except (StoreError, OSError):
        return None


def _previous(folder: Path, encoder: Encoder) -> Library | None:
    """Return the library whose vectors can be used again, or None; a damaged one is built anew, not mended."""
    try:
        return Library.open(folder, encoder)
    except StoreError:
        return None
