"""What the benchmarks compare is of one kind: results of one reader, times of like work, one unit of memory."""

import json
import resource
import sys
from types import SimpleNamespace

import pytest

from benchmarks import answering
from benchmarks.evaluation import DEPTHS, READER, depths, kept, plot, reader_digest, without_refusals
from rag.config import Settings
from rag.evaluation.sets import Evidence, Question

BEFORE = {READER: "a", "answers, a saved page": {}, "reader on rows.jsonl.gz": {"rows": 1}, "retrieval": {}}


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "results.json"
    path.write_text(json.dumps(BEFORE), encoding="utf-8")
    return path


def test_results_of_the_same_reader_on_files_that_are_not_given_are_kept(results, capsys):
    again = {READER: "a", "answers, a saved page": {"new": 1}}
    assert kept(results, again) == {"reader on rows.jsonl.gz": {"rows": 1}}
    assert "Not measured again, since their files were not given: reader on rows.jsonl.gz" in capsys.readouterr().out


@pytest.mark.parametrize("before", [BEFORE, {k: v for k, v in BEFORE.items() if k != READER}])
def test_results_of_another_reader_are_dropped_and_named(results, before, capsys):
    results.write_text(json.dumps(before), encoding="utf-8")
    assert kept(results, {READER: "b"}) == {}
    said = capsys.readouterr().out
    assert said.startswith("Dropped, since another reader gave them")
    assert said.endswith("answers, a saved page, reader on rows.jsonl.gz\n")


def test_first_results_keep_nothing(tmp_path):
    assert kept(tmp_path / "results.json", {READER: "a"}) == {}


def test_digest_of_the_reader_is_that_of_both_its_halves(monkeypatch, tmp_path):
    (tmp_path / "trained.json").write_bytes(b"1")
    before = reader_digest()
    monkeypatch.setattr("benchmarks.evaluation.files", lambda package: tmp_path)
    linear = reader_digest()
    monkeypatch.setattr("benchmarks.evaluation.READER_DIGEST", "0")
    assert len({before, linear, reader_digest()}) == 3


def test_every_depth_is_timed_with_the_questions_encoded_before():
    class Bench:
        """Answers in 10 ms, after 100 ms over a question that it has not met."""

        settings = Settings()
        met = frozenset()

        def outcomes(self, questions, settings):
            timings = [{"total": 10.0 if q.id in self.met else 110.0} for q in questions]
            self.met |= {q.id for q in questions}
            return [
                SimpleNamespace(
                    question=q, is_right_first=True, is_right_shown=True, answer=SimpleNamespace(timings_ms=timing)
                )
                for q, timing in zip(questions, timings, strict=True)
            ]

    table = depths(Bench(), [Question(str(n), "when", "When?", (Evidence("a.md", ""),)) for n in range(3)])
    assert [table[f"k = {k}"]["median_ms"] for k in DEPTHS] == [10.0] * len(DEPTHS)
    assert "fitted on these questions at k = 8" in table["note"]


def test_table_of_a_run_that_refuses_nothing_counts_no_refusals():
    assert without_refusals({"auroc": 0.5, "answerable": {}, "unanswerable": {}}) == {"auroc": 0.5, "answerable": {}}


@pytest.mark.parametrize(("platform", "unit"), [("linux", 1024), ("darwin", 1)])
def test_peak_of_memory_is_in_megabytes_on_either_system(monkeypatch, platform, unit):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_maxrss=300 * 2**20 // unit))
    assert answering._peak_mb() == 300


def test_bins_of_answers_that_are_all_right_are_drawn(tmp_path):
    # Wilson's interval of 4 of 4 ends 1e-16 under 1.
    right = SimpleNamespace(
        question=Question("1", "when", "When?", ()), is_right_first=True, answer=SimpleNamespace(confidence=1.0)
    )
    plot([right] * 4, 0.5, tmp_path)
    assert (tmp_path / "reliability.svg").is_file()
