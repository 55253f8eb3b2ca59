"""Readers of fitted weights: order, confidence and laws that hold for any."""

import math

import numpy as np
import pytest
from tiny_library import HashEncoder

from rag.errors import ConfigError
from rag.reader.features import NAMES
from rag.reader.linear import CONFIDENCE_NAMES, LinearReader, LinearWeights, confidence_features
from rag.reader.question import Kind
from rag.types import Fate, Reading

QUESTIONS = (
    "When was Trotsky expelled from the party?",
    "Why did officials vote for Stalin?",
    "How did Stalin rise?",
    "Where was Stalin born?",
    "Who led the Comintern?",
    "How many officials did the staff move?",
    "it was he",
    "zyxwomble",
)


def _weights(ranking, confidence=(), bias=0.0):
    return LinearWeights.of({"ranking": dict(ranking), "confidence": {**dict(confidence), "bias": bias}})


@pytest.mark.parametrize("name", ["baseline", "trained"])
def test_shipped_weights_name_known_features_only(name):
    weights = LinearWeights.load(name)
    assert weights.ranking.shape == (len(NAMES),)
    assert weights.confidence.shape == (len(CONFIDENCE_NAMES),)
    assert np.isfinite(weights.ranking).all()
    assert np.isfinite(weights.confidence).all()


def test_weight_of_an_unknown_feature_is_refused_by_name():
    with pytest.raises(ConfigError, match="no feature 'cosine of nothing'"):
        _weights({"cosine of nothing": 1.0})


def test_unknown_weights_are_refused_by_name():
    with pytest.raises(ConfigError, match="there is no reader 'none'"):
        LinearWeights.load("none")


def test_best_cosine_comes_first_where_only_the_cosine_counts(library, retriever):
    reader = LinearReader(library, HashEncoder(), weights=_weights({"cosine of sentence": 5.0}))
    for question in QUESTIONS[:5]:
        hits = retriever.retrieve(question, 6)
        vector = HashEncoder().encode([question])[0]
        cosines = {
            s: float(HashEncoder().encode([s.text])[0] @ vector)
            for hit in hits for s in hit.passage.sentences if not s.text.endswith("?")
        }  # fmt: skip
        best = max(cosines, key=cosines.get)
        assert best.text in reader.read(question, hits).extracts[0].span.text


@pytest.mark.parametrize("bias", [-3.0, 0.0, 2.0])
def test_confidence_is_the_logistic_of_the_bias_where_nothing_else_weighs(library, retriever, bias):
    reader = LinearReader(library, HashEncoder(), weights=_weights({"cosine of sentence": 1.0}, bias=bias))
    extracts = reader.read(QUESTIONS[0], retriever.retrieve(QUESTIONS[0], 6)).extracts
    assert extracts[0].score == pytest.approx(1 / (1 + math.exp(-bias)))


def _confidence(reader, retriever, scores_of, kind=Kind.DATE):
    candidates = reader.candidates(QUESTIONS[0], retriever.retrieve(QUESTIONS[0], 6))
    scores = scores_of(len(candidates))
    values = confidence_features(candidates, scores, kind)
    return dict(zip(CONFIDENCE_NAMES, values.tolist(), strict=True)), len(candidates)


def test_ranking_spreads_from_nothing_to_all_sentences_alike(reader, retriever):
    alike, count = _confidence(reader, retriever, lambda count: np.full(count, 2.0))
    assert alike["spread of ranking"] == pytest.approx(math.log(count))
    assert alike["lead over next passage"] == 0
    alone, _ = _confidence(reader, retriever, lambda count: np.array([90.0] + [0.0] * (count - 1)))
    assert alone["spread of ranking"] == pytest.approx(0)
    assert alone["lead over next passage"] == alone["ranking score"] == 90


@pytest.mark.parametrize("kind", Kind)
def test_confidence_knows_the_kind_of_the_question(reader, retriever, kind):
    values, _ = _confidence(reader, retriever, np.ones, kind)
    assert {name for name, value in values.items() if name.startswith("question of kind") and value} == {
        f"question of kind {kind.value}"
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_extracts_keep_every_promise_of_the_types(reader, retriever, question):
    hits = retriever.retrieve(question, 6)
    extracts = reader.read(question, hits).extracts
    scores = [extract.score for extract in extracts]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    for extract in extracts:
        assert extract.hit in hits
        starts = {s.start for s in extract.hit.passage.sentences}
        ends = {s.end for s in extract.hit.passage.sentences}
        assert extract.span.start in starts
        assert extract.span.end in ends


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_words_are_quoted_twice(reader, retriever, question):
    extracts = reader.read(question, retriever.retrieve(question, 6)).extracts
    quoted = [(e.span.document.id, i) for e in extracts for i in range(e.span.start, e.span.end)]
    assert len(quoted) == len(set(quoted))


def test_short_answer_is_marked_where_the_question_asks_for_one(reader, retriever):
    def first(question):
        return reader.read(question, retriever.retrieve(question, 6)).extracts[0]

    assert first("When was Trotsky expelled from the party?").short.text == "14 November 1927"
    assert first("Where was Stalin born?").short.text == "Gori"
    assert first("How many officials did the staff of the Secretariat move?").short.text == "10,000"
    assert first("Why did they vote for Stalin?").short is None


def test_no_hits_give_no_extract(reader):
    assert reader.read("Who?", []) == Reading()


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_told_its_belief_and_its_fate(reader, retriever, question):
    hits = retriever.retrieve(question, 6)
    reading = reader.read(question, hits)
    assert {s.span for s in reading.sentences} == {s for hit in hits for s in hit.passage.sentences}
    assert len(reading.sentences) == len({s.span for s in reading.sentences})
    for sentence in reading.sentences:
        holders = [n for n, e in enumerate(reading.extracts, start=1) if e.span.holds(sentence.span)]
        assert (sentence.fate is Fate.QUOTED) == bool(holders)
        if holders:
            assert [sentence.extract] == holders
    assert reading.extracts[0].score == reading.sentences[0].score


def test_reading_repeats(reader, retriever):
    hits = retriever.retrieve(QUESTIONS[1], 6)
    assert reader.read(QUESTIONS[1], hits) == reader.read(QUESTIONS[1], hits)
