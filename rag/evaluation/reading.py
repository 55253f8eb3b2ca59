"""The reader's network on rows of question, passage and answers: the words it finds, and whether it knows of none."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.chunking import split_passages
from rag.config import ChunkingSettings
from rag.evaluation.metrics import auroc, measured
from rag.evaluation.rows import Row
from rag.reader.judgement import SentenceScorer
from rag.types import Document, Encoder, Hit, Passage

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What the reader made of a row.

    Attributes:
        gold: The right answers; empty if the passage does not answer.
        words: The words that it prefers.
        belief: How far it believes that the passage answers; higher is more, 0 is even odds.
        is_sentence_right: Whether the sentence it puts first holds a right answer.
        title: The article that the passage is from.
    """

    gold: tuple[str, ...]
    words: str
    belief: float
    is_sentence_right: bool
    title: str

    @property
    def exact_match(self) -> float:
        """1 if the words are a right answer, else 0."""
        return max((float(_folded(self.words) == _folded(answer)) for answer in self.gold), default=0.0)

    @property
    def f1(self) -> float:
        """The best overlap of the words with a right answer."""
        return max((token_f1(self.words, answer) for answer in self.gold), default=0.0)


def token_f1(words: str, answer: str) -> float:
    """Return the harmonic mean of precision and recall of words, as SQuAD counts it (Rajpurkar et al. 2016)."""
    found, wanted = _folded(words).split(), _folded(answer).split()
    shared = sum((Counter(found) & Counter(wanted)).values())
    if not found or not wanted:
        return float(found == wanted)
    return 2 * shared / (len(found) + len(wanted))


def read_rows(
    scorer: SentenceScorer,
    encoder: Encoder,
    rows: Sequence[Row],
    *,
    chunking: ChunkingSettings,
    progress: Callable[[Sequence[Row]], Iterable[Row]],
) -> list[RowOutcome]:
    """Return the outcome of each row: its passage is given, cut as the index would cut it."""
    passages: dict[str, list[Passage]] = {}
    outcomes = []
    for row in progress(rows):
        if row.context not in passages:
            document = Document(row.title, row.title, "", row.context)
            passages[row.context] = split_passages([document], encoder.count_tokens, settings=chunking)
        outcomes.append(_outcome(scorer, row, passages[row.context]))
    return outcomes


def summarise_reading(outcomes: Sequence[RowOutcome]) -> dict[str, object]:
    """Return the measures over all rows, with intervals over their articles.

    ``f1`` and ``exact_match`` of answerable rows are those of the preferred words, whatever the belief. The threshold
    of ``f1_at_threshold`` and of ``unanswerable_accuracy`` is chosen on the articles of one half for the other, and
    the other way about; none is reported on the rows that chose it.
    """
    answerable = [r for r in outcomes if r.gold]
    report: dict[str, object] = {"rows": len(outcomes), "answerable": len(answerable)}
    measures = {
        "answerable_f1": [(r, r.f1) for r in answerable],
        "answerable_exact_match": [(r, r.exact_match) for r in answerable],
        "sentence_precision": [(r, float(r.is_sentence_right)) for r in answerable],
    }
    if len(answerable) < len(outcomes):
        scored = [pair for half, other in _halves(outcomes) for pair in _at_threshold(half, best_threshold(other))]
        measures |= {
            "f1_at_threshold": [(r, f1) for r, f1, _ in scored],
            "exact_match_at_threshold": [(r, match) for r, _, match in scored],
            "unanswerable_accuracy": [(r, f1) for r, f1, _ in scored if not r.gold],
        }
        report["auroc"] = auroc([r.belief for r in outcomes], [bool(r.gold) for r in outcomes])
        report["always_abstaining"] = 1 - len(answerable) / len(outcomes)
    return report | {
        name: measured([value for _, value in pairs], [r.title for r, _ in pairs]) for name, pairs in measures.items()
    }


def best_threshold(outcomes: Sequence[RowOutcome]) -> float:
    """Return the belief from which answering gives the best mean F1 over the outcomes."""
    ranked = sorted(outcomes, key=lambda r: -r.belief)
    total = best = float(sum(not r.gold for r in ranked))
    threshold = float("inf")
    for outcome in ranked:
        total += outcome.f1 if outcome.gold else -1
        if total > best:
            best, threshold = total, outcome.belief
    return threshold


def _halves(outcomes: Sequence[RowOutcome]) -> list[tuple[list[RowOutcome], list[RowOutcome]]]:
    """Return both halves by article, each with the other; rows of one article where there is but one."""
    titles = sorted({r.title for r in outcomes})
    keys = [titles.index(r.title) if len(titles) > 1 else n for n, r in enumerate(outcomes)]
    even = [r for r, key in zip(outcomes, keys, strict=True) if key % 2 == 0]
    odd = [r for r, key in zip(outcomes, keys, strict=True) if key % 2]
    return [(even, odd), (odd, even)]


def _at_threshold(outcomes: Sequence[RowOutcome], threshold: float) -> list[tuple[RowOutcome, float, float]]:
    """Return each outcome with its F1 and exact match where belief under the threshold means silence."""
    return [
        (r, r.f1, r.exact_match) if r.belief >= threshold else (r, float(not r.gold), float(not r.gold))
        for r in outcomes
    ]


def _outcome(scorer: SentenceScorer, row: Row, passages: Sequence[Passage]) -> RowOutcome:
    hits = [Hit(passage, 0.0, rank, {}) for rank, passage in enumerate(passages, start=1)]
    judgements = scorer.judge(row.question, hits)
    best = max(judgements, key=lambda sentence: judgements[sentence].logit)
    margin, words = max(((j.margin, j.words) for j in judgements.values() if j.words), key=lambda pair: pair[0])
    return RowOutcome(
        gold=tuple(answer.text for answer in row.answers),
        words=words.text,
        belief=margin + judgements[best].logit,
        is_sentence_right=any(best.start <= answer.start < best.end for answer in row.answers),
        title=row.title,
    )


def _folded(text: str) -> str:
    """Return the text as SQuAD compares it: lower case, no punctuation, no articles, single blanks."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())
