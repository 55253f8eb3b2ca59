"""The file of dated events."""

from pathlib import Path

import pytest
from tiny_engine import tiny_documents
from tiny_timeline import write_timeline

from rag.errors import DataError
from rag.loaders import load_corpus
from rag.loaders.timeline import EventDate, Timeline, load_timeline, timeline_reader
from rag.types import Document

DOCUMENT = Document("a.md", "A", "a.md", "One fact stands here. Another fact follows.")
GOOD = "- date: '1922-04-03'\n  title: One\n  document: a.md\n  text: One fact stands here.\n"


def _load(tmp_path, content, documents=(DOCUMENT,)):
    path = tmp_path / "timeline.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_timeline(path, documents)


def test_no_file_is_no_timeline(tmp_path):
    assert load_timeline(tmp_path / "timeline.yaml", [DOCUMENT]) == Timeline()
    assert _load(tmp_path, "# nothing yet\n") == Timeline()


def test_event_has_its_date_and_its_very_sentence(tmp_path):
    (event,) = _load(tmp_path, GOOD).events
    assert (event.date, event.title) == (EventDate(1922, 4, 3), "One")
    assert (event.span.document, event.span.text) == (DOCUMENT, "One fact stands here.")


def test_event_whose_sentence_or_document_is_gone_is_left_out_and_said(tmp_path, caplog):
    edited = GOOD.replace("stands", "stood") + GOOD.replace("a.md", "b.md") + GOOD
    timeline = _load(tmp_path, edited)
    assert len(timeline.events) == 1
    assert timeline.left_out == (
        "line 1, event 'One': its sentence is not in 'a.md'",
        "line 5, event 'One': there is no document 'b.md'",
    )
    assert all(reason in caplog.text for reason in timeline.left_out)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (GOOD + GOOD.replace("  title: One\n", ""), "line 5, event '': it has no title"),
        (GOOD + GOOD.replace("title: One", "title: ' '"), "line 5, event ' ': it has no title"),
        (GOOD.replace("text:", "txt:"), "line 1, event 'One': it has no text"),
        (GOOD + "  colour: red\n", "line 1, event 'One': its field 'colour' is unknown"),
        (GOOD + "  style: new\n", "line 1, event 'One': its style is 'new'"),
        (GOOD + "  title: Two\n", "line 5: 'title' is given twice"),
        (GOOD.replace("1922-04-03", "1922-02-30"), "line 1, event 'One': its date is '1922-02-30'"),
        (GOOD.replace("1922-04-03", "1922-13"), "its date is '1922-13'; expected 1922, 1922-04 or 1922-04-03"),
        (GOOD.replace("1922-04-03", "3 April 1922"), "its date is '3 April 1922'"),
        (GOOD.replace("1922-04-03", "0000"), "its date is '0000'"),
        (GOOD.replace("1922-04-03", "١٩٢٢"), "its date is '١٩٢٢'"),
        ("date: '1922'\n", "line 1: expected a list of events"),
        ("- just text\n", "line 1: expected an event"),
        ("- date: [1922]\n", "line 1: expected a line 'name: text'"),
        ("- ? [a]\n  : b\n", "line 1: expected a line 'name: text'"),
        ("- title: 'open\n", "is not a YAML file in UTF-8"),
        ("- a: &x y\n  b: *z\n", "is not a YAML file in UTF-8"),
        ("[" * 100_000, "is not a YAML file in UTF-8"),
        (b"- title: \xff\n", "is not a YAML file in UTF-8"),
    ],
)
def test_broken_file_is_an_error_that_names_line_and_event(tmp_path, content, message):
    with pytest.raises(DataError) as error:
        _load(tmp_path, content)
    assert "timeline.yaml" in str(error.value)
    assert message in str(error.value)


def test_events_are_in_order_of_time_whatever_their_calendar(tmp_path):
    dates = ["1917-11-08", "1917-10-26 old", "1917-10-25 old", "1917-11", "1917", "1917-11 old", "1899-12-20 old"]
    entries = [
        GOOD.replace("1922-04-03", date.removesuffix(" old")) + ("  style: old\n" if "old" in date else "")
        for date in dates
    ]
    order = [(e.date.year, e.date.month, e.date.day) for e in _load(tmp_path, "".join(entries)).events]
    # 25 October Old Style is 7 November, and 26 October the 8th: of one day, what the file has first.
    assert order == [
        (1899, 12, 20),
        (1917, None, None),
        (1917, 11, None),
        (1917, 11, None),
        (1917, 10, 25),
        (1917, 11, 8),
        (1917, 10, 26),
    ]


def test_small_timeline_is_read_and_one_event_of_it_left_out(tmp_path):
    timeline = load_timeline(write_timeline(tmp_path) / "timeline.yaml", tiny_documents())
    assert (len(timeline.events), len(timeline.left_out)) == (5, 1)


def test_our_own_timeline_loads_whole():
    data = Path(__file__).parents[2] / "data"
    timeline = load_timeline(data / "timeline.yaml", load_corpus(data).documents)
    assert len(timeline.events) >= 100
    assert timeline.left_out == ()


def test_timeline_is_read_again_once_its_file_or_the_documents_change(tmp_path):
    path = tmp_path / "timeline.yaml"
    read = timeline_reader(path)
    assert read((DOCUMENT,)) == Timeline()
    path.write_text(GOOD)
    first = read((DOCUMENT,))
    assert [event.title for event in first.events] == ["One"]
    assert read((DOCUMENT,)) is first
    path.write_text(GOOD.replace("title: One", "title: Two more"))
    assert [event.title for event in read((DOCUMENT,)).events] == ["Two more"]
    assert read(()).events == ()
    path.write_text("no list")
    for _ in range(2):
        with pytest.raises(DataError, match="line 1"):
            read((DOCUMENT,))
    path.unlink()
    assert read((DOCUMENT,)) == Timeline()
