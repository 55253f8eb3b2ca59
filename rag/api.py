"""REST: the same Answer as everywhere, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from rag.engine import Engine
from rag.errors import QuestionError, RagError
from rag.messages import public_message
from rag.wire import Json, answer_to_json

HISTORY_TURNS = 6  # as in the browser: what is still on the screen


def create_router(engine: Engine) -> APIRouter:
    """Return the routes /health and /v1/ask."""
    router = APIRouter()

    @router.get("/health")
    async def health() -> Json:
        """Return "ok" once questions can be answered, with the size of the library, else "loading"."""
        if not engine.ready:
            return {"status": "loading", "documents": 0, "passages": 0}
        library = engine.answerer().library
        return {"status": "ok", "documents": len(library.documents), "passages": len(library.passages)}

    @router.get("/v1/ask", responses={400: {"description": "The question cannot be asked."}})
    def ask(
        q: Annotated[str, Query(description="The question.")] = "",
        history: Annotated[list[str] | None, Query(description="Earlier questions of the chat, in order.")] = None,
    ) -> JSONResponse:
        """Answer a question with verbatim quotations and their places in the sources."""
        try:
            answerer = engine.answerer()
            answer = answerer.answer(q, answerer.turns((history or [])[-HISTORY_TURNS:]))
        except QuestionError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except RagError as error:
            return JSONResponse({"error": public_message(error)}, status_code=503)
        return JSONResponse(answer_to_json(answer))

    return router
