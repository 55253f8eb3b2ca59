"""What the chat and the page Check may ask of Python: functions of one dict, which a stranger may have written."""

from rag.engine import Engine
from rag.errors import RagError
from rag.feedback import FeedbackStore, Verdict
from rag.messages import public_message
from rag.ui.inspecting import inspection_view
from rag.ui.payload import Call, text_of, texts_of
from rag.ui.views import answer_view, failed_view, next_questions, starters
from rag.ui.walls import walled
from rag.wire import Json, answer_to_json, link_to

_asking = walled(
    failed_view,
    logged="a question was not answered",
    broken="The search failed on our side. Your question is kept: try again.",
)


def chat_calls(engine: Engine) -> list[Call]:
    """Return what the chat calls: ``ask`` and ``welcome``."""

    @_asking
    def ask(payload: object) -> Json:
        """Return the turn that answers ``question`` after the questions in ``history``."""
        history = texts_of(payload, "history")
        answerer = engine.answerer()
        answer = answerer.answer(text_of(payload, "question"), answerer.turns(history))
        follow_ups = next_questions(answer, answerer.library, history)
        return answer_view(answer, next_questions=follow_ups, documents=len(answerer.library.documents))

    def welcome(payload: object) -> Json:
        """Return the starter cards, or the problem that keeps the library shut."""
        try:
            return {"starters": starters(engine.answerer().library.documents)}
        except RagError as error:
            return {"starters": [], "problem": public_message(error)}

    return [ask, welcome]


def check_calls(engine: Engine) -> list[Call]:
    """Return what the page Check calls: ``check``."""

    @_asking
    def check(payload: object) -> Json:
        """Return the answer to ``question`` and all that it was chosen from, without the passages in ``without``."""
        answerer = engine.answerer()
        inspection = answerer.inspect(text_of(payload, "question"), without=texts_of(payload, "without"))
        return inspection_view(inspection, documents=len(answerer.library.documents))

    return [check]


def feedback_calls(engine: Engine, store: FeedbackStore) -> list[Call]:
    """Return what the chat calls to keep a verdict: ``judge``."""

    @walled()
    def judge(payload: object) -> Json:
        """Keep ``verdict`` on ``turn``, or withdraw the one that is kept if it is none; return nothing but a problem.

        The answer is found again from ``question`` and ``history``, so that nobody can have another one kept;
        ``links`` are those of the quotations that were judged.
        """
        turn, verdict = text_of(payload, "turn"), text_of(payload, "verdict")
        if verdict not in tuple(Verdict):
            store.withdraw(turn)
            return {}
        answerer = engine.answerer()
        answer = answerer.answer(text_of(payload, "question"), answerer.turns(texts_of(payload, "history")))
        if [link_to(extract.span) for extract in answer.extracts] != texts_of(payload, "links"):
            return {"problem": "The sources have changed since this answer. Ask again, and judge the new one."}
        store.keep(turn, answer_to_json(answer), Verdict(verdict))
        return {}

    return [judge]
