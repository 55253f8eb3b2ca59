"""Hybrid search against a search that looks at every passage."""

import numpy as np
import pytest
from tiny_library import HashEncoder

from rag.library import passage_text
from rag.retriever import SENTENCE_WEIGHT
from rag.search.fusion import DENSE_WEIGHT
from rag.search.terms import terms_of

QUESTIONS = (
    "When did Stalin become General Secretary?",
    "trotsky expelled party",
    "Where was Stalin born?",
    "zyxwomble",
    "it was he",
    "Кто правил?",
)


def _fused_by_hand(library, question):
    """Return every passage's fused score, from its own text and its sentences' texts."""
    vector = HashEncoder().encode([question])[0]
    passages = HashEncoder().encode([passage_text(p) for p in library.passages]) @ vector
    sentences = [(HashEncoder().encode([s.text for s in p.sentences]) @ vector).max() for p in library.passages]
    dense = (1 - SENTENCE_WEIGHT) * passages + SENTENCE_WEIGHT * np.array(sentences)
    lexical = library.lexical.scores(terms_of(question))
    shares = lexical / lexical.max() if lexical.max() > 0 else lexical
    return DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * shares


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_those_of_a_search_over_every_passage(retriever, library, question):
    hits = retriever.retrieve(question, 100)
    expected = _fused_by_hand(library, question)
    assert sorted(hit.passage.row for hit in hits) == list(range(6))
    assert [hit.score for hit in hits] == pytest.approx(sorted(expected, reverse=True), abs=1e-5)
    assert [expected[hit.passage.row] for hit in hits] == pytest.approx([hit.score for hit in hits], abs=1e-5)


@pytest.mark.parametrize("question", QUESTIONS)
def test_shown_scores_reproduce_the_shown_order_in_every_stage(retriever, question):
    hits = retriever.retrieve(question, 6)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6]
    for stage in ("dense", "lexical", "fused"):
        by_rank = sorted(hits, key=lambda hit: hit.stages[stage].rank)
        scores = [hit.stages[stage].score for hit in by_rank]
        assert scores == sorted(scores, reverse=True)
        assert [hit.stages[stage].rank for hit in by_rank] == [1, 2, 3, 4, 5, 6]
    assert all(hit.score == hit.stages["fused"].score and hit.rank == hit.stages["fused"].rank for hit in hits)


def test_passage_that_says_it_comes_first(retriever):
    hit = retriever.retrieve("When was Trotsky expelled from the party?", 1)[0]
    assert hit.passage.span.document.id == "answers/trotsky.md"


@pytest.mark.parametrize(("k", "count"), [(1, 1), (3, 3), (6, 6), (1000, 6)])
def test_at_most_k_hits_are_returned(retriever, k, count):
    assert len(retriever.retrieve("Stalin", k)) == count


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_refused(retriever, k):
    with pytest.raises(ValueError, match=f"k must be at least 1, not {k}"):
        retriever.retrieve("Stalin", k)


def test_fewer_hits_are_the_first_of_more(retriever):
    assert retriever.retrieve("Stalin and Lenin", 6)[:2] == retriever.retrieve("Stalin and Lenin", 2)


def test_hits_are_passages_of_the_library(retriever, library):
    for hit in retriever.retrieve("Stalin", 6):
        assert library.passages[hit.passage.row] is hit.passage
        assert np.isfinite(hit.score)


@pytest.mark.parametrize("question", QUESTIONS)
def test_passages_left_out_are_as_if_they_were_not_there(retriever, library, question):
    first, second, *_ = retriever.retrieve(question, 6)
    rest = retriever.retrieve(question, 6, without={first.passage.row, second.passage.row})
    assert sorted(hit.passage.row for hit in rest) == sorted({*range(6)} - {first.passage.row, second.passage.row})
    assert [hit.rank for hit in rest] == [1, 2, 3, 4]
    assert max(hit.stages["lexical"].rank for hit in rest) == 4
    assert retriever.retrieve(question, 6, without=range(6)) == []


def test_passage_is_found_that_only_one_of_the_two_searches_ranks_high(retriever, library, monkeypatch):
    monkeypatch.setattr("rag.retriever.CANDIDATES", 1)
    question = "Stalin and Lenin"
    vector = HashEncoder().encode([question])[0]
    best = {int(library.dense.search(vector, 1)[1][0]), int(library.lexical.search(terms_of(question), 1)[1][0])}
    assert len(best) == 2
    assert {hit.passage.row for hit in retriever.retrieve(question, 6)} == best
    assert [hit.passage.row for hit in retriever.retrieve(question, 6, without=best)] == []
