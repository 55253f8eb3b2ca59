"""What was trained on does not ask what is measured: questions of other words but the same meaning are kept apart."""

from pathlib import Path

import numpy as np
import pytest

from rag.config import EncoderSettings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.sets import load_questions

pytestmark = pytest.mark.slow

QUESTIONS = Path(__file__).parent.parent / "data" / "questions"
# Of two questions nearer than this one is taken for the other in other words …
SAME = 0.90
# … and of two that a sentence answers both, sooner.
SAME_OF_A_SENTENCE = 0.80


def _asked(*names):
    return [question for name in names for question in load_questions(QUESTIONS / f"{name}.jsonl")]


def _text(question):
    return question.standalone or question.text


def test_no_question_on_the_corpus_asks_what_a_measured_question_asks():
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    trained, measured = _asked("corpus"), _asked("dev", "test", "saved-page")
    nearness = encoder.encode([_text(q) for q in trained]) @ encoder.encode([_text(q) for q in measured]).T
    near = [
        (_text(trained[i]), _text(measured[j]))
        for i, j in np.argwhere(nearness > SAME_OF_A_SENTENCE)
        if nearness[i, j] > SAME or set(trained[i].evidence) & set(measured[j].evidence)
    ]
    assert near == []
