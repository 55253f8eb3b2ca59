"""What the command line prints for a person."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from rag.commands.ask import describe_answer
from rag.types import Answer


def test_refusal_shows_what_was_searched_for_and_the_closest_passages(retriever):
    (hit,) = retriever.retrieve("Who was Trotsky?", 1)
    refused = describe_answer(Answer("Why?", "Who was Trotsky? Why?", False, 0.1, nearest=(hit,)))
    assert refused.startswith("Why?\n(Searched for: Who was Trotsky? Why?)\n\nThe sources do not answer this.\n")
    assert "\nClosest passages (they may not be about your question):\n" in refused
    words = " ".join(refused.split())
    assert f"“{' '.join(hit.passage.span.text.split())}” {hit.passage.span.document.title}, answers/" in words


def test_controls_of_a_document_do_not_reach_the_terminal(fresh_rag):
    text = "The zyxwomble was expelled\x1b[2K from the \u202eparty in 1927."
    Path("data/uploads/zyxwomble.txt").write_text(text, encoding="utf-8")
    for arguments in (["index"], ["ask", "When was the zyxwomble expelled?"], ["search", "zyxwomble"]):
        code, out, err = fresh_rag(*arguments)
        assert code == 0, err
        assert not {"\x1b", "\u202e"} & set(out)
        assert arguments == ["index"] or "[U+001B][2K" in out
        assert arguments == ["index"] or "[U+202E]party" in out


def test_what_was_added_is_said_to_be_so_with_the_day_and_the_file(fresh_rag):
    file = Path("data/uploads/zyxwomble.md")
    file.write_text("---\ntitle: Trotsky\nadded: never\n---\nThe zyxwomble was expelled in 1927.", encoding="utf-8")
    os.utime(file, (1e9, 1e9))  # a copy that kept the time of its original
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert fresh_rag("index")[0] == 0
    for arguments in (["ask", "When was the zyxwomble expelled?"], ["search", "zyxwomble"]):
        assert f"uploads/zyxwomble.md (added {day}, not reviewed)" in " ".join(fresh_rag(*arguments)[1].split())
    citation = json.loads(fresh_rag("ask", "When was the zyxwomble expelled?", "--json")[1])["citations"][0]
    assert citation["added"] == day


def test_what_was_not_added_is_not_said_to_be(rag):
    found = json.loads(rag("ask", "Where was Stalin born?", "--json")[1])["citations"]
    found += json.loads(rag("ask", "When was Trotsky expelled from the party?", "--json")[1])["citations"]
    assert {(c["document"].split("/")[0], c["added"] is None) for c in found} == {("answers", True), ("uploads", False)}
