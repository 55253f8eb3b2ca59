"""Rows of question, passage and answers as documents and questions."""

import gzip
import json

import pytest

from rag.errors import DataError
from rag.evaluation.pools import pool_of, whole
from rag.evaluation.rows import Row, load_rows
from rag.evaluation.sets import Evidence
from rag.types import digest_of

CONTEXT = "Stalin ruled. Lenin died in 1924. Trotsky left in 1929."


def _row(id, *answers, context=CONTEXT, title="The_party"):
    found = [{"text": text, "start": context.index(text)} for text in answers]
    return {"id": id, "source": "s", "title": title, "question": "When?", "context": context, "answers": found}


def _write(path, *rows):
    content = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_are_read_gzipped_or_not(tmp_path, name):
    rows = [_row("1", "1924"), _row("2")]
    assert load_rows(_write(tmp_path / name, *rows)) == [Row.of(row) for row in rows]


def test_folder_is_whole_or_the_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.txt").write_text("Stalin ruled.", encoding="utf-8")
    assert [document.text for document in whole(tmp_path)] == ["Stalin ruled."]
    (tmp_path / "b.txt").write_bytes(b"caf\xe9")
    with pytest.raises(DataError, match=r"b\.txt cannot be read"):
        whole(tmp_path)


def test_each_context_is_one_document_and_each_row_a_question():
    documents, questions = pool_of(
        Row.of(row) for row in (_row("1", "1924"), _row("2"), _row("3", "Other", context="Other words."))
    )
    assert [(d.title, d.text) for d in documents] == [("The party", CONTEXT), ("The party", "Other words.")]
    assert len({d.id for d in documents}) == 2
    assert [(q.id, q.is_answerable, q.short) for q in questions] == [
        ("1", True, "1924"), ("2", False, None), ("3", True, "Other")
    ]  # fmt: skip


def test_rows_of_an_article_are_a_group_answered_or_not():
    rows = _row("1", "1924"), _row("2"), _row("3", "Other", context="Other words."), _row("4", title="Lenin")
    _, questions = pool_of(map(Row.of, rows))
    assert [q.group for q in questions] == ["The party", "The party", "The party", "Lenin"]


def test_evidence_is_every_sentence_that_holds_an_answer():
    documents, (question,) = pool_of([Row.of(_row("1", "1924", "1929"))])
    sentences = ("Lenin died in 1924.", "Trotsky left in 1929.")
    assert question.evidence == tuple(Evidence(documents[0].id, digest_of(s)) for s in sentences)


@pytest.mark.parametrize(
    "line", ["{", "5", "{}", "[" * 100_000, json.dumps(_row("1") | {"context": " \n"}),
             *(json.dumps(_row("1") | {"answers": wrong})
               for wrong in (None, [{}], [5], [{"text": "a", "start": "first"}], [{"text": None, "start": 0}],
                             [{"text": "1924", "start": 27}], [{"text": "", "start": -1}]))]
)  # fmt: skip
def test_line_that_is_no_row_is_refused_by_its_number(tmp_path, line):
    with pytest.raises(DataError, match=r"rows\.jsonl, line 3: "):
        load_rows(_write(tmp_path / "rows.jsonl", json.dumps(_row("1")), "", line))


def test_line_that_is_no_row_is_left_out_if_somebody_is_told(tmp_path):
    told = []
    path = _write(tmp_path / "rows.jsonl", _row("1"), "{", _row("2"))
    assert [row.id for row in load_rows(path, left_out=told.append)] == ["1", "2"]
    assert len(told) == 1
    assert "line 2: not JSON" in told[0]


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b'{"id": 1}')[:-5]])
def test_broken_archive_and_missing_file_are_named(tmp_path, content):
    (tmp_path / "rows.jsonl.gz").write_bytes(content)
    for name in ("rows.jsonl.gz", "none.jsonl.gz"):
        with pytest.raises(DataError, match=name):
            load_rows(tmp_path / name)
