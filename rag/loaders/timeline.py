"""The dated events of a data folder, each with the sentence of a document that carries it."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from rag.errors import DataError
from rag.types import Document, Span

logger = logging.getLogger(__name__)

TIMELINE = "timeline.yaml"

_FIELDS = frozenset({"date", "title", "document", "text"})
_OPTIONAL = frozenset({"style"})
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class EventDate:
    """A day, a month or a year, as people wrote it then.

    Attributes:
        year: From 1 to 9999.
        month: From 1, or None where only the year is known.
        day: From 1, or None where only the month is known.
        is_old_style: Whether it is of the Julian calendar, as Russian dates before 14 February 1918 are.
    """

    year: int
    month: int | None = None
    day: int | None = None
    is_old_style: bool = False

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)

    @property
    def order(self) -> tuple[int, int]:
        """A key that sorts dates by time within the years as they are written; a month comes before its days."""
        first = date(self.year, self.month or 1, self.day or 1).toordinal()
        # The Julian calendar was 12 days behind until February 1900 and 13 since.
        behind = 13 if self.year >= 1900 else 12
        return self.year, first + behind if self.is_old_style and self.day is not None else first


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and the sentence that says so."""

    date: EventDate
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events in order of time, and a word on each that was left out because its sentence is not there."""

    events: tuple[Event, ...] = ()
    left_out: tuple[str, ...] = ()


def load_timeline(path: Path, documents: Sequence[Document]) -> Timeline:
    """Return the events of a file over the documents as they are; without a file there are none.

    Raises:
        DataError: If the file is not a list of events as ``data/README.md`` describes them; the message names the
            line and the event.
    """
    if not path.is_file():
        return Timeline()
    try:
        entries = _entries(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    except (OSError, yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path} is not a YAML file in UTF-8: {error}") from error
    except _EventError as error:
        raise DataError(f"{path}, {error}") from error
    by_id = {document.id: document for document in documents}
    events: list[Event] = []
    left_out: list[str] = []
    for entry in entries:
        document = by_id.get(entry.document)
        start = -1 if document is None else document.text.find(entry.text)
        if document is None:
            left_out.append(f"{entry.place}: there is no document {entry.document!r}")
        elif start < 0:
            left_out.append(f"{entry.place}: its sentence is not in {entry.document!r}")
        else:
            events.append(Event(entry.date, entry.title, Span(document, start, start + len(entry.text))))
    for reason in left_out:
        logger.warning("%s, %s; it is left out", path, reason)
    return Timeline(tuple(sorted(events, key=lambda event: event.date.order)), tuple(left_out))


def timeline_reader(path: Path) -> Callable[[tuple[Document, ...]], Timeline]:
    """Return ``load_timeline`` of a file that loads it again only where the file or the documents have changed."""

    @lru_cache(maxsize=1)
    def read(documents: tuple[Document, ...], state: tuple[int, ...]) -> Timeline:
        return load_timeline(path, documents)

    return lambda documents: read(documents, _state_of(path))


def _state_of(path: Path) -> tuple[int, ...]:
    """Return what a change of a file changes; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


class _EventError(Exception):
    """What is wrong with the file, beginning with the line."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An event as it is written: its place in the file, and its fields."""

    place: str
    date: EventDate
    title: str
    document: str
    text: str


def _entries(root: yaml.Node | None) -> list[_Entry]:
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise _EventError(f"{_line(root)}: expected a list of events, each beginning with '- date:'")
    return [_entry(node) for node in root.value]


def _entry(node: yaml.Node) -> _Entry:
    fields = _fields(node)
    place = f"{_line(node)}, event {fields.get('title', '')[:80]!r}"
    missing = sorted(name for name in _FIELDS if not fields.get(name, "").strip())
    unknown = sorted(fields.keys() - _FIELDS - _OPTIONAL)
    if missing or unknown:
        wrong = f"it has no {missing[0]}" if missing else f"its field {unknown[0]!r} is unknown"
        raise _EventError(f"{place}: {wrong}; an event has date, title, document, text and may have style: old")
    if fields.get("style", "old") != "old":
        raise _EventError(f"{place}: its style is {fields['style']!r}; it is 'old' or left away")
    return _Entry(place, _date(fields, place), fields["title"], fields["document"], fields["text"])


def _fields(node: yaml.Node) -> Mapping[str, str]:
    if not isinstance(node, yaml.MappingNode):
        raise _EventError(f"{_line(node)}: expected an event with date, title, document and text")
    fields: dict[str, str] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise _EventError(f"{_line(key)}: expected a line 'name: text'")
        if key.value in fields:
            raise _EventError(f"{_line(key)}: {key.value!r} is given twice")
        fields[key.value] = value.value
    return fields


def _date(fields: Mapping[str, str], place: str) -> EventDate:
    match = _DATE.fullmatch(fields["date"])
    try:
        if match is None:
            raise ValueError("not of that form")
        year, month, day = (None if part is None else int(part) for part in match.groups())
        return EventDate(year or 0, month, day, "style" in fields)
    except ValueError as error:
        raise _EventError(
            f"{place}: its date is {fields['date'][:40]!r}; expected 1922, 1922-04 or 1922-04-03 ({error})"
        ) from error


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
