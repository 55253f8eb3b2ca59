"""Enough sentences to answer, none twice."""

import numpy as np
import pytest

from rag.reader.question import Kind
from rag.reader.selection import (
    MAX_EXTRACTS,
    MAX_EXTRACTS_OF_FACT,
    REPEATS,
    ScoredSentence,
    home_of,
    select,
    shown_spans,
    with_neighbour,
)
from rag.sentences import split_sentences
from rag.types import Document, Fate, Hit, Passage, Span

TEXT = "Stalin ruled the party. He was rude to Trotsky. This cost Trotsky his office. Who knew it? Lenin knew it."


def _hit(text=TEXT):
    document = Document("a.md", "A?", "a.md", text)
    spans = [
        Span(document, start + i, start + j)
        for start, end in document.paragraphs
        for i, j in split_sentences(text[start:end])
    ]
    return Hit(Passage.of(spans, "", row=0), 1.0, 1, {})


def _scored(*scores, vectors=None, text=TEXT):
    """Return the sentences of a text with these scores; their vectors differ unless given."""
    hit = _hit(text)
    rows = np.eye(8, dtype=np.float32) if vectors is None else vectors
    return [
        ScoredSentence(s, hit, score, rows[i])
        for i, (s, score) in enumerate(zip(hit.passage.sentences, scores, strict=False))
    ]


def _chosen(sentences, kind):
    return [choice.sentence for choice in select(sentences, kind) if choice.fate is Fate.QUOTED]


def _texts(spans):
    return [span.text for span in spans]


def test_sentences_come_best_first():
    chosen = _chosen(_scored(0.5, 0.9, 0.7), Kind.OTHER)
    assert [s.score for s in chosen] == [0.9, 0.7, 0.5]


def test_sentence_believed_far_less_than_the_first_is_left_out():
    assert [s.score for s in _chosen(_scored(0.9, 0.05, 0.5), Kind.DATE)] == [0.9, 0.5]


@pytest.mark.parametrize("kind", list(Kind))
def test_answer_is_never_longer_than_its_kind_allows(kind):
    text = " ".join(f"Sentence {n} is here." for n in range(8))
    chosen = _chosen(_scored(*[0.9] * 8, text=text), kind)
    assert len(chosen) == MAX_EXTRACTS.get(kind, MAX_EXTRACTS_OF_FACT)


def test_sentence_that_repeats_another_is_left_out():
    near = np.sqrt(1 - (REPEATS + 0.01) ** 2)
    rows = np.array([[1, 0], [REPEATS + 0.01, near], [0, 1]], dtype=np.float32)
    assert [s.score for s in _chosen(_scored(0.9, 0.8, 0.7, vectors=rows), Kind.REASON)] == [0.9, 0.7]


def test_question_is_quoted_only_where_there_is_nothing_else():
    scored = _scored(0.1, 0.1, 0.1, 0.9, 0.1)
    assert "Who knew it?" not in [s.span.text for s in _chosen(scored, Kind.OTHER)]
    assert [s.span.text for s in _chosen(scored[3:4], Kind.OTHER)] == ["Who knew it?"]


def test_nothing_gives_nothing():
    assert select([], Kind.DATE) == []


def test_every_sentence_is_told_why_it_was_left_out():
    near = np.sqrt(1 - (REPEATS + 0.01) ** 2)
    rows = np.eye(5, dtype=np.float32)
    rows[2] = [0, REPEATS + 0.01, near, 0, 0]
    scored = _scored(0.01, 0.9, 0.8, 0.95, 0.7, vectors=rows)
    choices = select(scored, Kind.DATE)
    assert [(c.sentence, c.fate, c.repeated) for c in choices] == [
        (scored[1], Fate.QUOTED, None),
        (scored[2], Fate.REPEATS, scored[1]),
        (scored[4], Fate.QUOTED, None),
        (scored[0], Fate.UNLIKELY, None),
        (scored[3], Fate.ASKS, None),
    ]
    full = select(_scored(*[0.9] * 5, text=" ".join(f"Sentence {n} is here." for n in range(5))), Kind.DATE)
    assert [c.fate for c in full] == [Fate.QUOTED] * 3 + [Fate.SURPLUS] * 2


@pytest.mark.parametrize(
    ("number", "quoted"),
    [
        (0, "Stalin ruled the party."),
        (1, "Stalin ruled the party. He was rude to Trotsky."),
        (2, "He was rude to Trotsky. This cost Trotsky his office."),
        (4, "Lenin knew it."),
    ],
)
def test_sentence_that_points_back_is_quoted_with_the_one_before(number, quoted):
    hit = _hit()
    assert with_neighbour(hit.passage.sentences[number], hit).text == quoted


@pytest.mark.parametrize("opening", ["Such a guess", "No such guess"])
def test_what_such_points_to_is_quoted_with_it(opening):
    text = f"He may have been poisoned. {opening} was never tested."
    hit = _hit(text)
    assert with_neighbour(hit.passage.sentences[1], hit).text == text


def test_sentence_that_opens_a_paragraph_or_a_passage_stands_alone():
    hit = _hit("He won. All knew.\n\nHe lost.")
    assert _texts(with_neighbour(s, hit) for s in hit.passage.sentences) == ["He won.", "All knew.", "He lost."]


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ((0.8, 0.9), ["Stalin ruled the party. He was rude to Trotsky."]),
        ((0.9, 0.8), ["Stalin ruled the party.", "He was rude to Trotsky."]),
        ((0.0, 0.8, 0.9), ["He was rude to Trotsky. This cost Trotsky his office."]),
        (
            (0.0, 0.9, 0.8),
            ["Stalin ruled the party. He was rude to Trotsky.", "This cost Trotsky his office."],
        ),
    ],
)
def test_no_words_are_quoted_twice(scores, shown):
    spans = [span for _, span in shown_spans(_chosen(_scored(*scores), Kind.REASON))]
    assert _texts(spans) == shown


def test_sentence_that_two_passages_share_is_quoted_from_the_one_that_holds_what_it_points_to():
    sentences = _hit("Trotsky lost. He went to Sukhum. It was warm. Lenin died.").passage.sentences
    parts = (sentences[1:], sentences[:2], sentences[3:])
    hits = [Hit(Passage.of(part, "", row=row), 1.0, row + 1, {}) for row, part in enumerate(parts)]
    homes = [home_of(sentence, hits[0], hits) for sentence in hits[0].passage.sentences]
    assert homes == [hits[1], hits[0], hits[0]]
    assert with_neighbour(sentences[1], homes[0]).text == "Trotsky lost. He went to Sukhum."
    assert home_of(sentences[1], hits[0], hits[:1]) == hits[0]
