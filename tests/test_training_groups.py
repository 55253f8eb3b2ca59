"""Training examples: what is taken for an answer, what for a rival, and what is left open."""

import json
import random

import pytest
from tiny_library import HashEncoder

from rag.evaluation.rows import Row
from training.groups import IGNORED, as_learners_type, groups_of_questions, groups_of_rows, groups_of_written

CONTEXT = "Stalin ruled. Lenin died in 1924. Trotsky left in 1929."
OTHER = "The lake is deep. Nobody knows when Lenin swam in the lake."


def _row(id, question, *answers, context=CONTEXT, source="squad"):
    found = [{"text": text, "start": context.index(text)} for text in answers]
    return Row.of(
        {"id": id, "source": source, "title": "A_b", "question": question, "context": context, "answers": found}
    )


def _written(folder, *questions):
    path = folder / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return path


def _said(passage):
    """Return the sentences that answer and the words that do."""
    labelled = zip(passage.sentences, passage.labels, strict=True)
    sentences = [passage.text[a:b] for (a, b), label in labelled if label == 1]
    words = None if passage.spans is None else [passage.text[a:b] for a, b in passage.spans]
    return sentences, words


def test_row_answers_with_its_words_and_with_the_sentence_around_them():
    (group,) = groups_of_rows([_row("1", "When did Lenin die?", "1924")], negatives=0, altered=0, seed=1)
    (passage,) = group.passages
    assert (passage.header, _said(passage)) == ("A b", (["Lenin died in 1924."], ["1924"]))


def test_rival_is_another_context_that_shares_words_and_lacks_the_answer():
    rows = [_row("1", "When did Lenin die?", "1924"), _row("2", "How deep is the lake?", "deep", context=OTHER)]
    first, _ = groups_of_rows(rows, negatives=1, altered=0, seed=1)
    assert [passage.text for passage in first.passages] == [CONTEXT, OTHER]
    assert _said(first.passages[1]) == ([], [])
    assert first.passages[1].header == "A b"


def test_single_sentence_teaches_words_and_no_choice():
    rows = [_row("1", "Who died?", "Lenin", source="qamr"), _row("2", "Who swam?", context="Lenin died as he swam.")]
    group, _ = groups_of_rows(rows, negatives=1, altered=0, seed=1)
    assert len(group.passages) == 1
    assert set(group.passages[0].labels) == {IGNORED}
    assert _said(group.passages[0])[1] == ["Lenin"]


@pytest.mark.parametrize(
    ("evidence", "short", "expected"),
    [
        ([14, 33], [28, 32], (["Lenin died in 1924."], ["1924"])),
        ([14, 33], None, (["Lenin died in 1924."], None)),
        (None, None, ([], [])),
    ],
    ids=["with words", "without", "unanswerable"],
)
def test_written_question_is_labelled_as_it_was_written(tmp_path, evidence, short, expected):
    path = _written(tmp_path, {"row": "1", "question": "When?", "evidence": evidence, "short": short})
    (group,) = groups_of_written(path, [_row("1", "x", "1924")], negatives=0, seed=1)
    assert _said(group.passages[0]) == expected


def test_written_question_on_a_row_that_is_not_there_is_left_out(tmp_path):
    path = _written(tmp_path, {"row": "9", "question": "When?", "evidence": None, "short": None})
    assert groups_of_written(path, [_row("1", "x", "1924")], negatives=0, seed=1) == []


def test_stranger_is_answered_by_nothing_alone_and_behind_a_topic(library, tmp_path):
    sentence = library.passages[0].sentences[0]
    evidence = [{"document": sentence.document.id, "text": sentence.text}]
    common = {"kind": "who", "evidence": evidence}
    asked = [{"id": f"q{n}", "question": f"What stands first, {n}?", **common} for n in (1, 2)]
    path = _written(tmp_path, *asked)
    strangers = [f"How is bread number {n} baked?" for n in range(40)]
    groups = groups_of_questions(path, library, HashEncoder(), strangers=strangers)
    strange = [group for group in groups if "bread" in group.question]
    assert len(strange) > len(strangers)
    assert any(group.question.startswith("What stands first") for group in strange)
    assert {label for group in strange for c in [*group.passages, *group.rivals] for label in c.labels} == {0}
    assert all(1 in group.passages[0].labels for group in groups if "bread" not in group.question)


def test_learners_type_leaves_words_and_sometimes_takes_the_mark():
    draw = random.Random(3)
    typed = [as_learners_type("Why did Stalin choose Kirov in Leningrad?", draw) for _ in range(200)]
    assert {True, False} == {text.endswith("?") for text in typed}
    assert any("kirov" in text for text in typed)
    assert min(len(text.split()) for text in typed) >= 4


def test_follow_up_is_not_asked_about_another_whom_the_question_before_may_name(library, tmp_path):
    first, second = (s for s in library.passages[0].sentences[:2])
    history = [
        {"question": "Who was Trotsky?", "standalone": "Who was Trotsky?"},
        {"question": "When was he expelled?"},
    ]
    turns = [
        {
            **turn,
            "standalone": turn["question"],
            "kind": "when",
            "evidence": [{"document": s.document.id, "text": s.text}],
        }
        for turn, s in zip(history, (first, second), strict=True)
    ]
    others = [{"id": f"x{n}", "kind": "who", "question": f"Who was {name}?", "evidence": []}
              for n, name in enumerate(("Bismarck", "Napoleon"))]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, [{"id": "c", "turns": turns}, *others])), encoding="utf-8")
    groups = groups_of_questions(path, library, HashEncoder())
    behind = [group.question for group in groups if group.question.endswith("? When was he expelled?")]
    assert behind == ["Who was Trotsky? When was he expelled?"]


def test_answered_row_comes_again_about_another_whom_nothing_answers():
    rows = [_row("1", "When did Lenin die?", "1924"), _row("2", "Where did Bismarck die?", context=OTHER)]
    groups = groups_of_rows(rows, negatives=0, altered=1, seed=1)
    assert [group.question for group in groups] == [rows[0].question, "When did Bismarck die?", rows[1].question]
    assert _said(groups[1].passages[0]) == ([], [])
    assert groups[1].passages[0].text == CONTEXT
