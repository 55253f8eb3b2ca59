"""Sentence boundaries: where an editor would set them, and exact on any Unicode."""

import random

import pytest
from random_text import random_text

from rag.sentences import split_sentences


def _texts(text):
    return [text[start:end] for start, end in split_sentences(text)]


def test_worked_example_of_the_docstring():
    assert split_sentences("J. V. Stalin won. Lenin died.") == [(0, 17), (18, 29)]
    assert split_sentences("1924. Lenin dies.") == [(0, 17)]


# Joined by one space, each row is a paragraph; its cuts are those that an editor would make.
@pytest.mark.parametrize(
    "sentences",
    [
        ["He met J. V. Stalin at Gori.", "They talked."],
        ["See vol. 3 of the works.", "It is long."],
        ["See no. 5 and pp. 10 to 12.", "They agree."],
        ["Dr. Smith and Mrs. Jones came.", "Mr. Brown did not."],
        ["It happened in 1922.", "1923 was worse."],
        ["It cost 3.5 million roubles.", "Nobody paid."],
        ["'Why?' he asked.", "Nobody knew."],
        ["He said: 'No.'", "Then he left."],
        ['"It is so."', "He left the room."],
        ["“It is so.”", "He left the room."],
        ["The U.S.S.R. was founded in 1922.", "Lenin was ill."],
        ["The notes, e.g. those of 4 January, were read.", "Few heard them."],
        ["Who ruled?", "Stalin ruled!", "He ruled alone."],
        ["😀 He won.", "😀 Lenin died 🎉.", "The café\u0301 closed."],
        ["He was born on 6 December 1878 (Old Style).", "The register says so."],
        ["The N.E.P. ended in 1928.", "Prices rose."],
        ["Lenin was ill.", "Stalin came."],
        ["He said no.", "'It may.'", "Nobody told me.", "They left."],
        ["St. Petersburg became Petrograd.", "It was 1914."],
    ],
)
def test_paragraph_is_cut_where_an_editor_would(sentences):
    assert _texts(" ".join(sentences)) == sentences


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u2003\u2028"])
def test_blank_text_has_no_sentence(text):
    assert split_sentences(text) == []


def test_text_without_a_stop_is_one_sentence():
    assert _texts("  no stop at all\t") == ["no stop at all"]


def test_sentences_of_random_texts_are_in_order_trimmed_and_complete():
    generator = random.Random(5)
    for _ in range(1000):
        text = random_text(generator)
        spans = split_sentences(text)
        bounds = [bound for span in spans for bound in span]
        assert bounds == sorted(bounds)
        assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
        covered = {i for a, b in spans for i in range(a, b)}
        assert {i for i, character in enumerate(text) if not character.isspace()} <= covered


def test_splitting_repeats():
    text = random_text(random.Random(6), pieces=400)
    assert split_sentences(text) == split_sentences(text)
