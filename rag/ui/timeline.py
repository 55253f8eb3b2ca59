"""What the timeline shows of dated events. Pure: types in, JSON out."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.controls import with_controls_named
from rag.loaders.timeline import Event, EventDate, Timeline
from rag.types import Document
from rag.ui.views import counted, opening_of, period_label, period_of
from rag.wire import Json

# A run of this many years without an event is one narrow gap on the axis.
GAP_YEARS = 3
TICK_YEARS = 5

_PERIOD = re.compile(r"(before-)?(\d{4})(?:-(\d{4}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Column:
    """A year of the axis with its events, or the run of empty years that begins with it.

    Attributes:
        year: The year.
        last: The last year of the run, else the same year.
        events: What happened in the year.
    """

    year: int
    last: int
    events: tuple[Event, ...] = ()

    @property
    def is_gap(self) -> bool:
        return self.last > self.year


@dataclass(frozen=True, slots=True)
class _Period:
    """Years, first and last among them, and what they are called."""

    first: int
    last: int
    label: str


def timeline_view(timeline: Timeline, documents: Iterable[Document]) -> Json:
    """Return the axis of the timeline in bands, which are the periods of the documents.

    Returns:
        ``facts``; ``bands``, each with its ``label``, its ``count`` and its ``columns``, one a year (``year``, the
        ``tick`` to write under it or "", its ``events``) or for a run of empty years (``gap``, which they are);
        ``left_out``, a sentence on the events that are not shown, or None.
    """
    periods = _periods(documents)
    columns = _columns(timeline.events)
    ticks = _ticks(columns)
    bands = groupby(columns, key=lambda column: _label_of(column.year, periods))
    years = [event.date.year for event in timeline.events]
    return {
        "facts": [counted(len(years), "event"), *([f"{years[0]}–{years[-1]}"] if years else [])],
        "bands": [_band_view(label, list(band), ticks) for label, band in bands],
        "left_out": _left_out(len(timeline.left_out)),
    }


def event_view(event: Event) -> Json:
    """Return an event: when, what, and how to open its sentence."""
    return {
        **opening_of(event.span),
        "noun": "Event",
        "title": with_controls_named(event.title),
        "date": date_label(event.date),
        "day": day_label(event.date),
        "is_exact": event.date.day is not None,
    }


def date_label(date: EventDate) -> str:
    """Return "3 April 1922", "April 1922" or "1922"; "(Old Style)" follows a date of the Julian calendar."""
    return _labelled(date, with_year=True)


def day_label(date: EventDate) -> str:
    """Return the date as it stands under its year: "3 April", "April", or "in 1922" where that is all."""
    return _labelled(date, with_year=False) if date.month is not None else f"in {date_label(date)}"


def _labelled(date: EventDate, *, with_year: bool) -> str:
    parts = [
        None if date.day is None else str(date.day),
        None if date.month is None else calendar.month_name[date.month],
        str(date.year) if with_year else None,
        "(Old Style)" if date.is_old_style else None,
    ]
    return " ".join(part for part in parts if part is not None)


def _columns(events: Iterable[Event]) -> list[_Column]:
    """Return the columns from the first year with an event to the last."""
    columns: list[_Column] = []
    for year, group in groupby(events, key=lambda event: event.date.year):
        empty = range(columns[-1].year + 1, year) if columns else range(0)
        if len(empty) >= GAP_YEARS:
            columns.append(_Column(empty[0], empty[-1]))
        else:
            columns += [_Column(other, other) for other in empty]
        columns.append(_Column(year, year, tuple(group)))
    return columns


def _ticks(columns: Sequence[_Column]) -> set[int]:
    """Return the years written under the axis: where it begins anew, and every fifth that has room beside those."""
    begins = {
        column.year
        for before, column in zip([None, *columns], columns, strict=False)
        if before is None or before.is_gap
    }
    return begins | {c.year for c in columns if c.year % TICK_YEARS == 0 and c.year - 1 not in begins}


def _band_view(label: str, columns: Sequence[_Column], ticks: set[int]) -> Json:
    return {
        "label": label,
        "count": counted(sum(len(column.events) for column in columns), "event"),
        "columns": [_column_view(column, ticks) for column in columns],
    }


def _column_view(column: _Column, ticks: set[int]) -> Json:
    if column.is_gap:
        return {"gap": f"{column.year}–{column.last}", "events": []}
    return {
        "year": column.year,
        "tick": str(column.year) if column.year in ticks else "",
        "events": [event_view(event) for event in column.events],
    }


def _periods(documents: Iterable[Document]) -> list[_Period]:
    """Return the periods of the documents that name years, in order of time."""
    names = {period for document in documents if (period := period_of(document))}
    matches = ((name, _PERIOD.fullmatch(name)) for name in names)
    return sorted(
        (
            _Period(0 if match[1] else int(match[2]), int(match[3] or match[2]) - bool(match[1]), period_label(name))
            for name, match in matches
            if match
        ),
        key=lambda period: period.first,
    )


def _label_of(year: int, periods: Sequence[_Period]) -> str:
    """Return what the years around a year are called: its period, or the gap between two."""
    for period in periods:
        if period.first <= year <= period.last:
            return period.label
    before = max((period.last for period in periods if period.last < year), default=None)
    after = min((period.first for period in periods if period.first > year), default=None)
    if before is not None and after is not None:
        return f"{before + 1}–{after - 1}"
    if before is not None:
        return f"After {before}"
    return "Events" if after is None else f"Before {after}"


def _left_out(count: int) -> str | None:
    if not count:
        return None
    verb, whose = ("is", "its sentence does") if count == 1 else ("are", "their sentences do")
    return f"{counted(count, 'event')} {verb} not shown: {whose} not stand in the documents as they are indexed."
