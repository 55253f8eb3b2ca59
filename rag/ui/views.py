"""What the chat shows of an Answer, as the browser is sent it. Pure: types in, JSON out."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rag.anchors import anchor_of
from rag.controls import with_controls_named
from rag.library import Library
from rag.names import names_in
from rag.search.terms import words_of
from rag.types import Answer, Document, Span
from rag.ui.runs import Marks, split_runs
from rag.wire import Json, added_note, link_to

NEXT_QUESTIONS = 6  # twice what is shown: the browser leaves out what was asked earlier in the chat
STARTERS = 4


def answer_view(answer: Answer, *, next_questions: Sequence[str], documents: int) -> Json:
    """Return the turn of an answer: answered with its quotations, or refused with the closest passages."""
    rewritten = answer.standalone if _folded(answer.standalone) != _folded(answer.question) else None
    common: Json = {"standalone": rewritten, "next": list(next_questions)}
    if answer.found:
        quotations = [
            quotation_view(extract.span, number, short=extract.short)
            for number, extract in enumerate(answer.extracts, start=1)
        ]
        return {"state": "answered", "quotations": quotations, **common}
    quotations = [quotation_view(hit.passage.span, number) for number, hit in enumerate(answer.nearest, start=1)]
    return {"state": "refused", "why": _why_refused(documents), "quotations": quotations, **common}


def failed_view(why: str, *, retry: bool) -> Json:
    """Return the turn of a question that got no answer; ``retry`` where asking again may help."""
    heading = "Something went wrong." if retry else "This question cannot be asked."
    return {
        "state": "failed",
        "heading": heading,
        "why": why,
        "retry": retry,
        "quotations": [],
        "next": [],
    }


def quotation_view(span: Span, number: int, *, short: Span | None = None) -> Json:
    """Return a quotation: its words in runs, where it is for a person, and how to open it."""
    return {
        "number": number,
        "runs": split_runs(span.document, span.start, span.end, Marks(short=short)),
        **opening_of(span),
    }


def opening_of(span: Span) -> Json:
    """Return where a quotation stands for a person, without what cannot be seen, and what opens it there."""
    anchor = anchor_of(span)
    return {
        "document": span.document.id,
        "file": with_controls_named(span.document.id),
        "title": with_controls_named(span.document.title),
        "start": span.start,
        "end": span.end,
        "digest": anchor.digest,
        "near": anchor.near,
        "place": place_of(span),
        "link": link_to(span),
    }


def place_of(span: Span) -> str:
    """Return where a quotation begins, as a person would look for it: its page, or else its paragraph."""
    document, pages = span.document, span.document.pages
    page = f"page {sum(start <= span.start for start in pages)}"
    return noted(page if pages else f"paragraph {document.paragraph_at(span.start)}", document)


def noted(place: str, document: Document) -> str:
    """Return a place; in a document that users have added, with when they did, and that nobody has reviewed it."""
    return " · ".join(filter(None, [place, added_note(document)]))


def next_questions(answer: Answer, library: Library, asked: Iterable[str]) -> list[str]:
    """Return questions that the corpus answers and that lie near the answer, nearest first.

    They are titles of documents that share topics with the cited ones; after a refusal, the titles of the
    closest documents come first. What was asked is left out.
    """
    spans = [e.span for e in answer.extracts] or [hit.passage.span for hit in answer.nearest]
    near = {span.document.id: span.document for span in spans}
    related = related_to(list(near.values()), library.documents)
    candidates = related if answer.found else [*near.values(), *related]
    known = {_folded(question) for question in (answer.question, *asked)}
    titles = dict.fromkeys(d.title for d in candidates if _is_question(d) and _folded(d.title) not in known)
    return list(titles)[:NEXT_QUESTIONS]


def starters(documents: Sequence[Document]) -> list[Json]:
    """Return the questions on the cards of the empty chat: the shortest of each of the fullest periods.

    Questions that name whom most of them name go before others.
    """
    questions = [d for d in documents if _is_question(d) and period_of(d)]
    names = Counter(word for d in questions for name in names_in(d.title, frozenset()) for word in words_of(name))
    subject = max(names, key=lambda name: names[name], default="")
    fullest = Counter(str(period_of(d)) for d in questions).most_common(STARTERS)
    periods = sorted((period for period, _ in fullest), key=period_order)
    return [
        {
            "period": period_label(period),
            "question": min(
                (d.title for d in questions if period_of(d) == period),
                key=lambda title: (subject not in words_of(title), len(title)),
            ),
        }
        for period in periods
    ]


def related_to(chosen: Sequence[Document], documents: Iterable[Document]) -> list[Document]:
    """Return the documents that share topics with the chosen ones, those with the most first."""
    topics = {topic for document in chosen for topic in topics_of(document)}
    ids = {document.id for document in chosen}
    shared = [(len(topics & topics_of(d)), d) for d in documents if d.id not in ids]
    return [document for count, document in sorted(shared, key=lambda pair: -pair[0]) if count]


def topics_of(document: Document) -> set[str]:
    """Return the document's topics, none where it has no such metadata."""
    topics = document.metadata.get("topics")
    return {str(topic) for topic in topics} if isinstance(topics, list | tuple) else set()


def period_of(document: Document) -> str | None:
    """Return the document's period as its metadata names it, or None."""
    period = document.metadata.get("period")
    return str(period) if period else None


def period_order(period: str) -> tuple[bool, str]:
    """Return a key that sorts periods by time: "before-1917" comes first."""
    return (not period.startswith("before"), period)


def period_label(period: str) -> str:
    """Return the period as a person reads it: "Before 1917", and "1922-1924" with an en dash."""
    before, _, year = period.partition("-")
    return f"Before {year}" if before == "before" else period.replace("-", "–")


def counted(number: int, noun: str) -> str:
    """Return "1 paragraph" or "2 paragraphs"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _why_refused(documents: int) -> str:
    where = "The one document here has no" if documents == 1 else f"None of the {documents:,} documents has a"
    return f"{where} passage that answers your question. Try other words, or ask about a person, an event or a date."


def _is_question(document: Document) -> bool:
    return document.title.rstrip().endswith("?")


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
