"""The timeline as the browser is sent it."""

import pytest

from rag.loaders.timeline import Event, EventDate, Timeline
from rag.types import Document, Span
from rag.ui.timeline import date_label, day_label, event_view, timeline_view

TEXT = "One fact stands here."
PERIODS = ("before-1917", "1922-1924", "1925-1929", "late", None)
DOCUMENTS = [Document(f"{p}.md", "T", "", TEXT, metadata={"period": p} if p else {}) for p in PERIODS]


def _event(*date, **more):
    return Event(EventDate(*date, **more), f"In {date[0]}", Span(DOCUMENTS[0], 0, len(TEXT)))


def _view(*years, left_out=()):
    return timeline_view(Timeline(tuple(_event(year) for year in years), left_out), DOCUMENTS)


@pytest.mark.parametrize(
    ("date", "label", "day"),
    [
        (EventDate(1922, 4, 3), "3 April 1922", "3 April"),
        (EventDate(1922, 4), "April 1922", "April"),
        (EventDate(1922), "1922", "in 1922"),
        (EventDate(1917, 10, 25, is_old_style=True), "25 October 1917 (Old Style)", "25 October (Old Style)"),
        (EventDate(1899, 5, is_old_style=True), "May 1899 (Old Style)", "May (Old Style)"),
    ],
)
def test_dates_are_written_as_in_the_corpus(date, label, day):
    assert (date_label(date), day_label(date)) == (label, day)


def test_event_opens_its_sentence():
    view = event_view(_event(1922, 4, 3))
    assert (view["noun"], view["title"], view["is_exact"]) == ("Event", "In 1922", True)
    assert (view["document"], view["start"], view["end"]) == ("before-1917.md", 0, len(TEXT))
    assert view["link"].endswith(f"&h={view['digest']}")
    assert not event_view(_event(1922, 4))["is_exact"]


def test_axis_has_a_column_a_year_and_a_gap_for_three_empty_ones():
    bands = _view(1878, 1882, 1882, 1885)["bands"]
    columns = [(c.get("gap") or c["year"], c.get("tick"), len(c["events"])) for band in bands for c in band["columns"]]
    assert columns == [
        (1878, "1878", 1),
        ("1879–1881", None, 0),
        (1882, "1882", 2),
        (1883, "", 0),
        (1884, "", 0),
        (1885, "1885", 1),
    ]


def test_fifth_year_leaves_its_tick_to_a_beginning_beside_it():
    columns = _view(1890, 1894, 1895, 1900)["bands"][0]["columns"]
    assert [c["tick"] for c in columns if "tick" in c] == ["1890", "1894", "", "1900"]


def test_bands_are_the_periods_of_the_documents_and_what_lies_between():
    bands = _view(1916, 1917, 1922, 1922, 1924, 1925, 1929, 1930)["bands"]
    assert [(band["label"], band["count"]) for band in bands] == [
        ("Before 1917", "1 event"),
        ("1917–1921", "1 event"),
        ("1922–1924", "3 events"),
        ("1925–1929", "2 events"),
        ("After 1929", "1 event"),
    ]


def test_years_without_any_period_are_one_band():
    view = timeline_view(Timeline((_event(1905),)), [DOCUMENTS[-1]])
    assert [band["label"] for band in view["bands"]] == ["Events"]
    later = [Document("d", "D", "", TEXT, metadata={"period": "1922-1924"})]
    assert timeline_view(Timeline((_event(1905),)), later)["bands"][0]["label"] == "Before 1922"


def test_what_is_left_out_is_said_and_counted():
    assert _view(1905)["left_out"] is None
    assert _view(1905)["facts"] == ["1 event", "1905–1905"]
    assert _view(1905, left_out=("a",))["left_out"].startswith("1 event is not shown")
    assert _view(left_out=("a", "b"))["left_out"].startswith("2 events are not shown")
