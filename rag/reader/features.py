"""What the reader knows of a sentence: numbers between 0 and 1, most of them, for one linear model."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.names import names_and_years
from rag.reader.judgement import UNSEEN, Judgement
from rag.reader.question import Kind, kind_of
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
        document = hit.passage.span.document
        title = set(terms_of(document.title))
        context = set(terms_of(f"{hit.passage.heading} {hit.passage.span.text}")) | title
        context_words = set(words_of(f"{document.title} {hit.passage.heading} {hit.passage.span.text}"))
        shared = (
            hit.stages["dense"].score, hit.stages["lexical"].score / best_lexical,
            _coverage(weights, context), _coverage(weights, title), _missing(wanted, context_words),
        )  # fmt: skip
        vectors = sentence_vectors(hit)
        for sentence, vector in zip(hit.passage.sentences, vectors, strict=True):
            if sentence in seen:
                continue
            seen.add(sentence)
            own = _own_features(question, kind, wanted, weights, sentence)
            cosine = float(vector @ question_vector)
            judgement = judgements.get(sentence, UNSEEN) if judgements else _NO_MODEL
            features = (
                *(cosine, shared[0], shared[1], own[0], shared[2], shared[3], shared[4], *own[1:], 1 / hit.rank),
                *(judgement.logit, _logistic(judgement.margin) if judgements else 0.0),
            )
            candidates.append(Candidate(sentence, hit, vector, np.array(features, dtype=np.float32), judgement.short))
    return candidates


def _own_features(
    question: str, kind: Kind, wanted: frozenset[str], weights: dict[str, float], sentence: Span
) -> tuple[float, ...]:
    words = words_of(sentence.text)
    is_typed = kind in _TYPED
    has_type = is_typed and has_answer_type(question, kind, sentence)
    return (
        _coverage(weights, set(terms_of(sentence.text))),
        _missing(wanted, set(words)),
        float(has_type),
        float(is_typed and not has_type),
        float(sentence.text.rstrip("\"'’”)").endswith("?")),
        float(bool(words) and words[0] in _PRONOUNS),
        float(kind is Kind.REASON and not _REASONS.isdisjoint(words)),
        min(1.0, math.log1p(len(words)) / math.log1p(40)),
    )


def _coverage(weights: dict[str, float], terms: set[str]) -> float:
    """Return the share of the question's weight that lies in terms which are there."""
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in terms) / total if total else 0.0


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _missing(wanted: frozenset[str], words: set[str]) -> float:
    return len(wanted - words) / len(wanted) if wanted else 0.0
