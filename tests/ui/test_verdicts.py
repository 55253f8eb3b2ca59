"""The call that keeps a verdict, also where a stranger writes the request."""

import pytest
from tiny_engine import TinyEngine

from rag.errors import IndexMissingError
from rag.feedback import FeedbackStore
from rag.ui.calls import chat_calls, feedback_calls

BORN = "Where was Stalin born?"


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path)


@pytest.fixture
def judge(store):
    return feedback_calls(TinyEngine(), store)[0]


def _links(question):
    ask = chat_calls(TinyEngine())[0]
    return [quotation["link"] for quotation in ask({"question": question})["quotations"]]


def test_verdict_is_kept_with_the_answer_that_python_finds(judge, store):
    about = {"turn": "turn-0001", "question": "Where was he born?", "history": [BORN], "links": _links(BORN)}
    assert judge({**about, "verdict": "helpful", "answer": "forged"}) == {}
    (entry,) = store.entries()
    assert (entry["verdict"], entry["question"], entry["standalone"]) == (
        "helpful",
        "Where was he born?",
        f"{BORN} Where was he born?",
    )
    assert entry["answer"]["extracts"][0]["text"] == "Stalin was born at Gori in Georgia."
    assert judge({**about, "verdict": ""}) == {}
    assert store.entries() == []


def test_verdict_on_quotations_that_are_no_longer_the_answer_is_not_kept(judge, store):
    given = {"turn": "turn-0001", "question": BORN, "links": ["library?doc=x"], "verdict": "helpful"}
    assert "have changed" in judge(given)["problem"]
    assert store.entries() == []


@pytest.mark.parametrize(
    "payload", [None, [], "x", 7, {}, {"verdict": "helpful"}, {"turn": "turn-0001", "verdict": "helpful"},
                {"turn": "../../x", "question": BORN, "verdict": "helpful"}, {"turn": "x", "verdict": ["helpful"]}]
)  # fmt: skip
def test_malformed_verdict_is_a_problem(judge, store, payload):
    assert judge(payload)["problem"]
    assert store.entries() == []


def test_disk_that_cannot_be_written_is_a_quiet_problem_without_a_path(tmp_path, caplog):
    (tmp_path / "file").touch()
    judge = feedback_calls(TinyEngine(), FeedbackStore(tmp_path / "file"))[0]
    said = judge({"turn": "turn-0001", "question": BORN, "links": _links(BORN), "verdict": "helpful"})
    assert said["problem"].startswith("Your verdict could not be kept; the answer is not affected.")
    assert str(tmp_path) not in said["problem"]
    assert str(tmp_path) in caplog.text
    assert BORN not in caplog.text


def test_library_that_is_shut_is_a_problem(store):
    judge = feedback_calls(TinyEngine(problem=IndexMissingError("no /srv/index")), store)[0]
    assert "/srv" not in judge({"turn": "turn-0001", "question": BORN, "verdict": "helpful"})["problem"]
