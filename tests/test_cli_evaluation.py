"""``rag eval``: strict JSON, text that names each measure, rows that bring their own passages."""

import json

import pytest
from command_line import batch

QUESTION = "When was Trotsky expelled from the party?"
CONTEXT = "Stalin ruled the party. Lenin died in 1924. Trotsky left the country in 1929."
ROWS = (
    {"id": "1", "title": "T", "question": "When did Lenin die?", "context": CONTEXT,
     "answers": [{"text": "1924", "start": CONTEXT.index("1924")}]},
    {"id": "2", "title": "T", "question": "When did Stalin die?", "context": CONTEXT, "answers": []},
)  # fmt: skip


@pytest.mark.parametrize("subject", ["answers", "retrieval"])
def test_evaluation_is_strict_json_even_where_there_is_nothing_to_measure(rag, tmp_path, subject):
    evidence = [
        {"document": "answers/trotsky.md", "text": "Leon Trotsky was expelled from the party on 14 November 1927."}
    ]
    answerable = {"id": "1", "kind": "when", "question": QUESTION, "evidence": evidence}
    other = {"id": "2", "kind": "who", "question": "Who was the zyxwomble?", "evidence": [], "unanswerable": "other"}
    for entries in ((answerable, other), (answerable,), (other,)):
        code, out, _ = rag("eval", subject, batch(tmp_path, *entries), "--json")
        report = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
        assert (code, report["questions"]) == (
            0,
            len(entries) if subject == "answers" else len(entries) - (other in entries),
        )


def test_evaluation_as_text_names_each_measure(rag, tmp_path):
    entry = {"id": "2", "kind": "who", "question": "Who was the zyxwomble?", "evidence": [], "unanswerable": "other"}
    code, out, _ = rag("eval", "answers", batch(tmp_path, entry))
    assert code == 0
    assert "not_verbatim       0" in out.splitlines()


@pytest.mark.parametrize("subject", ["answers", "retrieval"])
def test_rows_are_searched_for_in_their_own_contexts(rag, tmp_path, subject):
    code, out, _ = rag("eval", subject, batch(tmp_path, *ROWS), "--json")
    assert (code, json.loads(out)["questions"]) == (0, 2 if subject == "answers" else 1)


def test_empty_file_of_rows_is_named(rag, tmp_path):
    code, _, err = rag("eval", "reader", batch(tmp_path))
    assert (code, err.count("\n")) == (2, 1)
    assert "batch.jsonl" in err


@pytest.mark.slow
def test_reader_is_measured_on_rows(rag, tmp_path):
    code, out, _ = rag("eval", "reader", batch(tmp_path, *ROWS), "--json")
    report = json.loads(out)
    assert (code, report["rows"], report["answerable"]) == (0, 2, 1)
    assert report["answerable_f1"]["mean"] > 0.5
