"""What the page Library shows: every document by period and by topic, and what was searched for. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.controls import with_controls_named
from rag.finding import Found, FoundSentence
from rag.library import Library
from rag.types import Document
from rag.ui.runs import Marks, cut_runs, split_runs
from rag.ui.views import counted, noted, opening_of, period_label, period_of, period_order, topics_of
from rag.wire import Json

RESULTS_SHOWN = 50
# A topic that a single document has helps nobody to find others.
TOPIC_DOCUMENTS = 2
# A longer sentence is cut around its first word that was found.
_SHOWN_CHARACTERS = 320
_SHOWN_BEFORE = 100

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def library_view(library: Library) -> Json:
    """Return every document, and the ids of those of each period and each topic.

    Periods are in order of time, topics of the alphabet; documents that have none come last.
    """
    by_period: defaultdict[str, list[Document]] = defaultdict(list)
    by_topic: defaultdict[str, list[Document]] = defaultdict(list)
    for document in library.documents:
        by_period[period_of(document) or ""].append(document)
        for topic in topics_of(document):
            by_topic[topic].append(document)
    shared = sorted(topic for topic, documents in by_topic.items() if len(documents) >= TOPIC_DOCUMENTS)
    placed = {document.id for topic in shared for document in by_topic[topic]}
    others = [document for document in library.documents if document.id not in placed]
    periods = sorted((period for period in by_period if period), key=period_order)
    others_are_called = "Other documents" if periods else "All documents"
    return {
        "facts": [
            counted(len(library.documents), "document"),
            counted(len(library.passages), "passage"),
            counted(sum(count_words(document.text) for document in library.documents), "word"),
            f"last indexed on {library.built_at.day} {library.built_at:%B %Y at %H:%M} UTC",
        ],
        "documents": [entry_view(document) for document in library.documents],
        "periods": [
            *(_group_view(period_label(period), by_period[period]) for period in periods),
            *([_group_view(others_are_called, by_period[""])] if "" in by_period else []),
        ],
        "topics": [
            *(_group_view(spelling_of(topic, by_topic[topic]), by_topic[topic]) for topic in shared),
            *([_group_view("Other topics", others)] if others and shared else []),
        ],
    }


def results_view(found: Sequence[Found]) -> Json:
    """Return the documents that a search found, with its words marked in titles and sentences."""
    hidden = len(found) - RESULTS_SHOWN
    return {
        "summary": _summary(found),
        "results": [_result_view(one) for one in found[:RESULTS_SHOWN]],
        "more": f"{counted(hidden, 'more document')} not shown. Add a word to find fewer." if hidden > 0 else None,
    }


def entry_view(document: Document) -> Json:
    """Return a document as a line of a list."""
    return {
        "document": document.id,
        "title": with_controls_named(document.title),
        "place": noted(counted(len(document.paragraphs), "paragraph"), document),
    }


def spelling_of(topic: str, documents: Sequence[Document]) -> str:
    """Return a topic as its documents mostly write it ("nkvd" is "NKVD" in them), with a capital at the beginning."""
    written = re.compile(rf"(?<!\w){re.escape(topic)}(?!\w)", re.IGNORECASE)
    found = Counter(match[0] for document in documents for match in written.finditer(document.text))
    spelling = max(found, key=found.__getitem__, default=topic)
    return spelling[:1].upper() + spelling[1:]


def count_words(text: str) -> int:
    """Return the number of words: runs of letters and digits, with the hyphens and apostrophes inside them."""
    return sum(1 for _ in _WORD.finditer(text))


def _group_view(label: str, documents: Sequence[Document]) -> Json:
    return {
        "label": label,
        "count": counted(len(documents), "document"),
        "documents": [document.id for document in documents],
    }


def _summary(found: Sequence[Found]) -> str:
    places = sum(one.places for one in found)
    if places:
        return f"{counted(places, 'place')} in {counted(len(found), 'document')}"
    return f"In {counted(len(found), 'title')}" if found else "Nothing found"


def _result_view(found: Found) -> Json:
    document = found.document
    return {
        "document": document.id,
        "title": with_controls_named(document.title),
        "runs": cut_runs(document.title, {"found": found.title_words}),
        "place": noted(counted(found.places, "place") if found.places else "in the title", document),
        "sentences": [_sentence_view(sentence) for sentence in found.sentences],
    }


def _sentence_view(sentence: FoundSentence) -> Json:
    span = sentence.span
    first = sentence.words[0].start if sentence.words else span.start
    start, end = span.start, span.end
    if end - start > _SHOWN_CHARACTERS:
        start = max(start, first - _SHOWN_BEFORE)
        end = min(end, start + _SHOWN_CHARACTERS)
    return {
        "runs": split_runs(span.document, start, end, Marks(found=sentence.words)),
        "is_cut": [start > span.start, end < span.end],
        **opening_of(span),
    }
