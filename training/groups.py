"""Training examples of the reader: a question beside the passages that compete to answer it."""

import itertools
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.chunking import windows
from rag.config import ChunkingSettings
from rag.evaluation.rows import Row
from rag.evaluation.sets import Question, load_questions
from rag.library import Library
from rag.names import proper_words
from rag.reader.span_model import Pair, pair_of
from rag.retriever import HybridRetriever
from rag.search.lexical import LexicalIndex
from rag.search.terms import terms_of
from rag.sentences import split_sentences
from rag.types import Encoder, FloatArray, Hit, digest_of
from training.alterations import Exchanges, FollowUps, as_learners_type

# A sentence of a competing passage this near to the evidence may well answer too: it is no fair negative.
SAME = 0.70
IGNORED = -1
# Passages that retrieval ranks this high are rivals.
DEPTH = 10


@dataclass(slots=True)
class LabelledPassage:
    """A passage beside a question: its text and what is known of it.

    Attributes:
        header: Title and heading.
        text: The passage.
        sentences: (start, end) of each sentence.
        labels: 1 where the sentence answers, 0 where it does not, IGNORED where it is not known.
        spans: (start, end) of short answers in the text; empty means none here; None means not known.
        taught: A teacher's logit of each sentence, None for one that it did not see; None if none judged the passage.
    """

    header: str
    text: str
    sentences: list[tuple[int, int]]
    labels: list[int]
    spans: list[tuple[int, int]] | None = field(default_factory=list)
    taught: list[float | None] | None = None


@dataclass(slots=True)
class Group:
    """A question and the passages that compete for it.

    Attributes:
        question: The question.
        passages: Passages that are always shown beside it; those that answer come first.
        rivals: Passages that do not answer, of which each epoch draws a few anew.
    """

    question: str
    passages: list[LabelledPassage]
    rivals: list[LabelledPassage] = field(default_factory=list)


def groups_of_rows(rows: Sequence[Row], *, negatives: float, altered: float, seed: int) -> list[Group]:
    """Return a group for each row of question, context and answers, with rivals from other contexts.

    Args:
        rows: The rows.
        negatives: Share of the groups that get a rival passage that shares rare words with the question.
        altered: Share of those that are answered and asked a second time about another name or year, which nothing
            answers.
        seed: Of the drawing.
    """
    draw, rivals = random.Random(seed), _Rivals(rows)  # noqa: S311 - not a secret
    known = proper_words({row.context for row in rows})
    exchanges = Exchanges([row.question for row in rows], known)
    groups = []
    for row in rows:
        passages = _labelled(row.context, row.title, [answer.bounds for answer in row.answers])
        if row.source == "qamr":  # one sentence, always the right one: it teaches spans, not choice
            for passage in passages:
                passage.labels = [IGNORED] * len(passage.labels)
        elif draw.random() < negatives:
            passages += rivals.draw(row.question, row.context, [answer.text for answer in row.answers])
        groups.append(Group(row.question, passages))
        if row.answers and row.source != "qamr" and draw.random() < altered:
            other = exchanges.altered(row.question, f"{row.title} {row.context}")
            if other is not None:
                groups.append(Group(other, [_answering_nothing(passages[0])]))
    return groups


def groups_of_written(path: Path, rows: Sequence[Row], *, negatives: float, seed: int) -> list[Group]:
    """Return a group for each question that we wrote on the contexts of the rows that are there.

    Args:
        path: JSON lines: the ``row`` whose context is asked about, the ``question``, the bounds of the ``evidence``, a
            sentence, and of the ``short`` answer in it; null evidence where the context does not answer, a null short
            answer where there is none.
        rows: Rows of several files.
        negatives: Share of the groups that get a rival passage that shares rare words with the question.
        seed: Of the drawing.
    """
    draw = random.Random(seed)  # noqa: S311 - not a secret
    by_id = {row.id: row for row in rows}
    rivals = _Rivals(rows)
    groups = []
    for line in path.read_text(encoding="utf-8").splitlines():
        written = json.loads(line)
        row, evidence, short = by_id.get(written["row"]), written["evidence"], written["short"]
        if row is None:
            continue
        passages = _labelled(row.context, row.title, [tuple(short or evidence)] if evidence else [])
        for passage in passages:
            if passage.spans and not short:
                passage.spans = None
        if draw.random() < negatives:
            passages += rivals.draw(written["question"], row.context, [row.context[slice(*short)]] if short else [])
        groups.append(Group(written["question"], passages))
    return groups


class _Rivals:
    """Contexts that share rare words with a question and do not answer it."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._titles = {row.context: row.title for row in rows}
        self._contexts = list(self._titles)
        self._index = LexicalIndex.build([terms_of(context) for context in self._contexts])

    def draw(self, question: str, context: str, answers: Sequence[str]) -> list[LabelledPassage]:
        """Return a part of the best one that is another context and holds none of the answers, or nothing."""
        _, found = self._index.search(terms_of(question), 6)
        others = (self._contexts[i] for i in found if self._contexts[i] != context)
        wrong = (c for c in others if not any(answer.lower() in c.lower() for answer in answers))
        return [_labelled(rival, self._titles[rival], [])[0] for rival in itertools.islice(wrong, 1)]


def groups_of_questions(
    path: Path, library: Library, encoder: Encoder, *, strangers: Sequence[str] = ()
) -> list[Group]:
    """Return a group for each question of our own sets: a passage that answers, and the best-ranked that do not.

    A question that is answered and no follow-up comes twice if it names somebody or a year: the second time it names
    another, and the passage that answered no longer does. It may come once more as a follow-up to another question on
    its document.

    Args:
        path: The questions.
        library: The corpus.
        encoder: The one that built it.
        strangers: Questions on other subjects, which nothing in the corpus answers.
    """
    vectors = library.vectors_by_text()
    sentences = {(s.document.id, digest_of(s.text)): (s, p) for p in library.passages for s in p.sentences}
    questions = load_questions(path)
    questions += [Question(f"stranger-{n}", "stranger", text, ()) for n, text in enumerate(strangers)]
    texts = [q.written_out for q in questions]
    exchanges = Exchanges(texts, library.names)
    groups = []
    asked = list(zip(texts, questions, strict=True)) + FollowUps(library).of(questions)
    retriever = HybridRetriever(library, _Encoded([text for text, _ in asked], encoder))
    for text, question in asked:
        hits = retriever.retrieve(text, DEPTH)
        evidence = [sentences[key] for e in question.evidence if (key := (e.document, e.sha256)) in sentences]
        known = [vectors[sentence.text] for sentence, _ in evidence]
        answering = [h for h in hits if question.is_answered_by(h.passage.sentences)]
        if question.evidence and not answering:
            answering = [Hit(passage, 0.0, 99, {}) for _, passage in evidence[:1]]
        right = [_passage(hit, question, known, vectors) for hit in answering[:1]]
        others = [_passage(hit, question, known, vectors) for hit in hits if hit not in answering]
        kept = right or others[:1]
        groups.append(Group(text, kept, [other for other in others if other not in kept]))
        # Of a follow-up the name may stand in the question before, and the passage still answer.
        stands_alone = text == question.written_out
        altered = exchanges.altered(text, f"{right[0].header} {right[0].text}") if right and stands_alone else None
        if altered is not None:
            groups.append(Group(altered, [_answering_nothing(right[0])]))
    return groups


class _Encoded:
    """An encoder that knows its texts beforehand: together they take a fifth of the time."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self.name, self.digest, self.width = encoder.name, encoder.digest, encoder.width
        self.count_tokens = encoder.count_tokens
        self._vectors = dict(zip(texts, encoder.encode(texts), strict=True))

    def encode(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self._vectors[text] for text in texts])


def pairs_of(
    group: Group, tokenizer: Tokenizer, draw: random.Random, *, rivals: int
) -> Iterator[tuple[Pair, LabelledPassage]]:
    """Yield a group's passages beside its question: those that are always shown, and a few of the rivals."""
    question = as_learners_type(group.question, draw)
    for passage in [*group.passages, *draw.sample(group.rivals, min(rivals, len(group.rivals)))]:
        yield pair_of(tokenizer, question, passage.header, passage.text, passage.sentences), passage


def _labelled(context: str, title: str, answers: Sequence[tuple[int, int]]) -> list[LabelledPassage]:
    """Cut a context as the index would, each part with the answers that lie in it; answering parts first."""
    sentences = split_sentences(context) or [(0, len(context))]
    counts = [len(re.findall(r"\w+|[^\w\s]", context[a:b])) for a, b in sentences]
    parts = []
    for first, end in windows(counts, settings=ChunkingSettings()):
        low, high = sentences[first][0], sentences[end - 1][1]
        inside = [(a - low, b - low) for a, b in answers if low <= a and b <= high]
        bounds = [(a - low, b - low) for a, b in sentences[first:end]]
        labels = [int(any(a <= x < b for x, _ in inside)) for a, b in bounds]
        parts.append(LabelledPassage(title, context[low:high], bounds, labels, inside))
    return sorted(parts, key=lambda part: not part.spans)[:2]


def _answering_nothing(passage: LabelledPassage) -> LabelledPassage:
    return replace(passage, labels=[0] * len(passage.labels), spans=[])


def _passage(
    hit: Hit, question: Question, known: Sequence[np.ndarray], vectors: dict[str, np.ndarray]
) -> LabelledPassage:
    passage = hit.passage
    labels, spans = [], []
    for sentence in passage.sentences:
        if question.is_answered_by([sentence]):
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
    return LabelledPassage(passage.header, passage.span.text, bounds, labels, spans if is_known else None)
