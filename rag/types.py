"""The whole vocabulary: what flows through the system, from a Document to an Answer.

One file however long, since each type is made of those before it, and whoever reads the system begins here.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]

ADDED = "added"  # in the metadata of what users have added: the day

# Anchored to the start of a line: tried at every blank, 300,000 of them took minutes.
_PARAGRAPH = re.compile(r"^[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under one heading.

    Attributes:
        start: Offset of the section's first character in the document's text.
        heading: The heading's words; they are not part of the text, so nobody can quote them as an answer.
    """

    start: int
    heading: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be quoted, final from the moment it is loaded.

    Attributes:
        id: The file's path under the data folder, with forward slashes; links survive an edit of the text.
        title: What the document is called; of our own corpus, the question that it answers.
        source: Its data folder's name and its path in it, for people.
        text: What every offset counts in, in Unicode code points.
        sections: Headed parts in order of their start; empty where the document has no headings.
        pages: Start offset of each page; empty where the document has no pages.
        metadata: Whatever else is known, such as ``sources``, ``period`` or ``topics``.
        digest: SHA-256 of the text, in hexadecimal.
        paragraphs: (start, end) of each run of lines without a blank line between them.
    """

    id: str
    title: str
    source: str
    text: str
    sections: tuple[Section, ...] = ()
    pages: tuple[int, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict, hash=False)
    digest: str = field(init=False)
    paragraphs: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", digest_of(self.text))
        object.__setattr__(self, "paragraphs", tuple(m.span() for m in _PARAGRAPH.finditer(self.text)))

    @property
    def added(self) -> str | None:
        """The day on which users added it, as ``2026-11-30``, or None: what they add nobody has reviewed."""
        day = self.metadata.get(ADDED)
        return None if day is None else str(day)

    def paragraph_at(self, offset: int) -> int:
        """Return the number, from 1, of the paragraph that holds the offset or begins next after it."""
        before = bisect_right(self.paragraphs, offset, key=lambda bounds: bounds[1])
        return max(1, min(before + 1, len(self.paragraphs)))


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open run of a document's text; its words cannot differ from their source.

    Attributes:
        document: The document it is a part of.
        start: First code point.
        end: One past the last code point.
    """

    document: Document = field(repr=False)
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise ValueError(
                f"span {self.start}:{self.end} does not lie in {self.document.id!r},"
                f" which has {len(self.document.text)} characters"
            )

    @property
    def text(self) -> str:
        """The words themselves, sliced from the document."""
        return self.document.text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Return whether the other span is a part of this one, or the same."""
        return self.document == other.document and self.start <= other.start and other.end <= self.end

    def part(self, start: int, end: int) -> "Span":
        """Return the span of ``self.text[start:end]``.

        Raises:
            ValueError: If the part is empty or reaches outside this span.
        """
        if not 0 <= start < end <= self.end - self.start:
            raise ValueError(f"part {start}:{end} does not lie in a span of {self.end - self.start} characters")
        return Span(self.document, self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class Passage:
    """A few whole sentences of a document, the unit that is searched; one that is far too long comes in parts.

    Attributes:
        row: Its place in the library and in every index.
        span: Where it stands.
        heading: The heading of its section, or an empty string.
        sentences: The sentences it consists of, in order.
    """

    row: int
    span: Span
    heading: str
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, sentences: Sequence[Span], heading: str, *, row: int) -> "Passage":
        """Return the passage that neighbouring sentences of one document make."""
        span = Span(sentences[0].document, sentences[0].start, sentences[-1].end)
        return cls(row, span, heading, tuple(sentences))

    @property
    def id(self) -> str:
        """Its place as a name, such as ``answers/a.md:0-56``, which other builds of the same text share."""
        return f"{self.span.document.id}:{self.span.start}-{self.span.end}"

    @property
    def header(self) -> str:
        """What stands above it: the title of its document and the heading of its section."""
        return " ".join(self.headings)

    @property
    def headings(self) -> list[str]:
        """The title of its document and the heading of its section, where there are any, each once."""
        return list(dict.fromkeys(filter(None, [self.span.document.title, self.heading])))


@dataclass(frozen=True, slots=True)
class StageScore:
    """A passage's score and its rank, from 1, in one stage of the search."""

    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found for a question.

    Attributes:
        passage: The passage.
        score: The score that ordered the hits; higher is better.
        rank: From 1.
        stages: Score and rank in each stage that ranked the passage: dense, lexical, fused; in an inspection the
            reader, too, where it read the passage.
    """

    passage: Passage
    score: float
    rank: int
    stages: Mapping[str, StageScore] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences that answer.

    Attributes:
        span: Whole sentences inside the hit's passage.
        score: The reader's belief that they answer, from 0 to 1.
        hit: The hit they were found in.
        short: The words inside the span that answer (a date, a name), or None.
    """

    span: Span
    score: float
    hit: Hit
    short: Span | None = None

    def __post_init__(self) -> None:
        if self.short is not None and not self.span.holds(self.short):
            raise ValueError("the short answer lies outside its extract")


class Fate(StrEnum):
    """What became of a sentence or a passage, and why."""

    QUOTED = "quoted"
    REPEATS = "repeats"
    """It says what a quotation says."""
    UNLIKELY = "unlikely"
    """It is believed far less than the best sentence."""
    SURPLUS = "surplus"
    """Others were better, and an answer is no longer than that."""
    ASKS = "asks"
    """It is a question itself."""
    REFUSED = "refused"
    """No sentence at all reached the threshold."""
    UNREAD = "unread"
    """Retrieval ranked the passage behind those that are read."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that was read.

    Attributes:
        span: The sentence.
        score: The reader's belief that it answers, from 0 to 1.
        fate: Whether it is part of an extract, or why not.
        extract: Number, from 1, of the extract that it is part of or repeats, or None.
    """

    span: Span
    score: float
    fate: Fate
    extract: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader took out of hits.

    Attributes:
        extracts: Best first; the first one's score is the confidence that the library answers the question.
        sentences: Every sentence of the hits, once, in the order in which the extracts were chosen from them.
    """

    extracts: tuple[Extract, ...] = ()
    sentences: tuple[ReadSentence, ...] = ()

    @property
    def confidence(self) -> float:
        """The reader's belief that the question is answered, from 0 to 1."""
        return self.extracts[0].score if self.extracts else 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands, for a person.

    Attributes:
        number: From 1, in the order of the extracts.
        span: The quotation.
    """

    number: int
    span: Span

    @property
    def title(self) -> str:
        """Title of the cited document."""
        return self.span.document.title

    @property
    def paragraph(self) -> int:
        """Number of the paragraph in which the quotation begins, from 1."""
        return self.span.document.paragraph_at(self.span.start)

    @property
    def page(self) -> int | None:
        """Number of the page on which the quotation begins, from 1, or None where there are no pages."""
        pages = self.span.document.pages
        return sum(start <= self.span.start for start in pages) if pages else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question: quotations, or that the sources do not answer.

    Attributes:
        question: As it was asked.
        standalone: As it was searched for, written out of the conversation.
        found: Whether the sources answer.
        confidence: Calibrated probability that the library answers the question.
        extracts: Best first; empty if not found.
        nearest: The closest hits when not found, under their own label; empty if found.
        timings_ms: Milliseconds of each stage.
    """

    question: str
    standalone: str
    found: bool
    confidence: float
    extracts: tuple[Extract, ...] = ()
    nearest: tuple[Hit, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if self.found != bool(self.extracts):
            raise ValueError("an answer is found if and only if it has extracts")
        if self.found and self.nearest:
            raise ValueError("an answer that was found has no nearest passages")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """One citation an extract, numbered in their order."""
        return tuple(Citation(number, e.span) for number, e in enumerate(self.extracts, start=1))


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage as an inspection shows it.

    Attributes:
        rank: From 1: first what was read, in the order of the reader's scores, then the rest as retrieval ranked it.
        hit: The passage with its score in each stage; the reader's is the belief in its best sentence.
        fate: Whether it was quoted, or why not.
        extracts: Numbers of the extracts that it holds or, if it repeats one, of that one.
        best: The sentence that the reader would quote first, or None where it was not read.
    """

    rank: int
    hit: Hit
    fate: Fate
    extracts: tuple[int, ...] = ()
    best: Span | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """An answer with everything that it was chosen from.

    Attributes:
        answer: The answer.
        threshold: The confidence from which a question is answered.
        ranking: In the order of their ranks.
        left_out: Passages that were kept from the search, as if the library did not have them.
    """

    answer: Answer
    threshold: float
    ranking: tuple[RankedPassage, ...]
    left_out: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation."""

    question: str
    standalone: str


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """What the encoder is called in the manifest."""

    @property
    def digest(self) -> str:
        """SHA-256 of its weights."""

    @property
    def width(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return an (n, width) float32 array of unit rows, in the order of the texts."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without the special ones."""


class Retriever(Protocol):
    """Finds passages."""

    def retrieve(self, question: str, k: int, *, without: Collection[int] = ()) -> list[Hit]:
        """Return at most k hits, best first, as if the library had no passages in the rows ``without``."""


class Reader(Protocol):
    """Takes the sentences that answer out of hits."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return the extracts, and what became of every other sentence.

        Readers return their best extracts even where they do not believe in them: whether to answer is decided
        in one place, by the threshold in the settings.
        """


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal.

    Lone surrogates are kept apart from all other text, though UTF-8 proper has no place for them.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
