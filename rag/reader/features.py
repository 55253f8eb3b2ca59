"""What the reader knows of a sentence: numbers between 0 and 1, most of them, for one linear model."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.names import names_and_years
from rag.reader.judgement import UNSEEN, Judgement
from rag.reader.question import Kind, is_question, kind_of
from rag.reader.short import has_answer_type
from rag.search.terms import terms_of, words_of
from rag.types import FloatArray, Hit, Span

NAMES = (
    "cosine of sentence",
    "cosine of passage",
    "share of best lexical score",
    "question's rare words in sentence",
    "question's rare words in passage",
    "question's rare words in title",
    "names and years missing from passage",
    "names and years missing from sentence",
    "answer of the type asked for",
    "no answer of the type asked for",
    "is itself a question",
    "opens with a pronoun",
    "gives a reason when asked for one",
    "length",
    "reciprocal rank of passage",
    "span model's logit",
    "span model's belief in a short answer",
)
_PRONOUNS = frozenset(
    """
    he she it they this that these those his her its their such both
    """.split()
)
_REASONS = frozenset(
    """
    because since therefore thus so allowed enabled meant helped through thanks reason reasons cause
    caused led result order explain explains
    """.split()
)
_NO_MODEL = Judgement(0.0, None, 0.0)
_TYPED = frozenset({Kind.PERSON, Kind.DATE, Kind.PLACE, Kind.NUMBER})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Attributes:
        span: The sentence.
        hit: The hit it stands in.
        vector: (d,) its unit vector.
        features: (len(NAMES),) in the order of NAMES; the span model's are 0 where there is none.
        short: The words that the span model takes for the answer, or None.
    """

    span: Span
    hit: Hit
    vector: FloatArray
    features: FloatArray
    short: Span | None


def candidates_of(
    question: str,
    question_vector: FloatArray,
    hits: Sequence[Hit],
    *,
    sentence_vectors: Callable[[Hit], FloatArray],
    rarity: Callable[[str], float],
    names: frozenset[str],
    judgements: Mapping[Span, Judgement],
) -> list[Candidate]:
    """Return the sentences of all hits, each once, with their features.

    Args:
        question: The question.
        question_vector: (d,) its unit vector.
        hits: Best first.
        sentence_vectors: Gives the (n, d) unit vectors of a hit's n sentences.
        rarity: Gives a term's weight; rare words weigh more.
        names: The corpus's proper names, in lower case.
        judgements: What the span model says of sentences; empty where there is no such model.
    """
    kind, wanted = kind_of(question), names_and_years(question, names)
    weights = {term: rarity(term) for term in terms_of(question)}
    best_lexical = max((hit.stages["lexical"].score for hit in hits), default=0.0) or 1.0
    seen: set[Span] = set()
    candidates = []
    for hit in hits:
        of_hit = _hit_features(hit, wanted, weights, best_lexical=best_lexical)
        for sentence, vector in zip(hit.passage.sentences, sentence_vectors(hit), strict=True):
            if sentence in seen:
                continue
            seen.add(sentence)
            judgement = judgements.get(sentence, UNSEEN) if judgements else _NO_MODEL
            values = {
                **of_hit,
                **_own_features(question, kind, wanted, weights, sentence),
                "cosine of sentence": float(vector @ question_vector),
                "span model's logit": judgement.logit,
                "span model's belief in a short answer": _logistic(judgement.margin) if judgements else 0.0,
            }
            features = np.array([values[name] for name in NAMES], dtype=np.float32)
            candidates.append(Candidate(sentence, hit, vector, features, judgement.short))
    return candidates


def _hit_features(
    hit: Hit, wanted: frozenset[str], weights: dict[str, float], *, best_lexical: float
) -> dict[str, float]:
    """Return what the sentences of a hit have in common."""
    passage = hit.passage
    title = set(terms_of(passage.span.document.title))
    terms = set(terms_of(f"{passage.heading} {passage.span.text}")) | title
    return {
        "cosine of passage": hit.stages["dense"].score,
        "share of best lexical score": hit.stages["lexical"].score / best_lexical,
        "question's rare words in passage": _coverage(weights, terms),
        "question's rare words in title": _coverage(weights, title),
        "names and years missing from passage": _missing(
            wanted, set(words_of(f"{passage.header} {passage.span.text}"))
        ),
        "reciprocal rank of passage": 1 / hit.rank,
    }


def _own_features(
    question: str, kind: Kind, wanted: frozenset[str], weights: dict[str, float], sentence: Span
) -> dict[str, float]:
    words = words_of(sentence.text)
    is_typed = kind in _TYPED
    has_type = is_typed and has_answer_type(question, kind, sentence)
    return {
        "question's rare words in sentence": _coverage(weights, set(terms_of(sentence.text))),
        "names and years missing from sentence": _missing(wanted, set(words)),
        "answer of the type asked for": float(has_type),
        "no answer of the type asked for": float(is_typed and not has_type),
        "is itself a question": float(is_question(sentence)),
        "opens with a pronoun": float(bool(words) and words[0] in _PRONOUNS),
        "gives a reason when asked for one": float(kind is Kind.REASON and not _REASONS.isdisjoint(words)),
        "length": min(1.0, math.log1p(len(words)) / math.log1p(40)),
    }


def _coverage(weights: dict[str, float], terms: set[str]) -> float:
    """Return the share of the question's weight that lies in terms which are there."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _missing(wanted: frozenset[str], words: set[str]) -> float:
    return len(wanted - words) / len(wanted) if wanted else 0.0
