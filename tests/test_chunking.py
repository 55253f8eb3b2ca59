"""Documents into passages: whole sentences, never across sections, none left out."""

import random
import textwrap
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
        (f"He ruled, {'word ' * 200}end.", 2),
    ],
)
def test_sentence_that_is_longer_than_a_passage_is_cut_at_lines_semicolons_or_blanks(text, sentences):
    passages = _split(text)
    found = sorted({(s.start, s.end) for p in passages for s in p.sentences})
    assert len(found) == sentences
    assert all(sum(_words(s.text for s in p.sentences)) <= ChunkingSettings().max_tokens for p in passages)
    assert " ".join(text[a:b] for a, b in found) == text.replace("\n", " ")


def test_sentence_without_lines_or_semicolons_is_cut_at_the_comma_nearest_its_middle():
    parts = ["In the spring,", "and " + "far " * 100 + "away,", "he ruled " + "long " * 90 + "here."]
    text = " ".join(parts)
    found = sorted({(s.start, s.end) for p in _split(text) for s in p.sentences})
    assert [text[a:b] for a, b in found] == [" ".join(parts[:2]), parts[2]]


WRAPPED = textwrap.fill(" ".join(f"the {word} of the district" for word in ["soviet", "committee"] * 60), 72)


def test_lines_that_were_broken_to_a_width_are_not_torn_apart():
    text = WRAPPED.replace("of the district the committee", "of the district; the committee", 1)
    found = _texts(_split(text + "."))
    assert [sentence.count("\n") > 5 for passage in found for sentence in passage] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ([f"- item {n} {'is broken to a width and goes on' * 3}\n  below it" for n in range(30)], 30),
        ([f"({n}) {'word ' * (n % 7 + 5)}" for n in range(30)], 30),
        (["word " * (n % 9 + 4) for n in range(30)], 30),
        (["word " * 40] * 6, 6),
    ],
)
def test_lines_of_a_list_are_cut_where_its_items_begin(lines, parts):
    text = "\n".join(line.rstrip() for line in lines)
    found = sorted({(s.start, s.end) for p in _split(text) for s in p.sentences})
    assert [text[a:b] for a, b in found] == [line.rstrip() for line in lines]
    assert len(found) == parts


def test_number_of_an_item_opens_its_sentence():
    text = "1917. The Bolsheviks seize power.\n2) Lenin dies.\n\n3. Stalin wins in\n\n1924. "
    assert _texts(_split(text)) == [
        ["1917. The Bolsheviks seize power.", "2) Lenin dies.", "3. Stalin wins in", "1924."]
    ]


@pytest.mark.timeout(20)  # three seconds; a minute where all paragraphs are gone through for each section
def test_sixty_thousand_sections_are_cut():
    text = "Stalin ruled.\n\n" * 60_000
    passages = _split(text, *(Section(15 * n, f"Day {n}") for n in range(60_000)))
    assert [(p.heading, p.span.start) for p in passages] == [(f"Day {n}", 15 * n) for n in range(60_000)]


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
