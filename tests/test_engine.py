"""Loading in the background: an error waits for whoever asks."""

import pytest

from rag.config import EncoderSettings, Settings
from rag.engine import Engine
from rag.errors import EncoderError


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
    assert engine.ready is False
