"""The dense index finds what a sum of products finds."""

import numpy as np
import pytest

from rag.search.dense import DenseIndex


@pytest.fixture(scope="module")
def vectors():
    rows = np.random.default_rng(1).normal(size=(200, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def index(vectors):
    return DenseIndex.build(vectors)


def test_search_finds_the_largest_inner_products_best_first(index, vectors):
    for question in vectors[:20] * -0.5:
        scores, rows = index.search(question, 10)
        expected = vectors @ question
        assert rows.tolist() == np.argsort(-expected, kind="stable")[:10].tolist()
        assert np.allclose(scores, expected[rows], atol=1e-6)


def test_vector_is_nearest_to_itself(index, vectors):
    assert [int(index.search(v, 1)[1][0]) for v in vectors] == list(range(200))


def test_more_rows_than_there_are_gives_every_row_once(index, vectors):
    _, rows = index.search(vectors[0], 1000)
    assert sorted(rows.tolist()) == list(range(200))


def test_scores_of_rows_are_their_cosines_in_the_order_asked(index, vectors):
    rows = np.array([7, 3, 3, 199])
    assert np.allclose(index.scores(vectors[0], rows), vectors[rows] @ vectors[0], atol=1e-6)


def test_vectors_come_back_as_they_were_put_in(index, vectors):
    assert np.array_equal(index.vectors(np.arange(200)), vectors)
    assert index.vectors(np.array([], dtype=np.int64)).shape == (0, 16)


def test_saved_index_is_the_same_index(index, vectors, tmp_path):
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    assert len(loaded) == len(index) == 200
    assert np.array_equal(loaded.vectors(np.arange(200)), vectors)
