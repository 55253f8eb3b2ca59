"""What was trained on does not ask what is measured: questions of other words but the same meaning are kept apart."""

from pathlib import Path

import numpy as np
import pytest

from rag.config import EncoderSettings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.sets import load_questions

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parent.parent
QUESTIONS = PROJECT / "data" / "questions"
MEASURED = [
    *(QUESTIONS / f"{name}.jsonl" for name in ("dev", "test", "saved-page", "elsewhere-dev", "elsewhere-test")),
    *(PROJECT / "data" / "small").glob("*/*.jsonl"),
]
# Of two questions nearer than this one is taken for the other in other words …
SAME = 0.90
# … and of two that a sentence answers both, sooner.
SAME_OF_A_SENTENCE = 0.80


@pytest.mark.parametrize("path", [QUESTIONS / "corpus.jsonl", PROJECT / "training" / "elsewhere.jsonl"])
def test_no_question_that_was_trained_on_asks_what_a_measured_question_asks(path):
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    trained, measured = load_questions(path), [question for name in MEASURED for question in load_questions(name)]
    nearness = encoder.encode([q.written_out for q in trained]) @ encoder.encode([q.written_out for q in measured]).T
    near = [
        (trained[i].written_out, measured[j].written_out)
        for i, j in np.argwhere(nearness > SAME_OF_A_SENTENCE)
        if nearness[i, j] > SAME or set(trained[i].evidence) & set(measured[j].evidence)
    ]
    assert near == []
