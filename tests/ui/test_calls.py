"""What the browser may ask of Python, also where a stranger writes the request."""

import pytest
from tiny_engine import TinyEngine

from rag.errors import EncoderError, IndexMissingError
from rag.ui.calls import chat_calls, check_calls, library_calls, reader_calls


def _calls(engine):
    parts = (chat_calls, reader_calls, check_calls, library_calls)
    return {call.__name__: call for part in parts for call in part(engine)}


@pytest.fixture
def calls():
    return _calls(TinyEngine())


@pytest.mark.parametrize("payload", [None, [], "x", 7, {}, {"question": 7}, {"question": None, "history": "x"}])
@pytest.mark.parametrize("name", ["ask", "check"])
def test_malformed_questions_get_a_view_that_says_so(calls, name, payload):
    view = calls[name](payload)
    assert (view["state"], view["retry"]) == ("failed", False)


@pytest.mark.parametrize("without", [None, 7, "x", {}, [7, None]])
def test_what_is_no_passage_to_leave_out_leaves_nothing_out(calls, without):
    view = calls["check"]({"question": "Where was Stalin born?", "without": without})
    assert (view["state"], view["left_out"]) == ("checked", [])


def test_history_is_read_and_what_is_no_text_in_it_is_dropped(calls):
    view = calls["ask"]({"question": "Where was he born?", "history": ["Who was Stalin?", 7, None]})
    assert view["standalone"] == "Where was Stalin born?"


def test_only_the_last_six_questions_count():
    seen = []

    class Watched(TinyEngine):
        def answerer(self):
            answerer = super().answerer()
            turns = answerer.turns
            answerer.turns = lambda questions: seen.append(list(questions)) or turns(questions)
            return answerer

    _calls(Watched())["ask"]({"question": "Where was Stalin born?", "history": [f"q{n}" for n in range(9)]})
    assert seen == [["q3", "q4", "q5", "q6", "q7", "q8"]]


@pytest.mark.parametrize("name", ["ask", "check"])
def test_breakdown_is_a_view_without_its_message(calls, caplog, name):
    view = calls[name]({"question": "boom"})
    assert (view["state"], view["retry"]) == ("failed", True)
    assert "/secret" not in str(view)
    assert "a question was not answered" in caplog.text


@pytest.mark.parametrize("error", [IndexMissingError("no /srv/index"), EncoderError("no /srv/weights")])
def test_problem_of_the_engine_is_told_without_its_path(error):
    calls = _calls(TinyEngine(problem=error))
    views = [
        calls["ask"]({"question": "x?"}),
        calls["check"]({"question": "x?"}),
        calls["welcome"]({}),
        calls["list_documents"]({}),
        calls["open_document"]({"document": "x"}),
        calls["more_paragraphs"]({"document": "x"}),
    ]
    assert all("Whoever runs Ascent" in str(view) for view in views)
    assert "/srv" not in str(views)


@pytest.mark.parametrize(
    ("start", "end"), [(-5, 3), (9, 2), ("x", "y"), (0, 0), (10**9, 2 * 10**9), (None, None), (1.5, 2.5), (True, False)]
)
def test_impossible_offsets_open_the_document_without_a_quotation(calls, start, end):
    view = calls["open_document"]({"document": "answers/trotsky.md", "start": start, "end": end})
    assert view["quotation"] is None
    assert view["paragraphs"]


def test_end_beyond_the_document_is_its_end(calls):
    view = calls["open_document"]({"document": "answers/early.md", "start": 0, "end": 10**9})
    assert view["quotation"]["end"] == len("Stalin was born at Gori in Georgia.")


def test_unknown_document_is_said_to_be_gone(calls):
    assert "not in the library" in calls["open_document"]({"document": "../../etc/passwd"})["problem"]


@pytest.mark.parametrize("first", [-7, 0, 10**9, "x", None])
def test_window_beyond_the_document_is_moved_into_it(calls, first):
    assert calls["more_paragraphs"]({"document": "uploads/long.txt", "first": first})["paragraphs"]
