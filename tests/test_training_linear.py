"""Linear weights are judged on documents that they were not fitted on."""

from types import SimpleNamespace

import numpy as np
import pytest

from rag.evaluation.sets import Evidence, Question
from training import linear
from training.linear import FOLDS, Example, cross_validated, report


def _example(document, number, *, is_right=True):
    question = Question(f"{document}-{number}", "who", "who?", (Evidence(document, "digest"),))
    features = np.array([[1.0], [0.0]], dtype=np.float32)
    return Example(question, [], features, np.array([is_right, not is_right]))


def test_no_question_is_judged_by_weights_that_were_fitted_on_its_document(monkeypatch):
    examples = [_example(f"document {n % 7}", n) for n in range(28)]
    fitted = []
    monkeypatch.setattr(linear, "confidence_features", lambda candidates, scores, kind: np.zeros(1))
    monkeypatch.setattr(linear, "fit_confidence", lambda kept, ranking: (np.zeros(1), 0.0))

    def fit_ranking(kept):
        fitted.append({example.question.group for example in kept})
        return np.array([1.0])

    monkeypatch.setattr(linear, "fit_ranking", fit_ranking)
    judged = cross_validated(examples)
    assert judged == [(0.5, True)] * 28
    assert len(fitted) == FOLDS
    left_out = [{example.question.group for example in examples} - groups for groups in fitted]
    assert sorted(group for groups in left_out for group in groups) == [f"document {n}" for n in range(7)]


def test_order_of_the_examples_is_kept(monkeypatch):
    monkeypatch.setattr(linear, "confidence_features", lambda candidates, scores, kind: np.zeros(1))
    monkeypatch.setattr(linear, "fit_confidence", lambda kept, ranking: (np.zeros(1), 0.0))
    monkeypatch.setattr(linear, "fit_ranking", lambda kept: np.array([1.0]))
    right = [n % 3 == 0 for n in range(12)]
    judged = cross_validated([_example(f"document {n}", n, is_right=r) for n, r in enumerate(right)])
    assert [is_right for _, is_right in judged] == right


def test_confidence_is_taught_whether_the_library_answers_and_not_whether_the_first_sentence_does(monkeypatch):
    monkeypatch.setattr(linear, "confidence_features", lambda candidates, scores, kind: candidates)
    answered = Question("1", "who", "Who?", (Evidence("document", "digest"),))
    refused = Question("2", "who", "Who?", ())
    features = np.zeros((2, 1), dtype=np.float32)
    examples = [
        Example(question, np.float32([question.is_answerable, first]), features, np.array([first, False]))
        for question in (answered, refused) for first in (False, True)
    ]  # fmt: skip
    weights, bias = linear.fit_confidence(examples, np.zeros(1, dtype=np.float32))
    assert weights[0] + bias > 2
    assert bias < -2
    assert weights[1] == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(
    ("threshold", "line"),
    [
        (0.4, "right first 0.500, refused wrongly 0.500, refused rightly 0.000, wrong among answered 0.500"),
        (0.45, "right first 0.500, refused wrongly 0.500, refused rightly 1.000, wrong among answered 0.000"),
    ],
)
def test_report_counts_what_each_threshold_refuses(threshold, line):
    examples = [SimpleNamespace(question=SimpleNamespace(is_answerable=a)) for a in (True, True, False)]
    text = report("dev", examples, [(0.9, True), (0.2, False), (0.4, False)])
    assert text.startswith("dev: 2 answerable of 3, right first 0.500, AUROC 0.500, ")
    assert f"at {threshold:.2f}: {line}" in text
