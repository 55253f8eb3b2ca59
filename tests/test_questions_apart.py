"""What is trained on does not ask or tell what is measured: questions of the same meaning, documents of one matter."""

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rag.config import EncoderSettings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.pools import whole
from rag.evaluation.sets import Question, load_questions
from rag.search.terms import terms_of

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parent.parent
QUESTIONS = PROJECT / "data" / "questions"
MEASURED = [
    *(QUESTIONS / f"{name}.jsonl" for name in ("dev", "test", "plain", "saved-page")),
    *(QUESTIONS / f"elsewhere-{name}.jsonl" for name in ("dev", "test")),
    *(PROJECT / "data" / "small").glob("*/*.jsonl"),
]
# Of two questions nearer than this one is taken for the other in other words …
SAME = 0.90
# … and of two that a sentence answers both, sooner.
SAME_OF_A_SENTENCE = 0.80


# Of two documents as near as this in their rare words one tells what the other does; most have none nearer than 0.13.
SAME_MATTER = 0.25


@pytest.fixture(scope="module")
def encoder():
    return SentenceTransformerEncoder.load(EncoderSettings())


@pytest.fixture(scope="module")
def measured(encoder):
    """Return every question that is measured, and their vectors."""
    questions = [question for name in MEASURED for question in load_questions(name)]
    return questions, encoder.encode([question.written_out for question in questions])


def _trained_on(path):
    if path.name != "questions.jsonl":
        return load_questions(path)
    lines = path.read_text(encoding="utf-8").splitlines()  # on the contexts of rows, so that no sentence is shared
    return [Question(line, "written", json.loads(line)["question"], ()) for line in lines]


@pytest.mark.parametrize(
    "path",
    [
        QUESTIONS / "train.jsonl",
        QUESTIONS / "corpus.jsonl",
        PROJECT / "training" / "elsewhere.jsonl",
        PROJECT / "training" / "questions.jsonl",
    ],
)
def test_no_question_that_is_trained_on_asks_what_a_measured_question_asks(encoder, measured, path):
    trained = _trained_on(path)
    questions, vectors = measured
    nearness = encoder.encode([q.written_out for q in trained]) @ vectors.T
    near = [
        (trained[i].written_out, questions[j].written_out)
        for i, j in np.argwhere(nearness > SAME_OF_A_SENTENCE)
        if nearness[i, j] > SAME or set(trained[i].evidence) & set(questions[j].evidence)
    ]
    assert near == []


def test_no_document_that_is_trained_on_tells_what_a_measured_document_does():
    trained = whole(PROJECT / "training" / "elsewhere")
    folders = [PROJECT / "data" / "elsewhere", *(p for p in (PROJECT / "data" / "small").glob("*/*") if p.is_dir())]
    measured = [document for folder in folders for document in whole(folder)]
    counts = [Counter(terms_of(document.text)) for document in (*trained, *measured)]
    documents_with = Counter(term for count in counts for term in count)
    weights = np.zeros((len(counts), len(documents_with)))
    columns = {term: column for column, term in enumerate(documents_with)}
    for row, count in enumerate(counts):
        for term, times in count.items():
            weights[row, columns[term]] = (1 + math.log(times)) * math.log(len(counts) / documents_with[term])
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    nearness = weights[: len(trained)] @ weights[len(trained) :].T
    near = [(trained[i].id, measured[j].id) for i, j in np.argwhere(nearness > SAME_MATTER)]
    assert near == []
