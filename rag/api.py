"""REST: the same Answer as everywhere, as JSON."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from rag.answering import Answerer
from rag.engine import Engine
from rag.errors import QuestionError, RagError
from rag.messages import public_message
from rag.wire import Json, answer_to_json, inspection_to_json

Question = Annotated[str, Query(description="The question.")]
History = Annotated[list[str] | None, Query(description="Earlier questions of the chat, in order.")]
Without = Annotated[list[str] | None, Query(description="Passages to answer without, as this route names them.")]
_RESPONSES: dict[int | str, dict[str, Any]] = {400: {"description": "The question cannot be asked."}}


def create_router(engine: Engine) -> APIRouter:
    """Return the routes /health, /v1/ask and /v1/check."""
    router = APIRouter()

    @router.get("/health")
    async def health() -> Json:
        """Return "ok" once questions can be answered, with the size of the library, else "loading" or "failed"."""
        if not engine.ready:
            return {"status": "failed" if engine.failed else "loading", "documents": 0, "passages": 0}
        library = engine.answerer().library
        return {"status": "ok", "documents": len(library.documents), "passages": len(library.passages)}

    @router.get("/v1/ask", responses=_RESPONSES)
    def ask(q: Question = "", history: History = None) -> JSONResponse:
        """Answer a question with verbatim quotations and their places in the sources."""

        def answer(answerer: Answerer) -> Json:
            return answer_to_json(answerer.answer(q, answerer.turns(history or [])))

        return _respond(engine, answer)

    @router.get("/v1/check", responses=_RESPONSES)
    def check(q: Question = "", history: History = None, without: Without = None) -> JSONResponse:
        """Answer a question with every ranked passage, its scores, and whether it was quoted or why not."""

        def inspect(answerer: Answerer) -> Json:
            return inspection_to_json(answerer.inspect(q, answerer.turns(history or []), without=without or []))

        return _respond(engine, inspect)

    return router


def _respond(engine: Engine, answer: Callable[[Answerer], Json]) -> JSONResponse:
    try:
        return JSONResponse(answer(engine.answerer()))
    except QuestionError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    except RagError as error:
        return JSONResponse({"error": public_message(error)}, status_code=503)
