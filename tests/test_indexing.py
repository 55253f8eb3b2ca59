"""The index brought up to date, and not when it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_library import HashEncoder

from rag import storage
from rag.config import ChunkingSettings
from rag.errors import DataError, IndexLockedError
from rag.indexing import cutting_digest, fingerprint, is_stale, update_index
from rag.library import Library
from rag.loaders import load_corpus
from rag.storage import CURRENT, current_generation, writer_lock
from rag.types import Document, Section


def _texts(settings):
    return {d.id: d.text for d in Library.open(settings.index.folder, HashEncoder()).documents}


def test_first_build_indexes_everything(settings, encoder):
    report = update_index(settings, encoder)
    assert (report.documents, report.passages, report.failures, report.is_new) == (5, 6, (), True)
    assert len(_texts(settings)) == 5


def test_second_build_finds_nothing_to_do(settings, encoder):
    update_index(settings, encoder)
    before = encoder.encoded
    report = update_index(settings, encoder)
    assert (report.documents, report.passages, report.is_new) == (5, 6, False)
    assert encoder.encoded == before
    assert current_generation(settings.index.folder).folder.name == "g-000001"


def test_index_is_stale_once_a_document_changed_and_none_where_there_is_no_index(settings, encoder):
    assert not is_stale(settings)
    update_index(settings, encoder)
    assert not is_stale(settings)
    path = settings.data.folder / "answers/trotsky.md"
    path.write_text(path.read_text(encoding="utf-8").replace("14 November", "15 November"), encoding="utf-8")
    assert is_stale(settings)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("answers/trotsky.md", "14 November", "15 November"),
        ("answers/trotsky.md", "title: When", "title: On which day"),
        ("answers/trotsky.md", "## The expulsion", "## The end"),
        ("answers/trotsky.md", "[trotsky, opposition]", "[trotsky]"),
        ("sources.yaml", "2014", "2015"),
    ],
)
def test_anything_that_the_index_holds_makes_it_stale(settings, encoder, name, old, new):
    update_index(settings, encoder)
    path = settings.data.folder / name
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace(old, new), encoding="utf-8")
    assert content != path.read_text(encoding="utf-8")
    assert update_index(settings, encoder).is_new


def test_edit_is_indexed_and_only_its_texts_are_encoded(settings, encoder):
    update_index(settings, encoder)
    path = settings.data.folder / "answers" / "trotsky.md"
    path.write_text(path.read_text().replace("14 November", "15 November"))
    before = encoder.encoded
    update_index(settings, encoder)
    assert "15 November 1927" in _texts(settings)["answers/trotsky.md"]
    assert encoder.encoded - before == 2  # the passage and the sentence


def test_added_and_removed_files_are_noticed(settings, encoder):
    update_index(settings, encoder)
    (settings.data.folder / "answers" / "trotsky.md").unlink()
    (settings.data.folder / "uploads" / "more.txt").write_text("Rykov followed Lenin.")
    assert update_index(settings, encoder).is_new
    assert _texts(settings).keys() >= {"uploads/more.txt"}
    assert "answers/trotsky.md" not in _texts(settings)


def test_other_cutting_and_other_encoder_make_the_index_stale(settings, encoder):
    update_index(settings, encoder)
    other_chunking = replace(settings, chunking=ChunkingSettings(max_sentences=4))
    assert is_stale(other_chunking)
    assert update_index(other_chunking, encoder).is_new
    other = HashEncoder()
    other.digest = "0" * 64
    assert update_index(settings, other).is_new
    assert len(Library.open(settings.index.folder, other).passages) == 6


def test_other_code_that_cuts_makes_the_index_stale(settings, encoder, monkeypatch):
    update_index(settings, encoder)
    assert not is_stale(settings)
    monkeypatch.setattr("rag.indexing.version", lambda package: f"99.0 of {package}")
    assert is_stale(settings)
    before = encoder.encoded
    assert update_index(settings, encoder).is_new
    assert encoder.encoded == before  # what is cut as before is not encoded again


def test_every_module_that_cuts_is_heeded(monkeypatch):
    digests, read = {cutting_digest()}, Path.read_bytes
    for name in ("types.py", "sentences.py", "chunking.py", "search/terms.py"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", lambda p, n=name: read(p) + (b"#" if p.as_posix().endswith(n) else b""))
            digests.add(cutting_digest())
    assert len(digests) == 5


@pytest.mark.parametrize("name", [CURRENT, "g-000001/manifest.json", "g-000001/library.sqlite", "g-000001/dense.faiss"])
def test_damaged_index_is_built_anew(settings, encoder, name):
    update_index(settings, encoder)
    (settings.index.folder / name).write_bytes(b"damage")
    assert update_index(settings, encoder).is_new
    assert len(_texts(settings)) == 5


def test_index_that_cannot_be_read_is_built_anew(settings, encoder, monkeypatch):
    update_index(settings, encoder)
    unreadable = settings.index.folder / "g-000001" / "library.sqlite"
    digest = storage._digest

    def refused(path):
        if path == unreadable:
            raise PermissionError(13, "Permission denied", str(path))
        return digest(path)

    monkeypatch.setattr(storage, "_digest", refused)
    assert not is_stale(settings)
    assert update_index(settings, encoder).is_new


def test_files_that_are_not_indexed_are_reported_each_time(settings, encoder):
    (settings.data.folder / "uploads" / "empty.txt").write_text("")
    (settings.data.folder / "uploads" / "book.docx").write_text("x")
    for is_new in (True, False):
        report = update_index(settings, encoder)
        assert report.is_new is is_new
        assert [f.path.name for f in report.failures] == ["book.docx", "empty.txt"]
        assert report.documents == 5


def test_missing_or_empty_data_leaves_the_index_as_it_was(settings, encoder, tmp_path):
    update_index(settings, encoder)
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(DataError):
            update_index(replace(settings, data=replace(settings.data, folder=folder)), encoder)
    assert len(_texts(settings)) == 5


def test_second_writer_is_told(settings, encoder):
    with writer_lock(settings.index.folder), pytest.raises(IndexLockedError):
        update_index(settings, encoder)


def test_documents_are_loaded_while_no_other_writes(settings, encoder, monkeypatch):
    def load(folder):
        with pytest.raises(IndexLockedError), writer_lock(settings.index.folder):
            pass
        return load_corpus(folder)

    monkeypatch.setattr("rag.indexing.load_corpus", load)
    assert update_index(settings, encoder).is_new


DOCUMENT = Document("a.md", "T?", "s", "Text here.", (Section(0, "H"),), (0, 4), {"topics": ["a"]})


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "b.md"},
        {"title": "U?"},
        {"source": "t"},
        {"text": "Text there."},
        {"sections": (Section(0, "I"),)},
        {"sections": (Section(1, "H"),)},
        {"pages": (0, 5)},
        {"metadata": {"topics": ["b"]}},
    ],
)
def test_fingerprint_changes_with_everything_that_a_document_holds(changes):
    assert fingerprint((replace(DOCUMENT, **changes),)) != fingerprint((DOCUMENT,))


def test_fingerprint_of_the_same_documents_repeats():
    assert fingerprint((DOCUMENT, replace(DOCUMENT, id="b"))) == fingerprint((DOCUMENT, replace(DOCUMENT, id="b")))
