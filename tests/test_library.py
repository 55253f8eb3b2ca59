"""Documents, passages and indexes, aligned by row."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from tiny_library import HashEncoder, build_library

from rag.config import ChunkingSettings
from rag.errors import DataError, IndexDamagedError, IndexMismatchError
from rag.library import FORMAT, Library, passage_text
from rag.search.dense import DenseIndex
from rag.storage import MANIFEST, current_generation, write_generation
from rag.types import Document, Section


def _build(*texts, previous=None, encoder=None):
    documents = [Document(f"{n}.md", f"T{n}?", f"{n}.md", text) for n, text in enumerate(texts)]
    return Library.build(documents, encoder or HashEncoder(), chunking=ChunkingSettings(), previous=previous)


def test_every_row_is_one_passage_in_each_index(library):
    assert all(library.passages[p.row] is p for p in library.passages)
    assert len(library.dense) == len(library.lexical) == len(library.passages) == 6


def test_passages_come_in_the_order_of_their_documents(library):
    places = [(p.span.document.id, p.span.start) for p in library.passages]
    assert places == sorted(places)


def test_vector_of_a_passage_is_that_of_its_title_heading_and_words(library):
    vectors = HashEncoder().encode([passage_text(p) for p in library.passages])
    assert np.array_equal(library.dense.vectors(np.arange(6)), vectors)
    assert passage_text(library.passages[0]).startswith("When did Stalin become General Secretary?\nThe office\nJoseph")


def test_vectors_of_sentences_are_those_of_their_own_words(library):
    for passage in library.passages:
        expected = HashEncoder().encode([s.text for s in passage.sentences])
        assert np.array_equal(library.sentence_vectors(passage), expected)


def test_sentence_that_two_passages_share_has_one_vector():
    text = "Stalin ruled. Lenin died. Trotsky left. Kamenev came. Rykov stayed."
    document = Document("a.md", "T?", "a.md", text)
    settings = ChunkingSettings(min_sentences=2, max_sentences=2)
    encoder = HashEncoder()
    library = Library.build([document], encoder, chunking=settings)
    assert [len(p.sentences) for p in library.passages] == [2, 2, 2, 2]
    assert encoder.encoded == 4 + 5  # passages, and sentences once each
    for passage in library.passages:
        assert np.array_equal(library.sentence_vectors(passage), encoder.encode([s.text for s in passage.sentences]))


def test_names_of_the_corpus_are_known(library):
    assert {"stalin", "trotsky", "lenin", "gori"} <= library.names
    assert library.names.isdisjoint({"the", "party", "delegates"})


def test_document_is_found_by_its_id(library):
    assert library.document("uploads/notes.txt") is library.documents[3]


@pytest.mark.parametrize("name", ["", "nobody", "../answers/trotsky.md", "x" * 5000])
def test_unknown_document_is_named(library, name):
    with pytest.raises(DataError, match="there is no document") as error:
        library.document(name)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("texts", [(), ("",), (" \n ",)])
def test_documents_without_a_sentence_make_no_library(texts):
    with pytest.raises(DataError, match="no text"):
        _build(*texts)


def test_documents_without_a_word_make_no_library():
    document = Document("a.md", "😀", "a.md", "… — 😀! It was he.")
    with pytest.raises(DataError, match="no word"):
        Library.build([document], HashEncoder(), chunking=ChunkingSettings())


def test_saved_library_is_the_same_library(library, tmp_path):
    tmp_path.joinpath("index").mkdir()
    library.save(tmp_path / "index", HashEncoder(), built_from={"corpus": "c"})
    opened = Library.open(tmp_path / "index", HashEncoder())
    assert (opened.documents, opened.passages) == (library.documents, library.passages)
    assert (opened.built_at, opened.names) == (library.built_at, library.names)
    rows = np.arange(len(library.passages))
    assert np.array_equal(opened.dense.vectors(rows), library.dense.vectors(rows))
    assert np.array_equal(opened.lexical.scores(["stalin", "parti"]), library.lexical.scores(["stalin", "parti"]))
    for passage in opened.passages:
        assert np.array_equal(opened.sentence_vectors(passage), library.sentence_vectors(passage))


def test_building_repeats(tmp_path, settings):
    first, second = build_library(settings.data.folder), build_library(settings.data.folder)
    assert (first.documents, first.passages) == (second.documents, second.passages)
    assert np.array_equal(first.dense.vectors(np.arange(6)), second.dense.vectors(np.arange(6)))


def test_only_texts_that_changed_are_encoded_again():
    previous = _build("Stalin ruled. Lenin died.", "Trotsky left.")
    encoder = HashEncoder()
    library = _build("Stalin ruled. Lenin died.", "Trotsky came.", previous=previous, encoder=encoder)
    assert encoder.encoded == 2  # the passage and its one sentence
    fresh = _build("Stalin ruled. Lenin died.", "Trotsky came.")
    assert np.array_equal(library.dense.vectors(np.arange(2)), fresh.dense.vectors(np.arange(2)))


def test_progress_ends_when_all_is_encoded():
    told = []
    documents = [Document("a.md", "T?", "a.md", "Stalin ruled. Lenin died.")]
    Library.build(documents, HashEncoder(), chunking=ChunkingSettings(), progress=lambda *now: told.append(now))
    assert told == [(3, 3)]  # a passage and two sentences


# A7: a mismatch is refused and the mend named, never answered from.


def _rewrite(index, **changes):
    """Write the index in force anew with a changed manifest, all digests right."""
    generation = current_generation(index).folder
    manifest = json.loads((generation / MANIFEST).read_text())
    del manifest["files"]

    def copy(target):
        shutil.copytree(generation, target, dirs_exist_ok=True)
        (target / MANIFEST).unlink()

    kept = {name: value for name, value in (manifest | changes).items() if value != "absent"}
    write_generation(index, kept, copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": FORMAT + 1},
        {"format": FORMAT - 1},
        {"format": str(FORMAT)},
        {"format": None},
        {"format": "absent"},
        {"encoder": "other"},
        {"encoder": ""},
        {"encoder": "absent"},
        {"weights": "0" * 64},
        {"weights": None},
        {"weights": "absent"},
        {"width": 32},
        {"width": 65},
        {"width": "64"},
        {"width": "absent"},
        {"format": FORMAT + 1, "encoder": "other"},
    ],
)
def test_index_of_another_version_or_encoder_is_refused_with_the_mend(index, changes):
    _rewrite(index, **changes)
    with pytest.raises(IndexMismatchError, match=r'the index was built with .*; run "rag index"'):
        Library.open(index, HashEncoder())


@pytest.mark.parametrize(("name", "value"), [("name", "other"), ("digest", "0" * 64), ("width", 32)])
def test_another_encoder_is_refused(index, name, value):
    encoder = HashEncoder()
    setattr(encoder, name, value)
    with pytest.raises(IndexMismatchError, match=str(value)):
        Library.open(index, encoder)


def test_index_rewritten_without_a_change_is_opened(index):
    _rewrite(index)
    assert len(Library.open(index, HashEncoder()).passages) == 6


def test_title_is_searched_for(library):
    renamed = [replace(d, title="The zyxwomble") if "trotsky" in d.id else d for d in library.documents]
    rebuilt = Library.build(renamed, HashEncoder(), chunking=ChunkingSettings())
    (row,) = rebuilt.lexical.search(["zyxwombl"], 5)[1]
    assert rebuilt.passages[row].span.document.id == "answers/trotsky.md"


@pytest.mark.parametrize("name", ["dense.faiss", "sentences.faiss", "library.sqlite", "lexical/vocab.index.json"])
def test_index_whose_digests_hold_and_that_cannot_be_read_is_damaged_and_not_a_crash(index, name):
    generation = current_generation(index).folder
    assert (generation / name).is_file()
    (generation / name).write_bytes(b"[1, 2")
    _rewrite(index)
    with pytest.raises(IndexDamagedError, match='run "rag index"'):
        Library.open(index, HashEncoder())


def test_index_with_too_few_sentences_is_refused(index, library):
    few = DenseIndex.build(library.dense.vectors(np.arange(3)))
    few.save(current_generation(index).folder / "sentences.faiss")
    _rewrite(index)
    with pytest.raises(IndexDamagedError, match="differ in their number of rows"):
        Library.open(index, HashEncoder())


def test_heading_that_repeats_the_title_is_encoded_once():
    document = Document("a.md", "Cats of Rome", "a.md", "They slept.", sections=(Section(0, "Cats of Rome"),))
    (passage,) = Library.build([document], HashEncoder(), chunking=ChunkingSettings()).passages
    assert (passage_text(passage), passage.header) == ("Cats of Rome\nThey slept.", "Cats of Rome")
