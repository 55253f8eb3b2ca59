"""A folder into documents, with a word on every file that did not become one."""

import os
import re
from pathlib import Path

import pytest
from tiny_library import write_corpus

from rag.errors import DataError
from rag.loaders import load_corpus

TINY = (
    "answers/general-secretary.md",
    "answers/testament.md",
    "answers/trotsky.md",
    "uploads/notes.txt",
    "uploads/page.html",
)


def _write(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")


def test_documents_come_in_the_order_of_their_ids(tmp_path):
    corpus = load_corpus(write_corpus(tmp_path))
    assert tuple(d.id for d in corpus.documents) == TINY
    assert corpus.failures == ()


def test_ids_do_not_depend_on_where_the_folder_lies(tmp_path):
    first, second = write_corpus(tmp_path / "a"), write_corpus(tmp_path / "b" / "c")
    assert [d.id for d in load_corpus(first).documents] == [d.id for d in load_corpus(second).documents]


def test_keys_of_books_become_their_names(tmp_path):
    document = load_corpus(write_corpus(tmp_path)).documents[0]
    assert document.metadata["sources"] == [
        "Stephen Kotkin, Stalin: Paradoxes of Power, 1878-1928 (2014)",
        "Robert Service, Stalin (2004)",
    ]


def test_source_that_is_not_in_the_list_is_a_failure_of_its_file(tmp_path):
    write_corpus(tmp_path)
    (tmp_path / "answers" / "b.md").write_text("---\nsources: [nobody-1999]\n---\n\nText.", encoding="utf-8")
    corpus = load_corpus(tmp_path)
    assert [(f.path.name, f.reason) for f in corpus.failures] == [
        ("b.md", "its source 'nobody-1999' is not in sources.yaml")
    ]
    assert tuple(d.id for d in corpus.documents) == TINY


@pytest.mark.parametrize(
    ("source", "quoted"), [("{kotkin: 2014}", r"\{'kotkin': '2014'\}"), ("[service-2004]", r"\['service-2004'\]")]
)
def test_source_that_is_no_key_is_a_failure_of_its_file(tmp_path, source, quoted):
    write_corpus(tmp_path)
    (tmp_path / "answers" / "b.md").write_text(f"---\nsources: [{source}]\n---\n\nText.", encoding="utf-8")
    corpus = load_corpus(tmp_path)
    assert [f.path.name for f in corpus.failures] == ["b.md"]
    assert re.search(quoted + r".* by its key in sources\.yaml", corpus.failures[0].reason)
    assert tuple(d.id for d in corpus.documents) == TINY


def test_source_that_is_no_key_stays_as_it_is_written_in_what_users_add(tmp_path):
    write_corpus(tmp_path)
    _write(tmp_path / "uploads", z__md="---\nsources: [service-2004, '[[Zotero]]', {doi: 10}]\n---\n\nText.")
    corpus = load_corpus(tmp_path)
    assert corpus.failures == ()
    assert corpus.documents[-1].metadata["sources"] == ["Robert Service, Stalin (2004)", "[[Zotero]]", {"doi": "10"}]


def test_key_of_a_book_may_look_like_a_number_or_a_date(tmp_path):
    books = "\n".join(f"{key}: {{author: George Orwell, title: {key}, year: 1949}}" for key in ("1984", "1949-06-08"))
    _write(tmp_path, sources__yaml=books)
    _write(tmp_path / "answers", a__md="---\nsources: [1984, 1949-06-08]\n---\n\nText.")
    corpus = load_corpus(tmp_path)
    assert corpus.failures == ()
    assert corpus.documents[0].metadata["sources"] == ["George Orwell, 1984 (1949)", "George Orwell, 1949-06-08 (1949)"]


def test_every_file_of_any_other_folder_is_a_document(tmp_path):
    _write(tmp_path, a__txt="Alpha.")
    _write(tmp_path / "deep" / "er", b__md="Beta.")
    assert [d.id for d in load_corpus(tmp_path).documents] == ["a.txt", "deep/er/b.md"]


def test_every_file_that_is_not_read_is_named_and_the_others_are_read(tmp_path):
    _write(tmp_path, good__txt="Alpha.", empty__txt="", blank__md="  \n", unknown__xyz="x", bad__md="---\n- a\n---\nx")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Alpha.", encoding="utf-8")
    corpus = load_corpus(tmp_path)
    assert [d.id for d in corpus.documents] == ["good.txt"]
    names = [os.fsencode(f.path.name) for f in corpus.failures]
    assert sorted(names) == [
        b"bad.md", b"blank.md", b"caf\xe9.txt", b"empty.txt", b"latin.txt", b"link.txt", b"unknown.xyz"
    ]  # fmt: skip
    assert all(f.reason for f in corpus.failures)


def test_linked_folder_is_named_and_not_followed(tmp_path):
    _write(tmp_path / "elsewhere", b__txt="Beta.")
    _write(tmp_path / "data", a__txt="Alpha.")
    (tmp_path / "data" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "data" / "round").symlink_to(tmp_path / "data")
    (tmp_path / "data" / ".hidden").symlink_to(tmp_path / "elsewhere")
    corpus = load_corpus(tmp_path / "data")
    assert [d.id for d in corpus.documents] == ["a.txt"]
    assert [f.path.name for f in corpus.failures] == ["linked", "round"]
    assert all("link to a folder" in f.reason and "copy the folder here" in f.reason for f in corpus.failures)


def test_linked_file_and_linked_data_folder_are_read(tmp_path):
    _write(tmp_path / "data", a__txt="Alpha.")
    (tmp_path / "data" / "b.txt").symlink_to(tmp_path / "data" / "a.txt")
    (tmp_path / "linked").symlink_to(tmp_path / "data")
    corpus = load_corpus(tmp_path / "linked")
    assert ([d.id for d in corpus.documents], corpus.failures) == (["a.txt", "b.txt"], ())


def test_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    list_folder = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return list_folder(path)

    _write(tmp_path, a__txt="Alpha.")
    _write(tmp_path / "closed", b__txt="Beta.")
    monkeypatch.setattr("os.scandir", refuse)
    corpus = load_corpus(tmp_path)
    assert [d.id for d in corpus.documents] == ["a.txt"]
    assert [(f.path, f.reason) for f in corpus.failures] == [
        (tmp_path / "closed", "the folder cannot be read: Permission denied")
    ]


def test_hidden_files_and_folders_are_not_looked_at(tmp_path):
    _write(tmp_path, a__txt="Alpha.", __hidden="x")
    _write(tmp_path / ".git", b__txt="Beta.")
    corpus = load_corpus(tmp_path)
    assert ([d.id for d in corpus.documents], corpus.failures) == (["a.txt"], ())


def test_missing_folder_and_file_in_its_place_are_refused(tmp_path):
    _write(tmp_path, file__txt="x")
    for folder in (tmp_path / "none", tmp_path / "file.txt"):
        with pytest.raises(DataError, match=r"no data folder .* name one with --data"):
            load_corpus(folder)


@pytest.mark.parametrize("books", ["- a", "a: b", "a: {author: x}", "a: [", "a", "? [b]\n: c", "[" * 5000])
def test_list_of_books_that_cannot_be_read_is_named(tmp_path, books):
    write_corpus(tmp_path)
    (tmp_path / "sources.yaml").write_text(books, encoding="utf-8")
    with pytest.raises(DataError, match=r"sources\.yaml must list books by key"):
        load_corpus(tmp_path)


def test_list_of_books_that_is_no_text_is_named(tmp_path):
    write_corpus(tmp_path)
    (tmp_path / "sources.yaml").write_bytes(b"a: \xff")
    with pytest.raises(DataError, match=r"sources\.yaml is not valid UTF-8"):
        load_corpus(tmp_path)


@pytest.mark.parametrize("call", ["read_text", "is_file"])
def test_list_of_books_that_may_not_be_read_is_named(tmp_path, monkeypatch, call):
    def refuse(path, **_):
        raise PermissionError(13, "Permission denied", str(path))

    write_corpus(tmp_path)
    monkeypatch.setattr(f"pathlib.Path.{call}", refuse)
    with pytest.raises(DataError, match=r"sources\.yaml cannot be read: Permission denied"):
        load_corpus(tmp_path)


def test_empty_folder_gives_nothing(tmp_path):
    corpus = load_corpus(tmp_path)
    assert (corpus.documents, corpus.failures) == ((), ())


def test_source_is_the_same_by_whatever_path_the_folder_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "notes"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters/a.txt").write_text("Stalin ruled.", encoding="utf-8")
    monkeypatch.chdir(folder)
    named = [folder, Path(), Path("../notes"), Path("letters/..")]
    assert {load_corpus(path).documents[0].source for path in named} == {"notes/letters/a.txt"}


def test_sources_with_aliases_are_refused(tmp_path):
    write_corpus(tmp_path)
    book = "{author: A, title: T, year: 1}"
    (tmp_path / "sources.yaml").write_text(f"one: &a {book}\ntwo: *a\n", encoding="utf-8")
    with pytest.raises(DataError, match="aliases are not read"):
        load_corpus(tmp_path)
