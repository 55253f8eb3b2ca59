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
from rag.conversation import in_context
from rag.evaluation.rows import Row
from rag.evaluation.sets import Question, load_questions
from rag.library import Library
from rag.names import CALENDAR, names_in
from rag.reader.span_model import Pair, pair_of
from rag.retriever import HybridRetriever
from rag.search.lexical import LexicalIndex
from rag.search.terms import STOP_WORDS, terms_of, words_of
from rag.sentences import split_sentences
from rag.types import Encoder, Hit, digest_of

# A sentence of a competing passage this near to the evidence may well answer too: it is no fair negative.
SAME = 0.70
IGNORED = -1
# Passages that retrieval ranks this high are rivals.
DEPTH = 10
_WORD = re.compile(r"[\w’'-]+")
_YEAR = re.compile(r"\b1[0-9]{3}\b")
# Share of the questions that come again as follow-ups.
FOLLOW_UPS = 0.3
_PERSON_TITLE = re.compile(r"Who was (?:\w+ )?(\w+)\?")
_WOMEN = frozenset({"krupskaya", "alliluyeva"})
_PREPOSITIONS = frozenset({"to", "by", "of", "with", "from", "against", "about", "for", "on", "behind"})


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
    """A question and the passages that compete for it.

    Attributes:
        question: The question.
        candidates: Passages that are always shown beside it; those that answer come first.
        rivals: Passages that do not answer, of which each epoch draws a few anew.
    """

    question: str
    candidates: list[Candidate]
    rivals: list[Candidate] = field(default_factory=list)


def groups_of_rows(rows: Sequence[Row], *, negatives: float, seed: int) -> list[Group]:
    """Return a group for each row of question, context and answers, with rivals from other contexts.

    Args:
        rows: The rows.
        negatives: Share of the groups that get a rival passage that shares rare words with the question.
        seed: Of the drawing.
    """
    draw, rivals = random.Random(seed), _Rivals([row.context for row in rows])  # noqa: S311 - not a secret
    groups = []
    for row in rows:
        candidates = _chunks(row.context, row.title, [answer.bounds for answer in row.answers])
        if row.source == "qamr":  # one sentence, always the right one: it teaches spans, not choice
            for candidate in candidates:
                candidate.labels = [IGNORED] * len(candidate.labels)
        elif draw.random() < negatives:
            candidates += rivals.draw(row.question, row.context, [answer.text for answer in row.answers])
        groups.append(Group(row.question, candidates))
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
    rivals = _Rivals([row.context for row in rows])
    groups = []
    for line in path.read_text(encoding="utf-8").splitlines():
        written = json.loads(line)
        row, evidence, short = by_id.get(written["row"]), written["evidence"], written["short"]
        if row is None:
            continue
        candidates = _chunks(row.context, row.title, [tuple(short or evidence)] if evidence else [])
        for candidate in candidates:
            if candidate.spans and not short:
                candidate.spans = None
        if draw.random() < negatives:
            candidates += rivals.draw(written["question"], row.context, [row.context[slice(*short)]] if short else [])
        groups.append(Group(written["question"], candidates))
    return groups


class _Rivals:
    """Contexts that share rare words with a question and do not answer it."""

    def __init__(self, contexts: Sequence[str]) -> None:
        self._contexts = list(dict.fromkeys(contexts))
        self._index = LexicalIndex.build([terms_of(context) for context in self._contexts])

    def draw(self, question: str, context: str, answers: Sequence[str]) -> list[Candidate]:
        """Return a part of the best one that is another context and holds none of the answers, or nothing."""
        _, found = self._index.search(terms_of(question), 6)
        others = (self._contexts[i] for i in found if self._contexts[i] != context)
        wrong = (c for c in others if not any(answer.lower() in c.lower() for answer in answers))
        return [_chunks(rival, "", [])[0] for rival in itertools.islice(wrong, 1)]


def groups_of_questions(path: Path, library: Library, encoder: Encoder, *, strangers: Sequence[str]) -> list[Group]:
    """Return a group for each question of our own sets: a passage that answers, and the best-ranked that do not.

    A question that is answered comes twice if it names somebody or a year: the second time it names another, and the
    passage that answered no longer does. It may come once more as a follow-up to another question on its document.

    Args:
        path: The questions.
        library: The corpus.
        encoder: The one that built it.
        strangers: Questions on other subjects, which nothing in the corpus answers.
    """
    retriever = HybridRetriever(library, encoder)
    vectors = library.vectors_by_text()
    sentences = {(s.document.id, digest_of(s.text)): (s, p) for p in library.passages for s in p.sentences}
    questions = load_questions(path)
    questions += [Question(f"stranger-{n}", "stranger", text, ()) for n, text in enumerate(strangers)]
    texts = [q.standalone or q.text for q in questions]
    names = _Names(texts, library)
    groups = []
    asked = list(zip(texts, questions, strict=True)) + names.follow_ups(questions)
    for text, question in asked:
        hits = retriever.retrieve(text, DEPTH)
        evidence = [sentences[key] for e in question.evidence if (key := (e.document, e.sha256)) in sentences]
        known = [vectors[sentence.text] for sentence, _ in evidence]
        answering = [h for h in hits if _holds(h, question)]
        if question.evidence and not answering:
            answering = [Hit(passage, 0.0, 99, {}) for _, passage in evidence[:1]]
        right = [_candidate(hit, question, known, vectors) for hit in answering[:1]]
        others = [_candidate(hit, question, known, vectors) for hit in hits if hit not in answering]
        kept = right or others[:1]
        groups.append(Group(text, kept, [other for other in others if other not in kept]))
        altered = names.altered(text, right[0].text) if right else None
        if altered is not None:
            wrong = replace(right[0], labels=[0] * len(right[0].labels), spans=[])
            groups.append(Group(altered, [wrong]))
    return groups


class _Names:
    """Exchanges the names and years of questions, for others or for pronouns."""

    def __init__(self, questions: Sequence[str], library: Library) -> None:
        self._known = library.names
        names = {name for question in questions for name in names_in(question, library.names)}
        self._all = sorted(name for name in names if name[0].isupper() and CALENDAR.isdisjoint(words_of(name)))
        self._people = {"stalin"} | {
            match[1].lower() for d in library.documents if (match := _PERSON_TITLE.match(d.title))
        }
        self._draw = random.Random(len(self._all))  # noqa: S311 - not a secret

    def follow_ups(self, questions: Sequence[Question]) -> list[tuple[str, Question]]:
        """Return questions as a later turn asks them, after the one that opened the conversation.

        Those of our conversations; a share of the others behind one on the same document, with a pronoun for whom both
        name; and a share of those that nothing answers behind any question.
        """
        result = [(in_context(q.history[0], q.text), q) for q in questions if q.history]
        by_document: dict[str, list[Question]] = {}
        openings = [q for q in questions if q.evidence and not q.history]
        for question in openings:
            by_document.setdefault(question.evidence[0].document, []).append(question)
        for question in questions:
            if not question.evidence and not question.history and self._draw.random() < FOLLOW_UPS:
                result.append((in_context(self._draw.choice(openings).text, question.text), question))
        for group in by_document.values():
            for question in group:
                if len(group) > 1 and self._draw.random() < FOLLOW_UPS:
                    before = self._draw.choice([other for other in group if other is not question])
                    result.append((in_context(before.text, self._with_pronoun(before.text, question.text)), question))
        return result

    def _with_pronoun(self, before: str, question: str) -> str:
        """Return a question with "he" or the like for the first person whom the question before it names too."""
        earlier = {name.lower().split()[-1] for name in names_in(before, self._known)}
        for name in names_in(question, self._known):
            last = name.lower().split()[-1]
            if last in self._people and last in earlier:
                at = re.compile(rf"(?P<before>\w+ |^){re.escape(name)}(?P<possessive>['’]s?)?")
                match = at.search(question)
                if match:
                    pronoun = _pronoun(match, is_woman=last in _WOMEN)
                    return question[: match.end("before")] + pronoun + question[match.end() :]
        return question

    def altered(self, question: str, passage: str) -> str | None:
        """Return the question about somebody else or another year, of whom the passage does not speak; or None."""
        years = [year for year in _YEAR.findall(question) if year in passage]
        if years and self._draw.random() < 0.5:
            others = [str(int(years[0]) + n) for n in range(-6, 7) if str(int(years[0]) + n) not in passage]
            return question.replace(years[0], self._draw.choice(others))
        own = [name for name in names_in(question, self._known) if name.lower() in passage.lower()]
        if not own:
            return None
        others = [name for name in self._all if not set(words_of(name)) & set(words_of(passage))]
        return question.replace(self._draw.choice(own), self._draw.choice(others))


def _pronoun(match: re.Match[str], *, is_woman: bool) -> str:
    is_object = match["before"].strip().lower() in _PREPOSITIONS or not match.string[match.end() :].strip(" ?")
    if match["possessive"]:
        return "her" if is_woman else "his"
    if is_object:
        return "her" if is_woman else "him"
    return "she" if is_woman else "he"


def as_learners_type(question: str, draw: random.Random) -> str:
    """Return the question, now and then as keywords, in lower case, without its mark, or with a letter misplaced."""
    if draw.random() < 0.07:
        words = [word for word in _WORD.findall(question) if word.lower() not in STOP_WORDS]
        question = " ".join(words) if len(words) > 1 else question
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


def pairs_of(
    group: Group, tokenizer: Tokenizer, draw: random.Random, *, rivals: int
) -> Iterator[tuple[Pair, Candidate]]:
    """Yield a group's passages beside its question: those that are always shown, and a few of the rivals."""
    question = as_learners_type(group.question, draw)
    for candidate in [*group.candidates, *draw.sample(group.rivals, min(rivals, len(group.rivals)))]:
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
