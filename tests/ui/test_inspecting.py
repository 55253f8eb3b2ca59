"""What the page Check is sent."""

import pytest
from tiny_engine import TinyAnswerer, TinyLibrary, tiny_documents

from rag.ui.inspecting import inspection_view
from rag.wire import inspection_to_json

QUESTIONS = (
    "Why was the post of General Secretary important?",
    "What does paragraph number 7 of the book say?",
    "Was the party in Leningrad or Novosibirsk or Vladivostok or Omsk larger?",
    "hostile document says first sentence",
    "zyxwomble zyxwomble",
)


@pytest.fixture
def answerer():
    return TinyAnswerer(TinyLibrary(tiny_documents()))


def _words(pieces, flag=None):
    return ["".join(run["text"] for run in piece["runs"]) for piece in pieces if flag is None or piece.get(flag)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_pieces_joined_are_the_passage_with_the_best_sentence_and_the_quotations_marked(answerer, question):
    inspection = answerer.inspect(question)
    view = inspection_view(inspection, documents=8)
    quoted = set()
    for row, ranked in zip(view["passages"], inspection.ranking, strict=True):
        assert "".join(_words(row["pieces"])) == ranked.hit.passage.span.text
        assert _words(row["pieces"], "best") == ([] if ranked.best is None else [ranked.best.text])
        quoted |= set(_words(row["pieces"], "quoted"))
    assert quoted == {extract.span.text for extract in inspection.answer.extracts}


@pytest.mark.parametrize("question", QUESTIONS)
def test_passages_are_those_that_programs_get(answerer, question):
    first = answerer.library.passages[0].id
    inspection = answerer.inspect(question, without=[first])
    view, json = inspection_view(inspection, documents=8), inspection_to_json(inspection)
    for part in ("passages", "left_out"):
        shown = ("file", "place", "digest", "near", "pieces")
        own = [{name: value for name, value in row.items() if name not in shown} for row in view[part]]
        assert own == json[part]
    assert view["left_out"][0]["place"] == "paragraph 1"
    for row in (*view["passages"], *view["left_out"]):
        digest, near = row["digest"], row["near"]
        assert f"h={digest}" in row["link"]
        assert bool(near) == ("&w=" in row["link"])
    assert (view["threshold"], view["answer"]["confidence"]) == (json["threshold"], json["answer"]["confidence"])
