"""Search copies: what is the same in them, and where it came from."""

import random

import pytest
from random_text import random_text

from rag.folding import fold


def test_letters_keep_the_place_they_came_from():
    folded = fold("Straße")
    assert folded.text == "strasse"
    assert folded.origins.tolist() == [0, 1, 2, 3, 4, 4, 5, 6]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CAFÉ", "cafe\u0301"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "Finance"),
        ("Lenin’s", "Lenin's"),
        ("1922–1924", "1922-1924"),
        ("Сталин", "СТАЛИН"),
        ("ёлка", "ЕЛКА"),
        ("ὈΔΥΣΣΕΎΣ", "οδυσσευς"),
        ("Sta\u200blin", "Stalin"),
        ("İstanbul", "istanbul"),
        ("Ａ\u00a0１", "a 1"),
    ],
)
def test_what_reads_the_same_folds_to_the_same(one, other):
    assert fold(one).text == fold(other).text


def test_mark_and_both_halves_of_a_letter_belong_to_what_is_found():
    assert fold("a cafe\u0301!").original(2, 6) == (2, 7)
    assert fold("ß!").original(0, 1) == (0, 1)
    assert fold("ß!").original(1, 2) == (0, 1)
    assert fold("e\u0301\u0302").original(0, 1) == (0, 3)


def test_every_letter_of_a_random_text_comes_from_where_it_folds_to():
    generator = random.Random(3)
    for _ in range(1000):
        text = random_text(generator) + generator.choice(["", "\ud800", "\ufdfa"])
        folded = fold(text)
        assert len(folded.origins) == len(folded.text) + 1
        assert "".join(fold(character).text for character in text) == folded.text
        for i in range(len(folded.text)):
            start, end = folded.original(i, i + 1)
            assert folded.text[i] in fold(text[start:end]).text
        assert fold(folded.text).text == folded.text
