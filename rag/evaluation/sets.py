"""Files of questions."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import DataError
from rag.evaluation.rows import ENCODING
from rag.types import Span, digest_of

CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that answers: its document and the digest of its words."""

    document: str
    sha256: str

    def matches(self, sentence: Span) -> bool:
        """Return whether a sentence of a document is this one."""
        return sentence.document.id == self.document and digest_of(sentence.text) == self.sha256


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose evidence is known.

    Attributes:
        id: Its name in reports.
        kind: who, when, …; ``conversation`` for a later turn.
        text: The question.
        evidence: Sentences each of which answers; empty if the corpus does not answer.
        short: The words of the first that answer, or None.
        unanswerable: The kind of unanswerable question, or None.
        history: Earlier questions of the conversation.
        standalone: The question written out by hand, if it is a later turn.
        belongs_to: The document of its conversation, or the conversation where nothing answers it; the article of its
            row; None of a question by itself.
    """

    id: str
    kind: str
    text: str
    evidence: tuple[Evidence, ...]
    short: str | None = None
    unanswerable: str | None = None
    history: tuple[str, ...] = ()
    standalone: str | None = None
    belongs_to: str | None = None

    @property
    def group(self) -> str:
        """What names the questions that fare alike: their document where it is known, else the question alone."""
        if self.belongs_to is not None:
            return self.belongs_to
        return self.evidence[0].document if self.evidence else self.id

    @property
    def is_answerable(self) -> bool:
        """Whether the corpus answers it."""
        return bool(self.evidence)

    @property
    def written_out(self) -> str:
        """The question as it stands alone."""
        return self.text if self.standalone is None else self.standalone

    def is_answered_by(self, sentences: Iterable[Span]) -> bool:
        """Return whether one of the sentences is evidence."""
        return any(evidence.matches(sentence) for sentence in sentences for evidence in self.evidence)


def load_questions(path: Path) -> list[Question]:
    """Return the questions of a JSON-lines file as ``data/README.md`` describes it, conversations turn by turn.

    Raises:
        DataError: If the file is missing or holds no question, or a line is not such an object; the message names the
            line.
    """
    try:
        lines = path.read_text(encoding=ENCODING).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the file of questions {str(path)!r} cannot be read: {error}") from error
    questions: list[Question] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions += _questions(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DataError(
                f"{path}, line {number}: not a question as data/README.md describes it: {error!r}"
            ) from error
    if not questions:
        raise DataError(f"{path} holds no question")
    return questions


def load_libraries(folder: Path) -> list[tuple[Path, list[Question]]]:
    """Return the folders in a folder, each a library of its own, with the questions of the file beside it.

    Raises:
        DataError: If there is no folder in it, or a file of questions is missing or is none.
    """
    libraries = sorted(path for path in folder.glob("*") if path.is_dir())
    if not libraries:
        raise DataError(f"there is no library in {str(folder)!r}: it needs a folder of documents for each")
    return [(library, load_questions(library.with_suffix(".jsonl"))) for library in libraries]


def _questions(entry: Mapping[str, object]) -> Iterator[Question]:
    turns = entry.get("turns")
    if turns is None:
        yield _question(entry, id=str(entry["id"]))
        return
    if not isinstance(turns, list):
        raise TypeError("turns must be a list")
    questions: list[Question] = []
    for number, turn in enumerate(turns, start=1):
        history = tuple(question.text for question in questions)
        kind = CONVERSATION if history else str(turn.get("kind", "first turn"))
        questions.append(_question({**turn, "kind": kind}, id=f"{entry['id']}.{number}", history=history))
    document = next((e.document for question in questions for e in question.evidence), str(entry["id"]))
    yield from (replace(question, belongs_to=document) for question in questions)


def _question(entry: Mapping[str, object], *, id: str, history: tuple[str, ...] = ()) -> Question:
    evidence, short, unanswerable = entry["evidence"], entry.get("short"), entry.get("unanswerable")
    if not isinstance(evidence, list):
        raise TypeError("evidence must be a list")
    standalone = _words(entry, "standalone") if history and "standalone" in entry else None
    return Question(
        id=id,
        kind=str(entry["kind"]),
        text=_words(entry, "question"),
        evidence=tuple(Evidence(e["document"], e.get("sha256") or digest_of(e["text"])) for e in evidence),
        short=None if short is None else str(short),
        unanswerable=None if unanswerable is None else str(unanswerable),
        history=history,
        standalone=standalone,
    )


def _words(entry: Mapping[str, object], name: str) -> str:
    words = entry[name]
    if not isinstance(words, str) or not words.strip():
        raise TypeError(f"{name} must be text, not {words!r}")
    return words
