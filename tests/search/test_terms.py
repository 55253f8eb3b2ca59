"""Words and stems of the search copy."""

import pytest

from rag.search.terms import STOP_WORDS, stem, terms_of, words_of


def test_worked_example_of_the_docstring():
    assert terms_of("Lenin's strokes") == ["lenin", "stroke"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Stalin RULED", ["stalin", "ruled"]),
        ("Lenin’s strokes' end", ["lenin", "strokes", "end"]),
        ("O'Brien and O’Brien", ["obrien", "and", "obrien"]),
        ("café CAFE\u0301", ["cafe", "cafe"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("Жизнь", ["жизнь"]),
        ("3 April 1922, 10,000", ["3", "april", "1922", "10", "000"]),
        ("General-Secretary", ["general", "secretary"]),
        ("ﬁve", ["five"]),
        ("Sta\u00adlin Jo\u200dseph", ["stalin", "joseph"]),
        ("the revo-\nlution of 1917-\n1918", ["the", "revolution", "of", "1917", "1918"]),
        ("revo\u00ad\n  lution", ["revolution"]),
        ("the US and the U.S. helped us", ["the", "usa", "and", "the", "usa", "helped", "us"]),
        ("LEND US A HAND", ["lend", "us", "a", "hand"]),
        ("😀 … —", []),
        ("", []),
    ],
)
def test_words_are_folded(text, words):
    assert words_of(text) == words


# From the vocabulary of the Snowball project, snowballstem.org, english/voc.txt and output.txt.
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("consigned", "consign"),
        ("consistency", "consist"),
        ("knightly", "knight"),
        ("knocked", "knock"),
        ("generous", "generous"),
        ("dying", "die"),
    ],
)
def test_stems_are_snowballs(word, expected):
    assert stem(word) == expected


def test_stop_words_are_left_out_and_order_is_kept():
    assert terms_of("When was the party of Lenin led by him?") == ["parti", "lenin", "led"]


def test_stop_words_are_words_as_they_are_folded():
    assert [word for word in STOP_WORDS if words_of(word) != [word]] == []
