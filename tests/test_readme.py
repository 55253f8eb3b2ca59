"""The README says what is so: commands and their options, settings, the JSON, and the figures of eval/."""

import json
import re
from pathlib import Path

import pytest

from rag.answering import Answerer
from rag.cli import main
from rag.config import AnsweringSettings, load_settings
from rag.wire import inspection_to_json

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"(?:^    .*\n|^\n)+", README, re.MULTILINE) if block.strip()]
COMMANDS = re.findall(r"\brag (index|ask|search|eval|feedback|serve)\b([^\n]*)", README)


def _result(name):
    return json.loads((PROJECT / "eval" / "results.json").read_text(encoding="utf-8"))[name]


@pytest.mark.parametrize(("command", "rest"), COMMANDS)
def test_options_of_a_command_are_its_own(command, rest, capsys):
    words = re.match(r" (answers)", rest) if command == "eval" else None
    with pytest.raises(SystemExit):
        main([command, *(words.groups() if words else ()), "--help"])
    help_text = capsys.readouterr().out
    assert [
        option for option in re.findall(r"(?<!-)--?[a-z]+\b", rest.split("   ")[0]) if option not in help_text
    ] == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)", "\n".join(BLOCKS)))))
def test_target_of_make_is_one(target):
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.strip().startswith("[server]")])
def test_settings_can_be_loaded(block, tmp_path):
    path = tmp_path / "ascent.toml"
    path.write_text(block, encoding="utf-8")
    assert load_settings(path).server != load_settings(tmp_path / "none.toml").server


def _names_in(value):
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in _names_in(inner)}
    return {name for inner in value for name in _names_in(inner)} if isinstance(value, list) else set()


def test_json_has_the_names_it_is_said_to_have(library, retriever, reader):
    said = {name for block in BLOCKS if block.lstrip().startswith('{"') for name in re.findall(r'"(\w+)"', block)}
    there = set()
    for threshold in (0.0, 1.0):
        settings = AnsweringSettings(threshold=threshold)
        answerer = Answerer(library, retriever=retriever, reader=reader, settings=settings)
        without = [library.passages[0].id]
        shown = inspection_to_json(answerer.inspect("When was Trotsky expelled from the party?", without=without))
        shown["answer"]["timings_ms"] = {}
        there |= _names_in(shown)
    assert said == there


# What make eval wrote is what the README shows.

SETS = ("trained reader", "plain questions", "other documents", "small libraries", "a saved page")


def _share(value):
    return f"{value:.2f}".removeprefix("0")


def _first_and_shown(row):
    return f"{_share(row['right_first'])}, {_share(row['right_shown'])}"


def _table():
    """Return the lines of the README's table."""
    gated = [_result(f"answers, {name}") for name in SETS]
    ungated = [_result(f"answers, {name}, nothing refused") for name in SETS]
    answerable = [table["answerable"]["all"] for table in gated]
    free = [table["answerable"]["all"] for table in ungated]
    rows = {
        "questions, answerable and not": [
            f"{t['answerable']['all']['questions']}, {t['unanswerable']['all']['questions']}" for t in gated
        ],
        "answerable: the first quotation answers": [_share(a["right_first"]) for a in answerable],
        "… 95 % interval": ["–".join(map(_share, a["right_first_interval"])) for a in answerable],
        "answerable: one of those shown answers": [_share(a["right_shown"]) for a in answerable],
        "answerable: refused wrongly": [_share(a["refused"]) for a in answerable],
        "unanswerable: refused": [_share(t["unanswerable"]["all"]["refused"]) for t in gated],
        "of the answers given, the first quotation is wrong": [_share(t["wrong_among_answered"]) for t in gated],
        "nothing refused: the first answers, one of those shown": [_first_and_shown(a) for a in free],
        "confidence that the documents answer: AUROC, calibration error": [
            f"{_share(t['auroc'])}, {_share(t['calibration_error'])}" for t in gated
        ],
        "quotations not verbatim at their offsets": [f"{t['not_verbatim']} of {t['quotations']:,}" for t in gated],
    }
    kinds, later = gated[0]["unanswerable"], _result("later turns of conversations")
    unseen = _result("answers, documents that no training question is about, nothing refused")["all"]
    rows |= {
        "refused: near misses, false premises, neighbouring history, other fields": [
            ", ".join(
                _share(kinds[kind]["refused"]) for kind in ("near-miss", "false-premise", "neighbouring", "other")
            )
        ],
        "later turns of conversations: the first answers, one of those shown": [_first_and_shown(later["written out"])],
        "the same, written out by hand": [_first_and_shown(later["by hand"])],
        f"on documents that no training question is about ({unseen['questions']}), nothing refused": [
            _first_and_shown(unseen)
        ],
    }
    return [f"| {name} | {' | '.join(values)} |" for name, values in rows.items()]


def test_table_shows_what_was_measured():
    shown = [line for line in README.splitlines() if line.startswith("| ") and not line.startswith("| |")]
    assert [line for line in shown if not line.startswith("| of the corpus")] == _table()
