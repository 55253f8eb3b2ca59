"""Each feature, counted by hand."""

import math

import numpy as np
import pytest

from rag.reader.features import NAMES, candidates_of
from rag.types import Document, Hit, Passage, Span, StageScore

TEXT = "Trotsky was expelled in 1927. He left because the party voted. Did Lenin vote?"
BOUNDS = ((0, 29), (30, 62), (63, 78))


def _hit(rank=1):
    document = Document("a.md", "Trotsky and the party", "a.md", TEXT)
    passage = Passage.of([Span(document, *bounds) for bounds in BOUNDS], "The end", row=0)
    return Hit(passage, 0.5, rank, {"dense": StageScore(0.7, 1), "lexical": StageScore(4.0, 1)})


def _features(question, *, hits=None, rarity=lambda term: 1.0):
    """Return one dict of features a sentence."""
    vectors = np.eye(3, dtype=np.float32)
    candidates = candidates_of(
        question,
        np.array([0.6, 0.8, 0.0], dtype=np.float32),
        [_hit()] if hits is None else hits,
        sentence_vectors=lambda hit: vectors,
        rarity=rarity,
        names=frozenset({"trotsky", "lenin"}),
        judgements={},
    )
    return [dict(zip(NAMES, map(float, c.features), strict=True)) for c in candidates]


def test_sentences_are_cut_right_for_these_tests():
    assert [TEXT[a:b] for a, b in BOUNDS] == [
        "Trotsky was expelled in 1927.", "He left because the party voted.", "Did Lenin vote?"
    ]  # fmt: skip


def test_cosines_are_the_products_of_the_vectors():
    assert [f["cosine of sentence"] for f in _features("x")] == pytest.approx([0.6, 0.8, 0.0])
    assert [f["cosine of passage"] for f in _features("x")] == pytest.approx([0.7] * 3)


def test_share_of_the_best_lexical_score_is_one_of_the_best_hit():
    assert {f["share of best lexical score"] for f in _features("x")} == {1.0}


def test_shares_of_the_questions_rare_words():
    rarity = {"trotski": 3.0, "vote": 1.0, "zyxwombl": 4.0}
    rows = _features("Did Trotsky vote, zyxwomble?", rarity=rarity.__getitem__)
    assert [f["question's rare words in sentence"] for f in rows] == pytest.approx([3 / 8, 1 / 8, 1 / 8])
    assert [f["question's rare words in passage"] for f in rows] == pytest.approx([4 / 8] * 3)
    assert [f["question's rare words in title"] for f in rows] == pytest.approx([3 / 8] * 3)


def test_names_and_years_that_are_missing():
    rows = _features("Was trotsky with Lenin in 1927 or 1928?")
    assert [f["names and years missing from passage"] for f in rows] == pytest.approx([1 / 4] * 3)
    assert [f["names and years missing from sentence"] for f in rows] == pytest.approx([2 / 4, 1, 3 / 4])


def test_type_of_answer_asked_for():
    rows = _features("When was it?")
    assert [f["answer of the type asked for"] for f in rows] == [1, 0, 0]
    assert [f["no answer of the type asked for"] for f in rows] == [0, 1, 1]
    rows = _features("Why was it?")
    assert {f["answer of the type asked for"] + f["no answer of the type asked for"] for f in rows} == {0}


def test_questions_pronouns_and_reasons_are_marked():
    rows = _features("Why was it?")
    assert [f["is itself a question"] for f in rows] == [0, 0, 1]
    assert [f["opens with a pronoun"] for f in rows] == [0, 1, 0]
    assert [f["gives a reason when asked for one"] for f in rows] == [0, 1, 0]
    assert {f["gives a reason when asked for one"] for f in _features("When was it?")} == {0}


def test_length_grows_to_one_at_forty_words():
    assert [f["length"] for f in _features("x")] == pytest.approx(
        [math.log(n + 1) / math.log(41) for n in (5, 6, 3)], abs=1e-6
    )


def test_rank_of_the_passage_counts_as_its_reciprocal():
    assert {f["reciprocal rank of passage"] for f in _features("x", hits=[_hit(rank=4)])} == {0.25}


def test_sentence_that_two_hits_share_is_read_once():
    assert len(_features("x", hits=[_hit(1), _hit(2)])) == 3


def test_no_hits_give_no_candidates():
    assert _features("x", hits=[]) == []


@pytest.mark.parametrize("question", ["", "it was he", "zyxwomble", "Кто?"])
def test_features_are_finite_for_any_question(question):
    assert all(math.isfinite(value) for row in _features(question) for value in row.values())
