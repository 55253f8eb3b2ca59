"""BM25 as the formula has it."""

import math

import numpy as np
import pytest

from rag.search.lexical import LexicalIndex

BAGS = [
    ["stalin", "party", "party"],
    ["lenin", "party"],
    ["trotsky", "army", "stalin", "exile"],
    ["kamenev"],
]


@pytest.fixture(scope="module")
def index():
    return LexicalIndex.build(BAGS)


def _bm25(terms, row):
    """Return Lucene's BM25 with k1 = 1.2 and b = 0.75 of one bag, written out (Kamphuis et al., ECIR 2020)."""
    average = sum(map(len, BAGS)) / len(BAGS)
    total = 0.0
    for term in terms:
        holding, count = sum(term in bag for bag in BAGS), BAGS[row].count(term)
        rarity = math.log(1 + (len(BAGS) - holding + 0.5) / (holding + 0.5))
        total += rarity * count / (count + 1.2 * (1 - 0.75 + 0.75 * len(BAGS[row]) / average))
    return total


@pytest.mark.parametrize("terms", [["stalin"], ["party", "stalin"], ["exile", "kamenev", "nobody"], ["party", "party"]])
def test_scores_are_those_of_the_formula(index, terms):
    expected = [_bm25([t for t in terms if t != "nobody"], row) for row in range(len(BAGS))]
    assert np.allclose(index.scores(terms), expected, atol=1e-6)


def test_search_finds_rows_that_have_a_term_best_first(index):
    scores, rows = index.search(["party", "lenin"], 10)
    assert rows.tolist() == [1, 0]
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    assert index.search(["party"], 1)[1].tolist() == [0]


def test_equal_scores_keep_the_order_of_rows():
    index = LexicalIndex.build([["a", "b"], ["c"], ["a", "d"], ["a", "e"]])
    assert index.search(["a"], 3)[1].tolist() == [0, 2, 3]


@pytest.mark.parametrize("terms", [[], ["nobody"], ["nobody", "noone"]])
def test_terms_that_nobody_uses_find_nothing(index, terms):
    scores, rows = index.search(terms, 3)
    assert (scores.tolist(), rows.tolist()) == ([], [])
    assert index.scores(terms).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("term", "holding"), [("party", 2), ("stalin", 2), ("exile", 1), ("nobody", 0.5)])
def test_rarity_is_counted_by_hand(index, term, holding):
    assert index.rarity(term) == pytest.approx(math.log(1 + 4 / holding))


def test_saved_index_is_the_same_index(index, tmp_path):
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert len(loaded) == len(index) == 4
    for terms in (["stalin"], ["party", "exile"], ["nobody"]):
        assert np.array_equal(loaded.scores(terms), index.scores(terms))
        assert loaded.rarity(terms[0]) == index.rarity(terms[0])


def test_saved_index_holds_no_pickle(index, tmp_path):
    index.save(tmp_path / "lexical")
    for path in (tmp_path / "lexical").glob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype != object
