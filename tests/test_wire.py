"""The one JSON: names, order, offsets and digests, as design.md promises them."""

import hashlib
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from rag.anchors import anchor_of
from rag.loaders import load_corpus
from rag.types import Answer, Document, Extract, Hit, Passage, Span, StageScore
from rag.wire import answer_to_json, hits_to_json, link_to, stages_to_json

TEXT = "😀 Stalin won. He ruled until 1953."
DOCUMENT = Document("answers/a b&c?.md", "Who won?", "data/answers/a b&c?.md", TEXT)
SENTENCE = Span(DOCUMENT, 2, 13)
HIT = Hit(Passage.of([SENTENCE, Span(DOCUMENT, 14, 34)], "H", row=0), 0.123456, 1, {"dense": StageScore(0.98765, 2)})


def _found():
    extract = Extract(SENTENCE, 0.87654, HIT, SENTENCE.part(0, 6))
    return Answer("q?", "Q?", True, 0.87654, (extract,), timings_ms={"total": 1.23456})


def test_answer_has_the_keys_of_the_design_in_order():
    keys = ["question", "standalone", "found", "confidence", "extracts", "citations", "nearest", "timings_ms"]
    assert list(answer_to_json(_found())) == keys


def test_extract_and_its_short_answer_carry_offsets_of_the_document():
    (extract,) = answer_to_json(_found())["extracts"]
    assert extract == {
        "text": "Stalin won.",
        "short": {"text": "Stalin", "start": 2, "end": 8},
        "score": 0.8765,
        "citation": 1,
    }
    assert TEXT[extract["short"]["start"] : extract["short"]["end"]] == "Stalin"


def test_citation_says_what_stands_where():
    (citation,) = answer_to_json(_found())["citations"]
    link = citation.pop("link")
    assert citation == {
        "number": 1,
        "document": "answers/a b&c?.md",
        "title": "Who won?",
        "source": "data/answers/a b&c?.md",
        "added": None,
        "start": 2,
        "end": 13,
        "text": "Stalin won.",
        "sha256": hashlib.sha256(b"Stalin won.").hexdigest(),
        "paragraph": 1,
        "page": None,
    }
    assert parse_qs(urlsplit(link).query) == {
        "doc": ["answers/a b&c?.md"],
        "a": ["2"],
        "b": ["13"],
        "h": [anchor_of(SENTENCE).digest],
        "w": ["~he ruled"],
    }


def test_slashes_of_an_id_stay_readable_in_a_link():
    link = link_to(Span(Document("answers/x.md", "", "", "abc"), 0, 3))
    assert link.startswith("library?doc=answers/x.md&a=0&b=3&h=ba7816bf8f01")


def test_link_to_any_sentence_of_the_corpus_is_short():
    data = Path(__file__).parent.parent / "data"
    spans = (Span(d, *bounds) for d in load_corpus(data).documents for bounds in d.paragraphs)
    assert max(len(link_to(span)) for span in spans) < 200


def test_refusal_has_nearest_passages_and_nothing_else():
    refusal = answer_to_json(Answer("q?", "q?", False, 0.1, (), (HIT,)))
    assert (refusal["found"], refusal["extracts"], refusal["citations"]) == (False, [], [])
    assert [(n["text"], n["score"]) for n in refusal["nearest"]] == [(TEXT[2:34], 0.1235)]


def test_absent_short_answer_is_null():
    answer = Answer("q?", "q?", True, 0.5, (Extract(SENTENCE, 0.5, HIT),))
    assert answer_to_json(answer)["extracts"][0]["short"] is None


def test_stages_are_scores_and_ranks_by_name():
    assert stages_to_json(HIT) == {"dense": {"score": 0.9877, "rank": 2}}


@pytest.mark.parametrize("value", [answer_to_json(_found()), hits_to_json([HIT])])
def test_json_survives_being_written_and_read(value):
    assert json.loads(json.dumps(value, allow_nan=False)) == value
