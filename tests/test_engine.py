"""Loading in the background: an error waits for whoever asks."""

import pytest

from rag.config import EncoderSettings, Settings
from rag.engine import Engine
from rag.errors import EncoderError, IndexMissingError


@pytest.fixture
def engine(tmp_path):
    return Engine(Settings(encoder=EncoderSettings(model=str(tmp_path / "nowhere"))))


def test_engine_is_not_ready_before_it_is_asked(engine):
    assert engine.ready is False


def test_error_of_loading_reaches_everyone_who_asks(engine):
    engine.warm()
    for _ in range(2):
        with pytest.raises(EncoderError, match="there is no encoder"):
            engine.answerer()


def test_engine_that_could_not_load_is_never_ready(engine):
    with pytest.raises(EncoderError):
        engine.answerer()
    assert (engine.ready, engine.failed) == (False, True)


def test_reason_is_logged_and_loading_tried_again_once_it_is_mended(caplog, monkeypatch):
    answers = iter([IndexMissingError("there is no index"), "the answerer"])

    def open_answerer(settings):
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr("rag.engine.open_answerer", open_answerer)
    engine = Engine(Settings())
    with pytest.raises(IndexMissingError):
        engine.answerer()
    assert "the library cannot be opened: there is no index" in caplog.text
    assert engine.answerer() == "the answerer"
    assert (engine.ready, engine.failed) == (True, False)
