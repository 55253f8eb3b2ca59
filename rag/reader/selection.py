"""Scored sentences into the extracts of an answer: enough to answer, none that repeats another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.reader.question import Kind, is_question
from rag.types import Fate, FloatArray, Hit, Span

# Sentences an answer shows at most. A fact is said in one sentence, and two more may confirm it.
MAX_EXTRACTS = {Kind.REASON: 5, Kind.OTHER: 4}
MAX_EXTRACTS_OF_FACT = 3
# A further sentence is shown if it is believed at least this share of what the first one is. On the development
# questions, nothing refused, .15 shows the evidence to .873 of them in 1.8 sentences, .08 to .899 in 2.1, .02 to .910
# in 2.6.
SHARE_OF_FIRST = 0.08
# Sentences nearer than this say the same.
REPEATS = 0.86
# Openings that point back to the sentence before.
_POINTS_BACK = re.compile(
    r"(?:This|That|These|Those|He|She|It|They|His|Her|Its|Their|Such|No such|But|And|So|Yet|However|Then|There|Instead"
    r"|Moreover|Therefore|Thus|Finally|Second|Third|Next|Later|Typically|Among other things|In this regard|For example"
    r")\b"
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence, how far it is believed to answer, from 0 to 1, and its unit vector."""

    span: Span
    hit: Hit
    score: float
    vector: FloatArray


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that was quoted or left out, and the chosen one that it repeats if that is why."""

    sentence: ScoredSentence
    fate: Fate
    repeated: ScoredSentence | None = None


def select(sentences: Sequence[ScoredSentence], kind: Kind) -> list[Choice]:
    """Return every sentence, best first, with those quoted that together answer a question of this kind.

    Questions are never quoted as answers unless there is nothing else.
    """
    chosen: list[ScoredSentence] = []
    choices = []
    for sentence in sorted(sentences, key=lambda s: (is_question(s.span), -s.score)):
        choice = _choice(sentence, chosen, kind)
        choices.append(choice)
        if choice.fate is Fate.QUOTED:
            chosen.append(sentence)
    return choices


def shown_spans(chosen: Sequence[ScoredSentence]) -> list[tuple[ScoredSentence, Span]]:
    """Return the sentences that are shown, each with the span that is quoted; no words are quoted twice.

    Args:
        chosen: Best first.
    """
    shown: list[tuple[ScoredSentence, Span]] = []
    for sentence in chosen:
        if any(_overlap(sentence.span, span) for _, span in shown):
            continue
        quoted = with_neighbour(sentence.span, sentence.hit)
        repeats = any(_overlap(quoted, span) for _, span in shown)
        shown.append((sentence, sentence.span if repeats else quoted))
    return shown


def home_of(sentence: Span, hit: Hit, hits: Sequence[Hit]) -> Hit:
    """Return the hit to quote a sentence from: of several that share it, one that holds what it points back to."""
    if sentence != hit.passage.sentences[0] or not _POINTS_BACK.match(sentence.text):
        return hit
    return next((other for other in hits if sentence in other.passage.sentences[1:]), hit)


def with_neighbour(sentence: Span, hit: Hit) -> Span:
    """Return the sentence, with the one before it where it points back to that and they share a paragraph."""
    sentences = hit.passage.sentences
    place = sentences.index(sentence)
    if place == 0 or not _POINTS_BACK.match(sentence.text):
        return sentence
    before = sentences[place - 1]
    document = sentence.document
    if document.paragraph_at(before.start) != document.paragraph_at(sentence.start):
        return sentence
    return Span(document, before.start, sentence.end)


def _choice(sentence: ScoredSentence, chosen: Sequence[ScoredSentence], kind: Kind) -> Choice:
    if chosen and is_question(sentence.span):
        return Choice(sentence, Fate.ASKS)
    if chosen and sentence.score < SHARE_OF_FIRST * chosen[0].score:
        return Choice(sentence, Fate.UNLIKELY)
    repeated = next((other for other in chosen if _repeats(sentence, other)), None)
    if repeated is not None:
        return Choice(sentence, Fate.REPEATS, repeated)
    if len(chosen) == MAX_EXTRACTS.get(kind, MAX_EXTRACTS_OF_FACT):
        return Choice(sentence, Fate.SURPLUS)
    return Choice(sentence, Fate.QUOTED)


def _overlap(one: Span, other: Span) -> bool:
    return one.document == other.document and one.start < other.end and other.start < one.end


def _repeats(sentence: ScoredSentence, other: ScoredSentence) -> bool:
    return bool(np.dot(sentence.vector, other.vector) > REPEATS)
