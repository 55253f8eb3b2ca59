"""The small corpus as fixtures: files, library, index and answerer."""

import pytest
from command_line import fresh_rag, indexed, model, rag  # noqa: F401 - fixtures
from tiny_library import HashEncoder, build_library, settings_of, write_corpus

from rag.answering import Answerer
from rag.config import ENVIRONMENT, AnsweringSettings
from rag.indexing import update_index
from rag.reader.linear import LinearReader, LinearWeights
from rag.retriever import HybridRetriever


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_whoever_runs_the_tests():
    """Take settings out of the environment: with ASCENT_INDEX set the tests would write over somebody's index."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in ENVIRONMENT:
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture
def encoder():
    return HashEncoder()


@pytest.fixture
def settings(tmp_path):
    """Return settings of a fresh copy of the small corpus, not yet indexed."""
    write_corpus(tmp_path / "data")
    return settings_of(tmp_path)


@pytest.fixture
def index(settings, encoder):
    """Return the folder of a fresh index of the small corpus."""
    update_index(settings, encoder)
    return settings.index.folder


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return build_library(write_corpus(tmp_path_factory.mktemp("corpus")))


@pytest.fixture(scope="session")
def retriever(library):
    return HybridRetriever(library, HashEncoder())


@pytest.fixture(scope="session")
def reader(library):
    return LinearReader(library, HashEncoder(), weights=LinearWeights.load("baseline"))


@pytest.fixture
def answerer(library, retriever, reader):
    """Return an answerer that answers whatever the reader finds: the small encoder's confidence means nothing."""
    return Answerer(library, retriever=retriever, reader=reader, settings=AnsweringSettings(threshold=0.0))
