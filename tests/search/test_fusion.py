"""Two scores into one."""

import numpy as np
import pytest

from rag.search.fusion import fuse


def _fuse(dense, lexical, **more):
    return fuse(np.array(dense, dtype=np.float32), np.array(lexical, dtype=np.float32), **more)


def test_fused_score_is_the_weighted_sum_counted_by_hand():
    fused = _fuse([0.5, 0.8], [10.0, 5.0], dense_weight=0.75)
    assert fused == pytest.approx([0.75 * 0.5 + 0.25, 0.75 * 0.8 + 0.25 * 0.5])


def test_whole_weight_gives_the_cosines_and_none_the_words():
    assert _fuse([0.5, 0.8], [10, 5], dense_weight=1.0) == pytest.approx([0.5, 0.8])
    assert _fuse([0.5, 0.8], [10, 5], dense_weight=0.0) == pytest.approx([1.0, 0.5])


def test_scale_of_the_lexical_scores_does_not_matter():
    assert _fuse([0.1, 0.2, 0.3], [1, 2, 0]) == pytest.approx(_fuse([0.1, 0.2, 0.3], [100, 200, 0]))


def test_question_without_a_known_word_is_ordered_by_meaning():
    assert np.argsort(-_fuse([0.1, 0.9, 0.4], [0, 0, 0])).tolist() == [1, 2, 0]


def test_no_candidates_give_no_scores():
    assert _fuse([], []).tolist() == []
