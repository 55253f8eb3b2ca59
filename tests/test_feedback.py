"""Verdicts: kept, changed, withdrawn; many writers; a file that cannot be written."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import FeedbackError
from rag.feedback import FILE_NAME, MAX_ANSWER_BYTES, FeedbackStore, Verdict

ROOT = Path(__file__).parent.parent
ANSWER = {
    "question": "Wo “war” er?",
    "standalone": "Where was Stalin?",
    "found": True,
    "extracts": [{"text": "😀 café"}],
}


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "kept" / "here")


def test_verdict_is_kept_with_question_answer_and_time(store):
    store.keep("turn-0001", ANSWER, Verdict.HELPFUL)
    (entry,) = store.entries()
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "verdict": "helpful",
        "question": ANSWER["question"],
        "standalone": ANSWER["standalone"],
        "answer": ANSWER,
    }


def test_changing_ones_mind_updates_and_withdrawing_forgets(store):
    store.keep("turn-0001", ANSWER, Verdict.HELPFUL)
    store.keep("turn-0002", ANSWER, Verdict.HELPFUL)
    store.keep("turn-0001", ANSWER, Verdict.NOT_HELPFUL)
    assert sorted(e["verdict"] for e in store.entries()) == ["helpful", "not_helpful"]
    store.withdraw("turn-0001")
    store.withdraw("turn-0009")
    assert [e["verdict"] for e in store.entries()] == ["helpful"]


def test_nothing_is_written_before_the_first_verdict(store, tmp_path):
    assert store.entries() == []
    store.withdraw("turn-0001")
    assert list(tmp_path.iterdir()) == []


def test_file_is_for_its_owner_alone(store, tmp_path):
    store.keep("turn-0001", ANSWER, Verdict.HELPFUL)
    assert stat.S_IMODE((tmp_path / "kept" / "here" / FILE_NAME).stat().st_mode) == 0o600


def test_concurrent_writers_lose_nothing_and_keep_the_cap(tmp_path):
    turns = [f"turn-{n % 120:04}" for n in range(240)]

    def problem_of(turn):
        try:
            FeedbackStore(tmp_path, max_entries=100).keep(turn, ANSWER, Verdict.HELPFUL)
        except FeedbackError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(16) as pool:
        problems = list(pool.map(problem_of, turns))
    kept = {turn for turn, problem in zip(turns, problems, strict=True) if not problem}
    assert len(FeedbackStore(tmp_path).entries()) == len(kept) == 100
    assert all("100 verdicts, the most" in problem for problem in problems if problem)


def test_verdict_can_still_be_changed_when_no_more_are_taken(tmp_path):
    store = FeedbackStore(tmp_path, max_entries=1)
    store.keep("turn-0001", ANSWER, Verdict.HELPFUL)
    with pytest.raises(FeedbackError):
        store.keep("turn-0002", ANSWER, Verdict.HELPFUL)
    store.keep("turn-0001", ANSWER, Verdict.NOT_HELPFUL)
    assert [e["verdict"] for e in store.entries()] == ["not_helpful"]


def test_answer_that_is_too_large_is_not_kept(store):
    with pytest.raises(FeedbackError, match="bytes is not kept"):
        store.keep("turn-0001", {**ANSWER, "extracts": "x" * MAX_ANSWER_BYTES}, Verdict.HELPFUL)
    assert store.entries() == []


@pytest.mark.parametrize("turn", ["", "short", "x" * 65, "turn 0001", "TURN-0001", "turn-0001\n", "'; DROP TABLE--"])
def test_turn_of_another_form_is_refused(store, turn):
    with pytest.raises(FeedbackError, match="a turn is named by"):
        store.keep(turn, ANSWER, Verdict.HELPFUL)
    with pytest.raises(FeedbackError, match="a turn is named by"):
        store.withdraw(turn)


def test_folder_that_cannot_be_made_is_a_feedback_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FeedbackError, match="cannot be read or kept"):
        FeedbackStore(tmp_path / "file" / "folder").keep("turn-0001", ANSWER, Verdict.HELPFUL)


def test_file_that_is_no_database_is_a_feedback_error(tmp_path):
    (tmp_path / FILE_NAME).write_text("no database" * 99)
    for ask in (FeedbackStore(tmp_path).entries, lambda: FeedbackStore(tmp_path).withdraw("turn-0001")):
        with pytest.raises(FeedbackError):
            ask()


FULL = f"""
import resource, sys
from pathlib import Path
from rag.errors import FeedbackError
from rag.feedback import FeedbackStore, Verdict
store = FeedbackStore(Path(sys.argv[1]))
answer = {ANSWER!r}
store.keep("turn-0001", answer, Verdict.HELPFUL)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    for n in range(2, 400):
        store.keep(f"turn-{{n:04}}", answer, Verdict.HELPFUL)
except FeedbackError:
    print(n - 1)
"""


def test_full_disk_is_a_feedback_error_and_what_was_kept_stays(tmp_path):
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(FeedbackStore(tmp_path).entries()) == int(done.stdout) > 1


def test_command_prints_a_json_object_a_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASCENT_FEEDBACK", "verdicts")
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == ""
    FeedbackStore(tmp_path / "verdicts").keep("turn-0001", ANSWER, Verdict.HELPFUL)
    FeedbackStore(tmp_path / "verdicts").keep("turn-0002", ANSWER, Verdict.NOT_HELPFUL)
    assert main(["feedback"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["verdict"], line["answer"]) for line in lines] == [("helpful", ANSWER), ("not_helpful", ANSWER)]
