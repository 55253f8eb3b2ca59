"""REST, over a small engine of real types."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tiny_engine import TinyEngine, tiny_app

from rag.api import add_rest
from rag.config import EncoderSettings, Settings
from rag.engine import Engine
from rag.errors import EncoderError, IndexMissingError, RagError, StoreError


def _client(engine):
    app = FastAPI(openapi_url="/v1/openapi.json")
    add_rest(app, engine)
    return TestClient(app)


@pytest.fixture
def client():
    return _client(TinyEngine())


def test_health_counts_documents_and_passages(client):
    library = TinyEngine().answerer().library
    assert client.get("/health").json() == {
        "status": "ok",
        "documents": 8,
        "passages": len(library.passages),
    }


def test_health_says_loading_until_the_engine_is_ready():
    class Loading(TinyEngine):
        ready = failed = False

        def answerer(self):
            raise AssertionError("health must not wait")

    assert _client(Loading()).get("/health").json()["status"] == "loading"


def test_health_says_that_the_library_could_not_be_loaded(tmp_path):
    engine = Engine(Settings(encoder=EncoderSettings(model=str(tmp_path / "nowhere"))))
    client = _client(engine)
    assert client.get("/v1/ask", params={"q": "Who was Trotsky?"}).status_code == 503
    assert client.get("/health").json()["status"] == "failed"


def test_answer_is_the_one_json(client):
    answer = client.get("/v1/ask", params={"q": "When was Trotsky expelled from the party?"}).json()
    assert list(answer) == [
        "question",
        "standalone",
        "found",
        "confidence",
        "extracts",
        "citations",
        "nearest",
        "timings_ms",
    ]
    assert answer["found"]
    assert answer["extracts"][0]["text"] == "Trotsky was expelled from the party on 14 November 1927."
    assert answer["extracts"][0]["short"]["text"] == "14 November 1927"
    assert answer["citations"][0]["link"].startswith("library?doc=answers/trotsky.md&a=0&b=56&h=d818636557a9148dc493")


def test_history_is_repeatable_and_in_order(client):
    params = {"q": "Where was he born?", "history": ["Who was Trotsky?", "Who was Stalin?"]}
    assert client.get("/v1/ask", params=params).json()["standalone"] == "Who was Stalin? Where was he born?"


def test_unanswerable_question_is_not_found(client):
    answer = client.get("/v1/ask", params={"q": "How tall was the Eiffel Tower in 1900?"}).json()
    assert (answer["found"], answer["extracts"], answer["citations"]) == (False, [], [])


@pytest.mark.parametrize("question", ["", "   ", "x" * 501, "\u200b\u200b", "a\x00b"])
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/check"])
def test_question_that_cannot_be_asked_is_a_400(client, path, question):
    response = client.get(path, params={"q": question})
    assert response.status_code == 400
    assert list(response.json()) == ["error"]


def test_missing_question_is_a_400(client):
    assert client.get("/v1/ask").status_code == 400


@pytest.mark.parametrize("kind", [IndexMissingError, EncoderError, StoreError, RagError])
def test_engine_that_cannot_load_is_a_503_without_a_path(kind):
    response = _client(TinyEngine(problem=kind("cannot open /srv/ascent/index"))).get("/v1/ask", params={"q": "x?"})
    assert response.status_code == 503
    assert "Whoever runs Ascent" in response.json()["error"]
    assert "/srv" not in response.text


def test_check_has_the_answer_and_every_ranked_passage(client):
    params = {"q": "When was Trotsky expelled from the party?"}
    check = client.get("/v1/check", params=params).json()
    assert list(check) == ["answer", "threshold", "passages", "left_out"]
    answer = client.get("/v1/ask", params=params).json()
    assert answer.pop("timings_ms").keys() == check["answer"].pop("timings_ms").keys()
    assert check["answer"] == answer
    first = check["passages"][0]
    assert (first["rank"], first["fate"], first["citations"], first["why"]) == (1, "quoted", [1], "Quoted as 1")
    assert first["best"]["text"] == answer["extracts"][0]["text"]
    assert first["stages"]["reader"] == {"score": answer["confidence"], "rank": 1}
    assert list(first["stages"]) == ["dense", "lexical", "fused", "reader"]


def test_check_answers_without_the_passages_that_it_names(client):
    params = {"q": "When was Trotsky expelled from the party?"}
    first = client.get("/v1/check", params=params).json()["passages"][0]
    check = client.get("/v1/check", params={**params, "without": [first["passage"]]}).json()
    assert [passage["passage"] for passage in check["left_out"]] == [first["passage"]]
    assert first["passage"] not in [passage["passage"] for passage in check["passages"]]
    unknown = client.get("/v1/check", params={**params, "without": "nowhere"})
    assert (unknown.status_code, unknown.json()) == (400, {"error": "there is no passage 'nowhere' to leave out"})


def test_health_can_be_asked_for_its_status_alone(client):
    assert client.head("/health").status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/ask"), ("PROPFIND", "/v1/check"), ("GET", "/v1/ask/"), ("POST", "/v1/check/"), ("GET", "/v1/none")],
)
def test_what_rest_does_not_know_is_an_error_like_others(method, path):
    with TestClient(tiny_app(), base_url="http://127.0.0.1:7860") as client:
        response = client.request(method, path, json={})
    assert response.status_code == 404
    assert list(response.json()) == ["error"]


def test_openapi_describes_the_routes_and_what_each_can_answer(client):
    paths = client.get("/v1/openapi.json").json()["paths"]
    described = {path: set(operations["get"]["responses"]) for path, operations in paths.items()}
    assert described == {
        "/health": {"200"},
        "/v1/ask": {"200", "400", "500", "503", "default"},
        "/v1/check": {"200", "400", "401", "403", "429", "500", "503", "default"},
    }
