"""A small engine of real types: eight documents, searched by the words they share with a question."""

import asyncio
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from fastapi import FastAPI

from rag.answering import checked_question
from rag.config import Settings
from rag.conversation import standalone_question
from rag.errors import DataError, RagError
from rag.server import create_app
from rag.types import Answer, Document, Extract, Hit, Passage, Section, Span, Turn

THRESHOLD = 0.45
PAYLOAD = '<img src=x onerror="window.PWNED=1">${window.PWNED=2}{{window.PWNED=3}}[x](javascript:window.PWNED=4)'

_STOP = frozenset(
    re.findall(r"\w+", "a an and as at by did for had he his how in is it of on or that the to was what when who why")
)
_DATE = re.compile(r"\d{1,2} (?:January|February|April|November|December) \d{4}|\b1\d{3}\b")
_SENTENCE = re.compile(r"[^\n.?!]+[.?!]+")


class TinyLibrary:
    """Documents whose passages are their paragraphs."""

    built_at = datetime(2026, 11, 23, tzinfo=UTC)

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        spans = [Span(d, a, b) for d in documents for a, b in d.paragraphs]
        self.passages = tuple(Passage.of(_sentences(span), "", row=row) for row, span in enumerate(spans))

    def document(self, document_id: str) -> Document:
        for document in self.documents:
            if document.id == document_id:
                return document
        raise DataError(f"there is no document {document_id!r}")


class TinyAnswerer:
    """Answers by shared words; "boom" breaks down and "slowly" takes a moment."""

    def __init__(self, library: TinyLibrary) -> None:
        self.library = library

    def turns(self, questions: Sequence[str]) -> list[Turn]:
        turns: list[Turn] = []
        for question in questions:
            turns.append(Turn(question, self._standalone(question, turns)))
        return turns

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        question = checked_question(question, limit=500)
        if question == "boom":
            raise RuntimeError("broke down at /secret/path")
        if "slowly" in question:
            time.sleep(1.0)
        standalone = self._standalone(question, history)
        extracts = sorted(self._extracts(standalone), key=lambda e: -e.score)
        best = tuple(e for e in extracts if e.score >= max(THRESHOLD, extracts[0].score * 0.6))[:3]
        confidence = extracts[0].score if extracts else 0.0
        nearest = () if best else tuple(e.hit for e in extracts[:2])
        return Answer(question, standalone, bool(best), confidence, best, nearest)

    def _standalone(self, question: str, history: Sequence[Turn]) -> str:
        names = frozenset({"stalin", "trotsky", "lenin", "zinoviev"})
        return standalone_question(question, history, names=names)

    def _extracts(self, question: str) -> list[Extract]:
        wanted = _words(question)
        found = []
        for passage in self.library.passages:
            for sentence in passage.sentences:
                score = len(wanted & _words(sentence.text)) / max(1, len(wanted))
                if score:
                    hit = Hit(passage, score, 1, {})
                    found.append(Extract(sentence, score, hit, _short(question, sentence)))
        return found


class TinyEngine:
    """The engine's interface over a library that is there at once, or over a problem."""

    def __init__(self, documents: Sequence[Document] | None = None, *, problem: RagError | None = None) -> None:
        self._problem = problem
        self._answerer = TinyAnswerer(TinyLibrary(tiny_documents() if documents is None else documents))

    @property
    def ready(self) -> bool:
        return self._problem is None

    def warm(self) -> None:
        pass

    def answerer(self) -> TinyAnswerer:
        if self._problem is not None:
            raise self._problem
        return self._answerer


def tiny_app(engine: TinyEngine | None = None, settings: Settings | None = None) -> FastAPI:
    """Return the whole app, made inside an event loop: outside one, Gradio makes loops that it never closes."""

    async def make() -> FastAPI:
        return create_app(engine or TinyEngine(), settings or Settings())

    # In a thread of its own, since playwright has a loop running in the tests' thread.
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(lambda: asyncio.run(make())).result()


def tiny_documents() -> list[Document]:
    """Return a small corpus, with what is hard for a page: emoji, hidden controls, payloads, a long text."""
    return [
        _document(
            "answers/general-secretary.md",
            "Why was the post of General Secretary important?",
            ["1922-1924", ["general secretary", "secretariat"]],
            [
                "In April 1922 Joseph Stalin was appointed General Secretary of the Communist Party. Few delegates"
                " thought the post of General Secretary important. The Secretariat kept the files and moved"
                " officials from one province to another.",
                "The power to appoint was the power that made the post of General Secretary important. Officials"
                " who owed their careers to Stalin came back as delegates.",
            ],
            headings=["The office", "The lists"],
            sources=["Stephen Kotkin, Stalin: Paradoxes of Power, 1878-1928 (2014)", "Robert Service, Stalin (2004)"],
        ),
        _document(
            "answers/appointed.md",
            "When did Stalin become General Secretary?",
            ["1922-1924", ["general secretary", "eleventh congress"]],
            ["Stalin became General Secretary of the party on 3 April 1922, after the Eleventh Party Congress. The"
             " plenum of the Central Committee chose Stalin on the proposal of Kamenev."],
        ),
        _document(
            "answers/trotsky.md",
            "When was Trotsky expelled from the party?",
            ["1925-1929", ["trotsky", "opposition"]],
            ["Trotsky was expelled from the party on 14 November 1927. Stalin sent Trotsky to Alma-Ata in January"
             " 1928.", "Trotsky was deported to Turkey in February 1929."],
        ),
        _document(
            "answers/opposition.md",
            "Who belonged to the United Opposition?",
            ["1925-1929", ["opposition", "zinoviev"]],
            ["Zinoviev, Kamenev and Trotsky led the United Opposition of 1926."],
        ),
        _document(
            "answers/purge.md", "What was the purge of the party?", ["1930-1940", ["purge"]],
            ["The purge of the party in 1933 removed many members."],
        ),
        _document(
            "answers/early.md", "Where was Stalin born?", ["before-1917", ["youth", "general secretary"]],
            ["Stalin was born at Gori in Georgia."],
        ),
        _document(
            "uploads/hostile.md", PAYLOAD, None,
            [f"The hostile document says {PAYLOAD} in its first sentence. 😀 The café\u0301 emoji 👩‍👧 stands here.",
             "The \u202etxet desrever\u202c hides a control\u200bled word."],
        ),
        _document(
            "uploads/long.txt", "A very long book", None,
            [f"Paragraph number {n} of the book speaks of nothing." for n in range(1, 121)]
            + ["The zyxwomble was found at last in the archive."]
            + [f"After it, paragraph number {n} speaks of nothing, too." for n in range(122, 200)],
        ),
    ]  # fmt: skip


def _document(
    id: str,
    title: str,
    about: Sequence[object] | None,
    paragraphs: Sequence[str],
    *,
    headings: Sequence[str] = (),
    sources: Sequence[str] = (),
) -> Document:
    starts = [sum(len(p) + 2 for p in paragraphs[:n]) for n in range(len(headings))]
    sections = tuple(Section(start, heading) for start, heading in zip(starts, headings, strict=True))
    metadata = {} if about is None else {"period": about[0], "topics": about[1], "sources": list(sources)}
    return Document(id, title, id, "\n\n".join(paragraphs), sections=sections, metadata=metadata)


def _sentences(span: Span) -> list[Span]:
    matches = list(_SENTENCE.finditer(span.text)) or [re.compile(r".+", re.DOTALL).match(span.text)]
    bounds = [(m.start() + len(m[0]) - len(m[0].lstrip()), m.end()) for m in matches]
    return [span.part(a, b) for a, b in bounds if span.text[a:b].strip()]


def _words(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w+", text.lower())} - {word[:6] for word in _STOP}


def _short(question: str, sentence: Span) -> Span | None:
    match = _DATE.search(sentence.text) if question.lower().startswith("when") else None
    return sentence.part(*match.span()) if match else None
