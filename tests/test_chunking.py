"""Documents into passages: whole sentences, never across sections, none left out."""

import random
from itertools import pairwise

import pytest
from random_text import random_text

from rag.chunking import split_passages, windows
from rag.config import ChunkingSettings
from rag.loaders.text import parse_text
from rag.types import Document, Section


def _words(texts):
    return [len(text.split()) for text in texts]


def _document(text, *sections):
    return Document("a.md", "A?", "a.md", text, sections=sections)


def _split(text, *sections, **settings):
    return split_passages([_document(text, *sections)], _words, settings=ChunkingSettings(**settings))


def _texts(passages):
    return [[sentence.text for sentence in passage.sentences] for passage in passages]


def test_worked_example_of_the_docstring():
    settings = ChunkingSettings(max_sentences=3, max_tokens=10, overlap_sentences=1)
    assert windows([4, 4, 4, 3], settings=settings) == [(0, 2), (1, 3), (2, 4)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], []),
        ([1], [(0, 1)]),
        ([500], [(0, 1)]),
        ([1] * 6, [(0, 6)]),
        ([1] * 7, [(0, 6), (4, 7)]),  # the last reaches back to have three
        ([1] * 11, [(0, 6), (5, 11)]),
        ([1, 500, 1], [(0, 1), (1, 2), (2, 3)]),
        ([90, 90, 90], [(0, 2), (1, 3)]),
        ([100, 100, 100], [(0, 1), (1, 2), (2, 3)]),
        ([10, 100, 100], [(0, 2), (2, 3)]),  # and not the second alone, which the first holds
    ],
)
def test_windows_counted_by_hand(counts, expected):
    assert windows(counts, settings=ChunkingSettings()) == expected


def test_windows_of_random_counts_keep_every_rule():
    generator = random.Random(7)
    for _ in range(2000):
        settings = ChunkingSettings(
            min_sentences=generator.randint(1, 4),
            max_sentences=generator.randint(4, 7),
            max_tokens=generator.randint(5, 60),
            overlap_sentences=generator.randint(0, 2),
        )
        counts = [generator.randint(1, 30) for _ in range(generator.randint(1, 25))]
        found = windows(counts, settings=settings)
        assert {i for a, b in found for i in range(a, b)} == set(range(len(counts)))
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
        for a, b in found:
            assert b - a == 1 or (b - a <= settings.max_sentences and sum(counts[a:b]) <= settings.max_tokens)
        assert all(b - c <= settings.overlap_sentences for (_, b), (c, _) in pairwise(found[:-1]))


def test_passages_overlap_by_one_sentence():
    text = " ".join(
        f"Sentence number {word} stands here." for word in "one two three four five six seven eight".split()
    )
    passages = _split(text, max_sentences=4)
    assert [len(p.sentences) for p in passages] == [4, 4, 3]
    assert [a.sentences[-1] == b.sentences[0] for a, b in pairwise(passages)] == [True, False]
    assert passages[-1].sentences[0] == passages[1].sentences[-2]


def test_passage_never_reaches_over_a_heading():
    text = "Alpha one. Alpha two.\n\nBeta one.\n\nBeta two."
    passages = _split(text, Section(text.index("Beta one"), "B"))
    assert [p.heading for p in passages] == ["", "B"]
    assert _texts(passages) == [["Alpha one.", "Alpha two."], ["Beta one.", "Beta two."]]


def test_sentence_never_reaches_over_a_paragraph():
    assert _texts(_split("No stop here\n\nand none there")) == [["No stop here", "and none there"]]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("\n".join(f"{year} something happened" for year in range(1800, 1900)), 100),
        ("; ".join(f"in {year} something happened" for year in range(1800, 1900)), 100),
        (f"Short one. {'word ' * 200}end. Short two.", 4),
        (f"Short one. {'word' * 200} end. Short two.", 3),
    ],
)
def test_sentence_that_is_longer_than_a_passage_is_cut_at_lines_semicolons_or_blanks(text, sentences):
    passages = _split(text)
    found = sorted({(s.start, s.end) for p in passages for s in p.sentences})
    assert len(found) == sentences
    assert all(sum(_words(s.text for s in p.sentences)) <= ChunkingSettings().max_tokens for p in passages)
    assert " ".join(text[a:b] for a, b in found) == text.replace("\n", " ")


def test_long_word_without_a_blank_stays_whole():
    document = _document("x" * 400)
    passages = split_passages([document], lambda texts: [len(t) for t in texts], settings=ChunkingSettings())
    assert _texts(passages) == [["x" * 400]]


def test_blank_document_has_no_passage():
    assert _split(" \n\n ") == []


def test_every_sentence_of_a_thousand_random_files_is_its_slice_and_none_is_lost():
    generator = random.Random(8)
    for _ in range(1000):
        document = _document(parse_text(random_text(generator, pieces=60)).text)
        sentences = [s for p in split_passages([document], _words, settings=ChunkingSettings()) for s in p.sentences]
        assert all(s.document is document for s in sentences)
        assert all(document.text[s.start : s.end] == s.text == s.text.strip() for s in sentences)
        covered = {i for s in sentences for i in range(s.start, s.end)}
        assert {i for i, c in enumerate(document.text) if not c.isspace()} <= covered
