"""What the command line prints for a person."""

from pathlib import Path

from rag.commands.ask import describe_answer
from rag.types import Answer


def test_refusal_shows_what_was_searched_for_and_the_closest_passages(retriever):
    (hit,) = retriever.retrieve("Who was Trotsky?", 1)
    refused = describe_answer(Answer("Why?", "Who was Trotsky? Why?", False, 0.1, nearest=(hit,)))
    assert refused.startswith("Why?\n(Searched for: Who was Trotsky? Why?)\n\nThe sources do not answer this.\n")
    assert "\nClosest passages (they may not be about your question):\n" in refused
    assert " ".join(hit.passage.span.text.split()) in " ".join(refused.split())


def test_controls_of_a_document_do_not_reach_the_terminal(fresh_rag):
    text = "The zyxwomble was expelled\x1b[2K from the \u202eparty in 1927."
    Path("data/uploads/zyxwomble.txt").write_text(text, encoding="utf-8")
    for arguments in (["index"], ["ask", "When was the zyxwomble expelled?"], ["search", "zyxwomble"]):
        code, out, err = fresh_rag(*arguments)
        assert code == 0, err
        assert not {"\x1b", "\u202e"} & set(out)
        assert arguments == ["index"] or "[U+001B][2K" in out
        assert arguments == ["index"] or "[U+202E]party" in out
