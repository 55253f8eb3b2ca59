"""What the browser may ask of Python: functions of one dict, which a stranger may have written."""

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache

from rag.anchors import Anchor, resolve
from rag.engine import Engine
from rag.errors import DataError, QuestionError, RagError
from rag.feedback import FeedbackStore, Verdict
from rag.finding import Finder
from rag.loaders.timeline import Event, Timeline
from rag.messages import public_message
from rag.types import Document
from rag.ui.inspecting import inspection_view
from rag.ui.reading import beside_view, document_view, paragraphs_view
from rag.ui.shelves import library_view, results_view
from rag.ui.timeline import timeline_view
from rag.ui.views import answer_view, failed_view, next_questions, starters
from rag.wire import Json, answer_to_json, link_to

logger = logging.getLogger(__name__)

HISTORY_TURNS = 6  # a follow-up refers to what is still on the screen

_NEAR_CHARACTERS = 200  # four words of a link are shorter

Call = Callable[..., Json]  # of one payload; Gradio adds the request where a call asks for it
ReadTimeline = Callable[[tuple[Document, ...]], Timeline]


def chat_calls(engine: Engine) -> list[Call]:
    """Return what the chat calls: ``ask`` and ``welcome``."""

    def ask(payload: object) -> Json:
        """Return the turn that answers ``question`` after the questions in ``history``."""
        history = _texts(payload, "history")[-HISTORY_TURNS:]
        return _walled(lambda: _answered(engine, _text(payload, "question"), history))

    def welcome(payload: object) -> Json:
        """Return the starter cards, or the problem that keeps the library shut."""
        try:
            return {"starters": starters(engine.answerer().library.documents)}
        except RagError as error:
            logger.error("the library cannot be opened: %s", error)
            return {"starters": [], "problem": public_message(error)}

    return [ask, welcome]


def reader_calls(engine: Engine, read_timeline: ReadTimeline | None = None) -> list[Call]:
    """Return what the reader panel calls: ``open_document`` and ``more_paragraphs``.

    With a timeline a document is shown beside the events that cite it and the documents it is related to.
    """

    def open_document(payload: object) -> Json:
        """Return ``document`` opened at the quotation of ``digest`` that stood from ``start`` to ``end``."""
        try:
            library = engine.answerer().library
            document = library.document(_text(payload, "document"))
        except DataError:
            return {"problem": "This document is not in the library any more."}
        except RagError as error:
            return {"problem": public_message(error)}
        view = document_view(document, resolve(document, _anchor(payload)))
        if read_timeline is None:
            return view
        return {**view, **beside_view(document, _events(read_timeline, library.documents), library.documents)}

    def more_paragraphs(payload: object) -> Json:
        """Return the window of ``document`` that begins with paragraph ``first``."""
        try:
            document = engine.answerer().library.document(_text(payload, "document"))
        except RagError as error:
            return {"problem": public_message(error)}
        first = min(max(1, _number(payload, "first")), max(1, len(document.paragraphs)))
        return paragraphs_view(document, resolve(document, _anchor(payload)).span, first)

    return [open_document, more_paragraphs]


def check_calls(engine: Engine) -> list[Call]:
    """Return what the page Check calls: ``check``."""

    def check(payload: object) -> Json:
        """Return the answer to ``question`` and all that it was chosen from, without the passages in ``without``."""

        def inspected() -> Json:
            answerer = engine.answerer()
            inspection = answerer.inspect(_text(payload, "question"), without=_texts(payload, "without"))
            return inspection_view(inspection, documents=len(answerer.library.documents))

        return _walled(inspected)

    return [check]


def library_calls(engine: Engine, read_timeline: ReadTimeline) -> list[Call]:
    """Return what the page Library calls: ``list_documents``, ``search_documents`` and ``show_timeline``."""
    view_of = lru_cache(maxsize=1)(library_view)
    finder_of = lru_cache(maxsize=1)(Finder.of)

    def list_documents(payload: object) -> Json:
        """Return every document by period and by topic, how much there is, and whether there is a timeline."""
        try:
            library = engine.answerer().library
            return {**view_of(library), "has_timeline": _has_timeline(read_timeline, library.documents)}
        except RagError as error:
            return {"problem": public_message(error)}

    def search_documents(payload: object) -> Json:
        """Return the documents whose titles or texts hold the ``words``."""
        try:
            return results_view(finder_of(engine.answerer().library).find(_text(payload, "words")))
        except RagError as error:
            return {"problem": public_message(error)}

    def show_timeline(payload: object) -> Json:
        """Return the dated events."""
        try:
            documents = engine.answerer().library.documents
            return timeline_view(read_timeline(documents), documents)
        except DataError as error:
            logger.error("the timeline cannot be shown: %s", error)
            return {"problem": "Its file cannot be read. Whoever runs Ascent finds the line in its log."}
        except RagError as error:
            return {"problem": public_message(error)}

    return [list_documents, search_documents, show_timeline]


def _has_timeline(read_timeline: ReadTimeline, documents: tuple[Document, ...]) -> bool:
    """Return whether there is anything to say of a timeline, be it that it is broken."""
    try:
        return read_timeline(documents) != Timeline()
    except DataError:
        return True


def _events(read_timeline: ReadTimeline, documents: tuple[Document, ...]) -> tuple[Event, ...]:
    """Return the events, none where the timeline is broken: a document can be read all the same."""
    try:
        return read_timeline(documents).events
    except DataError as error:
        logger.error("the timeline cannot be shown: %s", error)
        return ()


def feedback_calls(engine: Engine, store: FeedbackStore) -> list[Call]:
    """Return what the chat calls to keep a verdict: ``judge``."""

    def judge(payload: object) -> Json:
        """Keep ``verdict`` on ``turn``, or withdraw it where it is empty; return nothing but a problem.

        The answer is found again from ``question`` and ``history``, so that nobody can have another one kept;
        ``links`` are those of the quotations that were judged.
        """
        turn, verdict = _text(payload, "turn"), _text(payload, "verdict")
        try:
            if verdict not in tuple(Verdict):
                store.withdraw(turn)
                return {}
            answerer = engine.answerer()
            history = _texts(payload, "history")[-HISTORY_TURNS:]
            answer = answerer.answer(_text(payload, "question"), answerer.turns(history))
            if [link_to(extract.span) for extract in answer.extracts] != _texts(payload, "links"):
                return {"problem": "The sources have changed since this answer. Ask again, and judge the new one."}
            store.keep(turn, answer_to_json(answer), Verdict(verdict))
        except RagError as error:
            logger.error("a verdict was not kept: %s", error)
            return {"problem": public_message(error)}
        return {}

    return [judge]


def _answered(engine: Engine, question: str, history: Sequence[str]) -> Json:
    answerer = engine.answerer()
    answer = answerer.answer(question, answerer.turns(history))
    follow_ups = next_questions(answer, answerer.library, history)
    return answer_view(answer, next_questions=follow_ups, documents=len(answerer.library.documents))


def _walled(view: Callable[[], Json]) -> Json:
    """Return the view of a question, or of why it got no answer."""
    try:
        return view()
    except QuestionError as error:
        return failed_view(str(error), retry=False)
    except RagError as error:
        logger.error("a question was not answered: %s", error)
        return failed_view(public_message(error), retry=True)
    except Exception:
        # The last wall before the browser: an escaped exception would leave the learner with nothing at all.
        logger.exception("a question was not answered")
        return failed_view("The search failed on our side. Your question is kept: try again.", retry=True)


def _anchor(payload: object) -> Anchor:
    start, end = _number(payload, "start"), _number(payload, "end")
    return Anchor(start, end, _text(payload, "digest"), _text(payload, "near")[:_NEAR_CHARACTERS])


def _field(payload: object, name: str) -> object:
    return payload.get(name) if isinstance(payload, dict) else None


def _text(payload: object, name: str) -> str:
    value = _field(payload, name)
    return value if isinstance(value, str) else ""


def _texts(payload: object, name: str) -> list[str]:
    value = _field(payload, name)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _number(payload: object, name: str) -> int:
    value = _field(payload, name)
    return value if isinstance(value, int) else 0
