"""What the browser may ask of Python, also where a stranger writes the request."""

import pytest
from tiny_engine import TinyEngine

from rag.errors import DataError, EncoderError, IndexMissingError
from rag.loaders.timeline import Event, EventDate, Timeline
from rag.types import Span
from rag.ui.calls import chat_calls, check_calls
from rag.ui.document_calls import library_calls, reader_calls


def _calls(engine, read_timeline=lambda documents: Timeline()):
    parts = (
        *chat_calls(engine),
        *check_calls(engine),
        *reader_calls(engine, read_timeline),
        *library_calls(engine, read_timeline),
    )
    return {call.__name__: call for call in parts}


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
    assert view["standalone"] == "Who was Stalin? Where was he born?"


def test_only_the_last_questions_count():
    seen = []

    class Watched(TinyEngine):
        def answerer(self):
            answerer = super().answerer()
            turns = answerer.turns

            def watched(questions):
                made = turns(questions)
                seen.append([turn.question for turn in made])
                return made

            answerer.turns = watched
            return answerer

    _calls(Watched())["ask"]({"question": "Where was Stalin born?", "history": [f"q{n}" for n in range(30)]})
    assert seen == [[f"q{n}" for n in range(6, 30)]]


def test_breakdown_of_any_other_call_is_a_problem_without_its_message(caplog):
    class Broken(TinyEngine):
        def answerer(self):
            raise RuntimeError("broke down at /secret/path")

    calls = _calls(Broken())
    for name in ("open_document", "more_paragraphs", "list_documents", "search_documents", "show_timeline"):
        caplog.clear()
        assert calls[name]({"turn": "0" * 8, "verdict": "helpful"}) == {"problem": "It failed on our side. Try again."}
        assert f"{name} broke down" in caplog.text


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
        calls["search_documents"]({"words": "x"}),
        calls["show_timeline"]({}),
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


def _broken(documents):
    raise DataError("/srv/data/timeline.yaml, line 7, event 'x': it has no date")


def test_broken_timeline_is_told_without_its_path_and_keeps_nothing_else_shut(caplog):
    calls = _calls(TinyEngine(), _broken)
    assert calls["list_documents"]({})["has_timeline"]
    assert calls["show_timeline"]({}).keys() == {"problem"}
    assert "/srv" not in str(calls["show_timeline"]({}))
    assert "line 7" in caplog.text
    assert calls["open_document"]({"document": "answers/trotsky.md"})["events"] == []


def test_timeline_is_offered_only_where_there_is_one():
    assert not _calls(TinyEngine())["list_documents"]({})["has_timeline"]
    calls = _calls(TinyEngine(), lambda documents: Timeline((), ("line 1: gone",)))
    assert calls["list_documents"]({})["has_timeline"]
    assert calls["show_timeline"]({})["left_out"]


def test_document_of_the_library_is_opened_with_what_cites_it():
    def read_timeline(documents):
        trotsky = next(d for d in documents if d.id == "answers/trotsky.md")
        return Timeline((Event(EventDate(1927, 11, 14), "Expelled", Span(trotsky, 0, 56)),))

    view = _calls(TinyEngine(), read_timeline)["open_document"]({"document": "answers/trotsky.md"})
    assert [event["date"] for event in view["events"]] == ["14 November 1927"]
    assert [entry["document"] for entry in view["related"]] == ["answers/opposition.md"]


def test_quotation_that_moved_is_opened_where_it_is_now_and_one_that_is_gone_is_said_to_be(calls):
    opened = calls["open_document"]({"document": "answers/trotsky.md", "start": 0, "end": 56})["quotation"]
    known = {"document": "answers/trotsky.md", "digest": opened["digest"], "near": opened["near"]}
    moved = calls["open_document"]({**known, "start": 40, "end": 96})
    assert (moved["quotation"]["start"], moved["gone"]) == (0, None)
    gone = calls["open_document"]({**known, "digest": "0" * 20, "start": 0, "end": 56})
    assert gone["quotation"] is None
    assert "not in this document any more" in gone["gone"]
    assert gone["paragraphs"]


@pytest.mark.parametrize("digest", [None, 7, [], {}, "x", "0" * 10_000])
@pytest.mark.parametrize("near", [None, 7, [], "(" * 10_000, "~" * 10_000])
def test_damaged_anchor_opens_the_offsets(calls, digest, near):
    payload = {"document": "answers/trotsky.md", "start": 0, "end": 7, "digest": digest, "near": near}
    assert calls["open_document"](payload)["quotation"]["end"] == 7


@pytest.mark.parametrize("payload", [None, [], {}, {"words": 7}, {"words": ""}, {"words": "x" * 10_000}])
def test_search_that_cannot_be_done_says_why(calls, payload):
    assert calls["search_documents"](payload).keys() == {"problem"}
