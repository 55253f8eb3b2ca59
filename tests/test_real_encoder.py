"""The packaged encoder and, over three of our own documents, the whole path with either reader."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.config import TRAINED, DataSettings, EncoderSettings, IndexSettings, ReaderSettings, Settings
from rag.encoder import PACKAGED, PACKAGED_DIGEST, SentenceTransformerEncoder, _checked_digest, model_folder
from rag.engine import Engine, open_answerer
from rag.errors import EncoderError
from rag.indexing import update_index
from rag.wire import answer_to_json

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent.parent / "data"
NAMES = ("nikolai-bukharin", "stalin-birth-and-family", "tiflis-robbery-1907")
PUBLISHED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture(scope="module")
def encoder():
    return SentenceTransformerEncoder.load(EncoderSettings())


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, encoder):
    """Return settings whose data are three of our documents, indexed."""
    folder = tmp_path_factory.mktemp("three")
    (folder / "data" / "answers").mkdir(parents=True)
    shutil.copy(DATA / "sources.yaml", folder / "data")
    for name in NAMES:
        shutil.copy(DATA / "answers" / f"{name}.md", folder / "data" / "answers")
    settings = Settings(data=DataSettings(folder / "data"), index=IndexSettings(folder / "index"))
    report = update_index(settings, encoder)
    assert (report.documents, report.failures) == (3, ())
    return settings


@pytest.fixture(scope="module", params=["baseline", TRAINED])
def settings(indexed, request):
    return replace(indexed, reader=ReaderSettings(request.param))


@pytest.fixture(scope="module")
def answerer(settings):
    return open_answerer(settings)


def test_packaged_weights_are_the_published_ones(encoder):
    assert encoder.digest == PACKAGED_DIGEST == PUBLISHED
    assert (encoder.name, encoder.width) == (PACKAGED, 384)


def test_weights_of_another_digest_are_refused(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes((model_folder(PACKAGED) / "model.safetensors").read_bytes()[:-1] + b"\0")
    with pytest.raises(EncoderError, match=f"expected {PUBLISHED}; run .*--force-reinstall"):
        _checked_digest(weights, PUBLISHED)


def test_rows_have_length_one_and_keep_the_order_of_the_texts(encoder):
    texts = ["Stalin ruled the party.", "", "😀", "word " * 1000, "Lenin died in 1924."]
    vectors = encoder.encode(texts)
    assert (vectors.shape, vectors.dtype) == ((5, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    for row, text in zip(vectors, texts, strict=True):
        assert encoder.encode([text])[0] == pytest.approx(row, abs=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_tokens_are_counted_without_the_special_ones(encoder):
    assert encoder.count_tokens(["stalin ruled the party", "", "a b c"]) == [4, 0, 3]
    assert encoder.count_tokens([]) == []


def test_factual_question_is_answered_by_its_sentence(answerer):
    answer = answerer.answer("When was Bukharin born?")
    assert answer.found
    assert answer.extracts[0].span.text.startswith("Nikolai Ivanovich Bukharin was born in Moscow on 27 September 1888")
    assert answer.extracts[0].short.text == "27 September 1888"


def test_off_topic_question_is_refused(answerer):
    answer = answerer.answer("How do I bake bread without yeast?")
    assert (answer.found, answer.citations, len(answer.nearest)) == (False, (), 3)


def test_every_quotation_stands_in_its_document(answerer):
    questions = ("When was Bukharin born?", "Where was Stalin born?", "How much did the robbers of Tiflis get?")
    quoted = 0
    for question in questions:
        for citation in answer_to_json(answerer.answer(question))["citations"]:
            text = answerer.library.document(citation["document"]).text
            assert text[citation["start"] : citation["end"]] == citation["text"]
            quoted += 1
    assert quoted >= 3


def test_engine_loads_in_the_background_and_answers_the_same(settings, answerer):
    engine = Engine(settings)
    engine.warm()
    question = "Who led the bank robbery in Tiflis in 1907?"
    assert engine.answerer().answer(question).extracts == answerer.answer(question).extracts
    assert engine.ready
    assert engine.answerer() is engine.answerer()


def test_answers_survive_being_written_as_json(answerer):
    shown = answer_to_json(answerer.answer("When was Bukharin born?"))
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
