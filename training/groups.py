"""Training examples of the reader: a question beside the passages that compete to answer it."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.chunking import windows
from rag.config import ChunkingSettings
from rag.evaluation.pools import load_rows
from rag.evaluation.sets import Question, load_questions
from rag.library import Library
from rag.reader.span_model import Pair, pair_of
from rag.retriever import HybridRetriever
from rag.search.lexical import LexicalIndex
from rag.search.terms import terms_of
from rag.sentences import split_sentences
from rag.types import Encoder, Hit

# A sentence of a competing passage this near to the evidence may well answer too: it is no fair negative.
SAME = 0.70
IGNORED = -1


@dataclass(slots=True)
class Candidate:
    """A passage beside a question: its text and what is known of it.

    Attributes:
        header: Title and heading.
        text: The passage.
        sentences: (start, end) of each sentence.
        labels: 1 where the sentence answers, 0 where it does not, IGNORED where it is not known.
        spans: (start, end) of short answers in the text; empty means none here; None means not known.
    """

    header: str
    text: str
    sentences: list[tuple[int, int]]
    labels: list[int]
    spans: list[tuple[int, int]] | None = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """A question and the passages that compete for it."""

    question: str
    candidates: list[Candidate]


def groups_of_rows(path: Path, *, negatives: float, seed: int, limit: int | None = None) -> list[Group]:
    """Return a group for each row of question, context and answers, with rivals from other contexts.

    Args:
        path: The rows.
        negatives: Share of the groups that get a rival passage that shares rare words with the question.
        seed: Of the drawing.
        limit: Take so many rows, evenly spread; all if None.
    """
    rows, draw = load_rows(path), random.Random(seed)  # noqa: S311 - not a secret
    contexts = list(dict.fromkeys(str(row["context"]) for row in rows))
    index = LexicalIndex.build([terms_of(context) for context in contexts])
    groups = []
    for row in rows if limit is None else rows[:: max(1, len(rows) // limit)]:
        context, title = str(row["context"]), str(row["title"]).replace("_", " ")
        answers = [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]  # type: ignore[attr-defined]
        candidates = _chunks(context, title, answers)
        if row.get("source") == "qamr":  # one sentence, always the right one: it teaches spans, not choice
            for candidate in candidates:
                candidate.labels = [IGNORED] * len(candidate.labels)
        elif draw.random() < negatives:
            _, found = index.search(terms_of(str(row["question"])), 6)
            rivals = [contexts[i] for i in found if contexts[i] != context]
            texts = {context[a:b].lower() for a, b in answers}
            rivals = [rival for rival in rivals if not any(text in rival.lower() for text in texts)]
            if rivals:
                candidates.append(draw.choice(_chunks(rivals[0], "", [])))
        groups.append(Group(str(row["question"]), candidates))
    return groups


def groups_of_questions(path: Path, library: Library, encoder: Encoder, *, rivals: int) -> list[Group]:
    """Return a group for each question of our own sets: a passage that answers and the best-ranked that do not."""
    retriever = HybridRetriever(library, encoder)
    vectors = library.vectors_by_text()
    groups = []
    for question in load_questions(path):
        text = question.standalone or question.text
        hits = retriever.retrieve(text, 3 * rivals)
        known = [vectors[s.text] for p in library.passages for s in p.sentences
                 if any(e.matches(s) for e in question.evidence)] if question.evidence else []  # fmt: skip
        answering = [h for h in hits if _holds(h, question)]
        if question.evidence and not answering:
            answering = [Hit(p, 0.0, 99, {}) for p in library.passages
                         if any(e.matches(s) for s in p.sentences for e in question.evidence)][:1]  # fmt: skip
        others = [hit for hit in hits if hit not in answering]
        chosen = [*answering[:1], *others[: rivals if question.evidence else rivals + 1]]
        groups.append(Group(text, [_candidate(hit, question, known, vectors) for hit in chosen]))
    return groups


def as_learners_type(question: str, draw: random.Random) -> str:
    """Return the question, now and then in lower case, without its mark, or with a letter misplaced."""
    if draw.random() < 0.2:
        question = question.lower()
    if draw.random() < 0.15:
        question = question.rstrip("?")
    if draw.random() < 0.12:
        words = question.split(" ")
        place = draw.randrange(len(words))
        if len(words[place]) > 4:
            i = draw.randrange(1, len(words[place]) - 2)
            w = words[place]
            words[place] = draw.choice([w[:i] + w[i + 1] + w[i] + w[i + 2 :], w[:i] + w[i + 1 :], w[:i] + w[i] + w[i:]])
        question = " ".join(words)
    return question


def pairs_of(group: Group, tokenizer: Tokenizer, draw: random.Random) -> Iterator[tuple[Pair, Candidate]]:
    """Yield each passage of a group beside its question."""
    question = as_learners_type(group.question, draw)
    for candidate in group.candidates:
        yield pair_of(tokenizer, question, candidate.header, candidate.text, candidate.sentences), candidate


def _chunks(context: str, title: str, answers: Sequence[tuple[int, int]]) -> list[Candidate]:
    """Cut a context as the index would, each part with the answers that lie in it; answering parts first."""
    sentences = split_sentences(context) or [(0, len(context))]
    counts = [len(re.findall(r"\w+|[^\w\s]", context[a:b])) for a, b in sentences]
    parts = []
    for first, end in windows(counts, settings=ChunkingSettings()):
        low, high = sentences[first][0], sentences[end - 1][1]
        inside = [(a - low, b - low) for a, b in answers if low <= a and b <= high]
        bounds = [(a - low, b - low) for a, b in sentences[first:end]]
        labels = [int(any(a <= x < b for x, _ in inside)) for a, b in bounds]
        parts.append(Candidate(title, context[low:high], bounds, labels, inside))
    return sorted(parts, key=lambda part: not part.spans)[:2]


def _holds(hit: Hit, question: Question) -> bool:
    return any(e.matches(s) for s in hit.passage.sentences for e in question.evidence)


def _candidate(hit: Hit, question: Question, known: Sequence[np.ndarray], vectors: dict[str, np.ndarray]) -> Candidate:
    passage = hit.passage
    labels, spans = [], []
    for sentence in passage.sentences:
        if any(e.matches(sentence) for e in question.evidence):
            labels.append(1)
            if question.short and question.short in sentence.text:
                start = sentence.start - passage.span.start + sentence.text.index(question.short)
                spans.append((start, start + len(question.short)))
        else:
            near = max((float(v @ vectors[sentence.text]) for v in known), default=0.0)
            same = bool(question.short) and str(question.short).lower() in sentence.text.lower()
            labels.append(IGNORED if same or near > SAME else 0)
    is_known = bool(spans) or (1 not in labels and IGNORED not in labels)
    bounds = [(s.start - passage.span.start, s.end - passage.span.start) for s in passage.sentences]
    header = f"{passage.span.document.title} {passage.heading}".strip()
    return Candidate(header, passage.span.text, bounds, labels, spans if is_known else None)
