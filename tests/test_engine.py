"""Loading in the background: an error waits for whoever asks."""

import pytest

from rag.config import EncoderSettings, Settings
from rag.engine import Engine
from rag.errors import EncoderError, IndexDamagedError, IndexMissingError
from rag.indexing import update_index
from rag.storage import name_in_force


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


def test_index_written_again_is_answered_from_once_it_is_loaded(settings, encoder, monkeypatch):
    monkeypatch.setattr("rag.engine.open_answerer", lambda settings: name_in_force(settings.index.folder))
    update_index(settings, encoder)
    engine = Engine(settings)
    assert [engine.answerer(), engine.answerer()] == ["g-000001", "g-000001"]
    (settings.data.folder / "answers/new.txt").write_text("Stalin read the new file.", encoding="utf-8")
    update_index(settings, encoder)
    assert engine.answerer() == "g-000001"
    while engine.answerer() != "g-000002":
        pass


def test_engine_that_keeps_up_loads_what_was_written_without_being_asked(settings, encoder, monkeypatch):
    opened = []
    monkeypatch.setattr("rag.engine.open_answerer", lambda settings: opened.append(1))
    looks = iter(range(2))
    monkeypatch.setattr("rag.engine.time.sleep", lambda seconds: next(looks))
    update_index(settings, encoder)
    engine = Engine(settings)
    engine.answerer()
    (settings.data.folder / "answers/new.txt").write_text("Stalin read the new file.", encoding="utf-8")
    update_index(settings, encoder)
    with pytest.raises(StopIteration):
        engine.keep_up()
    while len(opened) < 2:
        pass


def test_index_that_cannot_be_loaded_leaves_the_one_before_it_in_use(settings, encoder, caplog, monkeypatch):
    update_index(settings, encoder)
    engine = Engine(settings)
    monkeypatch.setattr("rag.engine.open_answerer", lambda settings: "the answerer")
    engine.answerer()

    def open_answerer(settings):
        raise IndexDamagedError("the index is damaged")

    monkeypatch.setattr("rag.engine.open_answerer", open_answerer)
    (settings.data.folder / "answers/new.txt").write_text("Stalin read the new file.", encoding="utf-8")
    update_index(settings, encoder)
    while "the index is damaged" not in caplog.text:
        assert engine.answerer() == "the answerer"
    assert engine.answerer() == "the answerer"
    assert (engine.ready, engine.failed) == (True, False)
    assert caplog.text.count("the index is damaged") == 1


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
