"""The command line: exit codes, one clear line for what cannot be done, JSON, batches."""

import io
import json
import os
import sys

import pytest
from command_line import batch

import rag.server
from rag.commands.ask import load_batch
from rag.storage import CURRENT

QUESTION = "When was Trotsky expelled from the party?"


def test_index_says_what_is_indexed_and_what_is_not(fresh_rag, tmp_path):
    (tmp_path / "data" / "uploads" / "empty.txt").touch()
    (tmp_path / "data" / "uploads" / os.fsdecode(b"caf\xe9.txt")).write_text("Alpha.")
    code, out, _ = fresh_rag("index")
    assert code == 0
    assert out.splitlines() == [
        "Indexed 5 documents, 6 passages in index.",
        "Not indexed (2):",
        "  data/uploads/caf\\udce9.txt: its name, title or front matter is not valid Unicode; rename or correct it",
        "  data/uploads/empty.txt: it has no text",
    ]
    code, out, _ = fresh_rag("index")
    assert (code, out.splitlines()[0]) == (0, "Up to date: 5 documents, 6 passages in index.")


def test_index_as_json_names_the_files_that_failed(fresh_rag, tmp_path):
    (tmp_path / "data" / "uploads" / "empty.txt").touch()
    code, out, _ = fresh_rag("index", "--json")
    assert code == 0
    assert json.loads(out) == {
        "documents": 5,
        "passages": 6,
        "is_new": True,
        "failures": [{"file": "data/uploads/empty.txt", "reason": "it has no text"}],
    }


def test_folders_named_on_the_command_line_are_used(fresh_rag, tmp_path):
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "a.txt").write_text("Rykov followed Lenin in 1924.")
    assert fresh_rag("index", "--data", "books", "--index", "other")[0] == 0
    code, out, _ = fresh_rag("ask", "Who followed Lenin?", "--json", "--index", "other")
    assert (code, json.loads(out)["extracts"][0]["text"]) == (0, "Rykov followed Lenin in 1924.")


@pytest.mark.parametrize("command", [("ask", "Who followed Lenin?"), ("search", "Lenin"), ("eval", "answers", "q")])
def test_documents_that_are_named_are_not_answered_for_by_an_index_of_others(fresh_rag, tmp_path, command):
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "a.txt").write_text("Rykov followed Lenin in 1924.")
    assert fresh_rag("index")[0] == 0
    (tmp_path / "q").write_text('{"id": "1", "kind": "who", "question": "Who followed Lenin?", "evidence": []}')
    assert fresh_rag(*command, "--data", "data")[0] == 0
    _fails(fresh_rag(*command, "--data", "books"), 2, "the index 'index' is not of the documents")


def test_nothing_is_served_for_documents_that_are_named_by_an_index_of_others(fresh_rag, tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr(rag.server, "serve", served.append)
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "a.txt").write_text("Rykov followed Lenin in 1924.")
    assert fresh_rag("index")[0] == 0
    _fails(fresh_rag("serve", "--data", "books"), 2, "the index 'index' is not of the documents")
    assert served == []
    assert fresh_rag("serve", "--data", "data")[0] == 0
    assert len(served) == 1


def test_interrupt_ends_a_command_without_a_word(rag, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.commands.ask.run_ask", interrupted)
    assert rag("ask", QUESTION) == (130, "", "")


def test_answer_is_quoted_and_cited(rag):
    code, out, err = rag("ask", QUESTION)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == QUESTION
    assert "“Leon Trotsky was expelled from the party on 14 November 1927.” [1]" in out
    assert "[1] When was Trotsky expelled from the party? Paragraph 1, answers/trotsky.md" in out


def test_answer_as_json_is_verbatim(rag, indexed):
    code, out, _ = rag("ask", QUESTION, "--json")
    answer = json.loads(out)
    assert (code, answer["question"], answer["found"]) == (0, QUESTION, True)
    for citation in answer["citations"]:
        assert citation["text"] == citation["text"].strip() != ""
        lines = (indexed / citation["source"]).read_text(encoding="utf-8")
        assert " ".join(citation["text"].split()) in " ".join(lines.split())


def test_earlier_questions_are_taken_into_account(rag):
    code, out, _ = rag("ask", "When was he expelled?", "--history", "Who was Trotsky?", "--json")
    assert code == 0
    assert "Trotsky" in json.loads(out)["standalone"]


def test_search_lists_k_passages_best_first(rag):
    code, out, _ = rag("search", QUESTION, "-k", "3", "--json")
    hits = json.loads(out)["hits"]
    assert (code, [hit["rank"] for hit in hits]) == (0, [1, 2, 3])
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert set(hits[0]["stages"]) == {"dense", "lexical", "fused"}
    assert rag("search", QUESTION, "-k", "2")[1].count("(dense ") == 2


def test_batch_gives_an_answer_a_line_in_order(rag, tmp_path):
    entries = [
        {"question": "Where was Stalin born?"},
        {"question": "When was he expelled?", "history": ["Who was Trotsky?"]},
        {"question": "Who chaired the Politburo while Lenin was ill?\u2028"},
    ]
    code, out, _ = rag("ask", "--json", "--batch", batch(tmp_path, *entries))
    answers = [json.loads(line) for line in out.rstrip("\n").split("\n")]
    assert code == 0
    assert [a["question"] for a in answers] == [e["question"].strip() for e in entries]
    assert "Trotsky" in answers[1]["standalone"]


def test_batch_answers_are_those_of_single_questions(rag, tmp_path):
    _, single, _ = rag("ask", QUESTION, "--json")
    _, answers, _ = rag("ask", "--json", "--batch", batch(tmp_path, {"question": QUESTION}))
    first, second = json.loads(single), json.loads(answers)
    del first["timings_ms"], second["timings_ms"]
    assert first == second


def test_question_of_a_batch_that_cannot_be_asked_takes_its_line_and_no_other(rag, tmp_path):
    entries = [
        {"question": QUESTION},
        {"question": " "},
        {"question": "half \ud800"},
        {"question": "x" * 501},
        {"question": "Who?", "history": ["a\0b"]},
        {"question": "Where was Stalin born?"},
    ]
    code, out, err = rag("ask", "--json", "--batch", batch(tmp_path, *entries))
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (1, "")
    assert ["error" in line for line in lines] == [False, True, True, True, True, False]
    assert [line["question"] for line in lines] == [e["question"][:200] for e in entries]
    assert ["blank" in lines[1]["error"], "surrogate" in lines[2]["error"], "501" in lines[3]["error"]] == [True] * 3


def test_lines_with_a_line_separator_in_their_text_are_one_line(rag, tmp_path):
    code, out, _ = rag("search", "--json", "--batch", batch(tmp_path, '{"question": "Stalin\u2028and\u0085Lenin"}'))
    assert (code, json.loads(out)["question"]) == (0, "Stalin\u2028and\u0085Lenin")


def test_batch_is_read_from_standard_input(rag, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"question": "Stalin"}\n\n{"question": "Lenin"}\n'))
    code, out, _ = rag("search", "--json", "--batch", "-", "-k", "1")
    assert (code, [json.loads(line)["question"] for line in out.splitlines()]) == (0, ["Stalin", "Lenin"])


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "5",
        "[]",
        "{}",
        '{"question": 5}',
        '{"question": "a", "history": "b"}',
        '{"question": "a", "history": [5]}',
        "[" * 9999,
    ],
)
def test_line_of_a_batch_that_is_no_question_is_named(rag, tmp_path, line):
    _fails(rag("ask", "--json", "--batch", batch(tmp_path, {"question": "Who?"}, line)), 2, "line 2")


def _fails(result, code, words):
    """Check an exit code, and that one line says why."""
    assert result[:2] == (code, "")
    assert len(result[2].splitlines()) == 1
    assert result[2].startswith("rag: ")
    assert words in result[2]
    assert len(result[2]) < 500


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "blank"),
        (" \n", "blank"),
        ("?", "blank"),
        ("x" * 501, "501 characters; ask in at most 500"),
        ("word " * 2_000_000, "10,000,000 characters"),
        ("Who\0?", "control characters"),
        ("Who \ud800?", "surrogate"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_question_that_cannot_be_asked_gets_one_line_and_exit_code_two(rag, command, question, words):
    _fails(rag(command, question), 2, words)


def test_earlier_question_that_cannot_be_asked_gets_one_line(rag):
    failed = rag("ask", "Why?", "--history", " ")
    _fails(failed, 2, "an earlier question of the conversation cannot be heeded: the question is blank")


def test_question_and_batch_exclude_each_other(rag, tmp_path):
    _fails(rag("ask"), 2, "either a question or --batch FILE")
    _fails(rag("ask", "Who?", "--batch", batch(tmp_path, {"question": "x"})), 2, "either a question or --batch FILE")


@pytest.mark.parametrize("arguments", [("ask", "--batch", "none.jsonl"), ("eval", "answers", "none.jsonl")])
def test_unknown_file_gets_one_line_and_exit_code_two(rag, arguments):
    _fails(rag(*arguments), 2, "'none.jsonl' cannot be read")


def test_file_that_is_not_text_gets_one_line(rag, tmp_path):
    (tmp_path / "latin.jsonl").write_bytes(b"caf\xe9")
    _fails(rag("ask", "--batch", str(tmp_path / "latin.jsonl")), 2, "cannot be read")


def test_missing_data_folder_gets_one_line_and_exit_code_two(fresh_rag):
    _fails(fresh_rag("index", "--data", "nowhere"), 2, "there is no data folder 'nowhere'; name one with --data")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_missing_index_gets_one_line_and_exit_code_one(fresh_rag, command):
    _fails(fresh_rag(command, QUESTION), 1, "there is no index in 'index'; run \"rag index\"")


@pytest.mark.parametrize("name", [CURRENT, "library.sqlite", "manifest.json", "dense.faiss"])
def test_damaged_index_gets_one_line_with_the_mend_and_exit_code_one(fresh_rag, tmp_path, name):
    fresh_rag("index")
    (path,) = (tmp_path / "index").rglob(name)
    path.write_bytes(path.read_bytes()[:-1])
    _fails(fresh_rag("ask", QUESTION), 1, name)
    assert fresh_rag("ask", QUESTION)[2].rstrip().endswith('run "rag index"')
    assert fresh_rag("index")[0] == 0
    assert fresh_rag("ask", QUESTION)[0] == 0


def test_encoder_that_is_not_there_gets_one_line_and_exit_code_one(rag, monkeypatch):
    monkeypatch.setenv("ASCENT_ENCODER", "nowhere/model")
    _fails(rag("ask", QUESTION), 1, "there is no encoder 'nowhere/model'")


def test_setting_that_cannot_be_used_gets_one_line_and_exit_code_two(rag, monkeypatch):
    monkeypatch.setenv("ASCENT_PORT", "many")
    _fails(rag("ask", QUESTION), 2, "server.port")


@pytest.mark.parametrize(
    "arguments",
    [(), ("nothing",), ("search", "x", "-k", "0"), ("search", "x", "-k", "²"), ("serve", "--port", "99999"), ("eval",),
     ("eval", "nothing", "f"), ("ask", "--nothing")],
)  # fmt: skip
def test_wrong_usage_is_told_with_exit_code_two(rag, arguments):
    code, out, err = rag(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: rag")
    assert "Traceback" not in err


def test_batch_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "batch.jsonl"
    path.write_text('{"question": "Who was Trotsky?"}\n', encoding="utf-8-sig")
    assert [asked.question for asked in load_batch(path)] == ["Who was Trotsky?"]


def test_batch_on_standard_input_may_begin_with_a_byte_order_mark(rag, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO('\ufeff{"question": "Stalin"}\n'))
    assert rag("search", "--json", "--batch", "-")[0] == 0


def test_search_refuses_a_history_that_it_would_not_heed(rag, tmp_path):
    code, out, err = rag("search", "--batch", batch(tmp_path, {"question": "Why?", "history": ["Who was Trotsky?"]}))
    assert (code, err) == (1, "")
    assert "leave the history out, or use rag ask" in json.loads(out)["error"]
