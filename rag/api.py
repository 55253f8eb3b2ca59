"""REST: the same Answer as everywhere, as JSON."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from rag.answering import Answerer
from rag.engine import Engine
from rag.errors import QuestionError, RagError
from rag.messages import public_message
from rag.wire import Json, answer_to_json, inspection_to_json

Question = Annotated[str, Query(description="The question.")]
History = Annotated[list[str] | None, Query(description="Earlier questions of the chat, in order.")]
Without = Annotated[list[str] | None, Query(description="Passages to answer without, as this route names them.")]

_ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}

_OF_ALL: dict[int | str, str] = {
    400: "The question cannot be asked, or the server does not go by the name that it was asked under.",
    500: "It failed on our side.",
    503: "The index or the encoder cannot be opened.",
    "default": "Any other error.",  # named, since FastAPI otherwise adds a 422, which texts alone cannot cause
}
_OF_TEACHERS: dict[int | str, str] = {
    401: "The teacher's password is missing or wrong.",
    403: "It is closed: no password for teachers has been set.",
    429: "Too many wrong passwords came from this address; Retry-After says how long to wait.",
}
_UNKNOWN = JSONResponse({"error": "not found; /v1/openapi.json says what there is to GET"}, status_code=404)


def add_rest(app: FastAPI, engine: Engine) -> None:
    """Add /health, /v1/ask and /v1/check to the app; whatever else is asked of /v1 is not found."""

    @app.head("/health", include_in_schema=False)
    @app.get("/health")
    async def health() -> Json:
        """Return "ok" once questions can be answered, with the size of the library, else "loading" or "failed"."""
        if not engine.ready:
            return {"status": "failed" if engine.failed else "loading", "documents": 0, "passages": 0}
        library = engine.answerer().library
        return {"status": "ok", "documents": len(library.documents), "passages": len(library.passages)}

    @app.get("/v1/ask", responses=_errors(_OF_ALL))
    def ask(q: Question = "", history: History = None) -> JSONResponse:
        """Answer a question with verbatim quotations and their places in the sources."""

        def answer(answerer: Answerer) -> Json:
            return answer_to_json(answerer.answer(q, answerer.turns(history or [])))

        return _respond(engine, answer)

    @app.get("/v1/check", responses=_errors(_OF_ALL | _OF_TEACHERS))
    def check(q: Question = "", history: History = None, without: Without = None) -> JSONResponse:
        """Answer a question with every ranked passage, its scores, and whether it was quoted or why not."""

        def inspect(answerer: Answerer) -> Json:
            return inspection_to_json(answerer.inspect(q, answerer.turns(history or []), without=without or []))

        return _respond(engine, inspect)

    app.mount("/v1", _UNKNOWN)


def _errors(descriptions: dict[int | str, str]) -> dict[int | str, dict[str, Any]]:
    """Return the responses that are no answer, as OpenAPI describes them."""
    content = {"application/json": {"schema": _ERROR}}
    return {status: {"description": said, "content": content} for status, said in descriptions.items()}


def _respond(engine: Engine, answer: Callable[[Answerer], Json]) -> JSONResponse:
    try:
        return JSONResponse(answer(engine.answerer()))
    except QuestionError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    except RagError as error:
        return JSONResponse({"error": public_message(error)}, status_code=503)
