"""A small engine of real types: eight documents, searched by the words they share with a question."""

import asyncio
import re
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from fastapi import FastAPI

from rag.answering import Answerer
from rag.config import AnsweringSettings, Settings
from rag.errors import DataError, RagError
from rag.server import create_app
from rag.types import (
    Document,
    Extract,
    Fate,
    Hit,
    Passage,
    Reading,
    ReadSentence,
    Section,
    Span,
    StageScore,
)

THRESHOLD = 0.45
Made = TypeVar("Made")
PAYLOAD = '<img src=x onerror="window.PWNED=1">${window.PWNED=2}{{window.PWNED=3}}[x](javascript:window.PWNED=4)'

_STOP = frozenset(
    re.findall(r"\w+", "a an and as at by did for had he his how in is it of on or that the to was what when who why")
)
_DATE = re.compile(r"\d{1,2} (?:January|February|April|November|December) \d{4}|\b1\d{3}\b")
_SENTENCE = re.compile(r"[^\n.?!]+[.?!]+")


class TinyLibrary:
    """Documents whose passages are their paragraphs."""

    built_at = datetime(2026, 11, 23, tzinfo=UTC)
    names = frozenset({"stalin", "trotsky", "lenin", "zinoviev"})

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        spans = [Span(d, a, b) for d in documents for a, b in d.paragraphs]
        self.passages = tuple(Passage.of(_sentences(span), "", row=row) for row, span in enumerate(spans))

    def document(self, document_id: str) -> Document:
        for document in self.documents:
            if document.id == document_id:
                return document
        raise DataError(f"there is no document {document_id!r}")


class TinyRetriever:
    """Ranks passages by shared words; "boom" breaks down and "slowly" takes a moment."""

    def __init__(self, library: TinyLibrary) -> None:
        self._library = library

    def retrieve(self, question: str, k: int, *, without: Collection[int] = ()) -> list[Hit]:
        if question.endswith("boom"):  # a follow-up stands behind its topic
            raise RuntimeError("broke down at /secret/path")
        if "slowly" in question:
            time.sleep(1.0)
        wanted = _words(question)
        passages = [p for p in self._library.passages if p.row not in without and wanted & _words(p.span.text)]
        scores = {
            "dense": [_share(wanted, p.span.text) for p in passages],
            "lexical": [float(sum(w[:6] in wanted for w in re.findall(r"\w+", p.span.text.lower()))) for p in passages],
        }
        scores["fused"] = [d + 0.01 * n for d, n in zip(scores["dense"], scores["lexical"], strict=True)]
        orders = {stage: sorted(range(len(passages)), key=lambda i: -values[i]) for stage, values in scores.items()}
        return [
            Hit(
                passages[i],
                scores["fused"][i],
                rank,
                {stage: StageScore(scores[stage][i], orders[stage].index(i) + 1) for stage in scores},
            )
            for rank, i in enumerate(orders["fused"][:k], start=1)
        ]


class TinyReader:
    """Believes a sentence as far as it shares the question's words."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        wanted = _words(question)
        found = [(s, _share(wanted, s.text), hit) for hit in hits for s in hit.passage.sentences]
        found.sort(key=lambda one: -one[1])
        best = found[0][1] if found else 0.0
        extracts: list[Extract] = []
        sentences = []
        for span, score, hit in found:
            fate = Fate.UNLIKELY
            if score == best or score >= max(THRESHOLD, best * 0.6):
                fate = Fate.QUOTED if len(extracts) < 3 else Fate.SURPLUS
            if fate is Fate.QUOTED:
                extracts.append(Extract(span, score, hit, _short(question, span)))
            sentences.append(ReadSentence(span, score, fate, len(extracts) if fate is Fate.QUOTED else None))
        return Reading(tuple(extracts), tuple(sentences))


class TinyAnswerer(Answerer):
    """The real path over the small parts."""

    def __init__(self, library: TinyLibrary) -> None:
        settings = AnsweringSettings(threshold=THRESHOLD)
        super().__init__(library, retriever=TinyRetriever(library), reader=TinyReader(), settings=settings)


class TinyEngine:
    """The engine's interface over a library that is there at once, or over a problem."""

    def __init__(self, documents: Sequence[Document] | None = None, *, problem: RagError | None = None) -> None:
        self._problem = problem
        self._answerer = TinyAnswerer(TinyLibrary(tiny_documents() if documents is None else documents))

    @property
    def ready(self) -> bool:
        return self._problem is None

    @property
    def failed(self) -> bool:
        return self._problem is not None

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

    return run_in_a_loop(make)


def run_in_a_loop(make: Callable[[], Coroutine[None, None, Made]]) -> Made:
    """Return what a coroutine makes, in a thread of its own: playwright has a loop running in the tests' thread."""
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


def _share(wanted: set[str], text: str) -> float:
    return len(wanted & _words(text)) / max(1, len(wanted))


def _short(question: str, sentence: Span) -> Span | None:
    match = _DATE.search(sentence.text) if question.lower().startswith("when") else None
    return sentence.part(*match.span()) if match else None
