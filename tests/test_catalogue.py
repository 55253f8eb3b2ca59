"""Documents and passages come out of the file as they went in."""

import random

import pytest
from random_text import random_text
from tiny_library import HashEncoder

from rag.catalogue import read_catalogue, write_catalogue
from rag.chunking import split_passages
from rag.config import ChunkingSettings
from rag.types import Document, Section


def _passages(documents):
    return split_passages(documents, HashEncoder().count_tokens, settings=ChunkingSettings())


def _random_documents(generator, count):
    for number in range(count):
        text = f"{random_text(generator, pieces=60)} word."
        sections = (Section(0, random_text(generator, pieces=3)),)
        metadata = {"topics": [random_text(generator, pieces=2)], "period": "1922-1924"}
        yield Document(f"{number}/{random_text(generator, pieces=2)}", "T?", "s", text, sections, (0, 3), metadata)


def test_reading_gives_what_was_written_on_random_unicode(tmp_path):
    documents = tuple(_random_documents(random.Random(11), 300))
    passages = tuple(_passages(documents))
    write_catalogue(tmp_path / "c.sqlite", documents, passages)
    assert read_catalogue(tmp_path / "c.sqlite") == (documents, passages)


def test_passages_of_a_document_share_one_object(tmp_path, library):
    write_catalogue(tmp_path / "c.sqlite", library.documents, library.passages)
    documents, passages = read_catalogue(tmp_path / "c.sqlite")
    assert {id(p.span.document) for p in passages} == {id(d) for d in documents}


def test_file_of_a_name_with_a_question_mark_is_read(tmp_path, library):
    write_catalogue(tmp_path / "a?b#c%20.sqlite", library.documents, library.passages)
    assert read_catalogue(tmp_path / "a?b#c%20.sqlite")[0] == library.documents


def test_file_that_is_none_is_an_os_error(tmp_path):
    (tmp_path / "c.sqlite").write_bytes(b"not a database at all")
    for name in ("c.sqlite", "none.sqlite"):
        with pytest.raises(OSError, match=name):
            read_catalogue(tmp_path / name)
