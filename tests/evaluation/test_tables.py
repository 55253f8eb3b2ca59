"""Reports as text: every figure is there, beside its name."""

from rag.evaluation.tables import as_markdown, as_text

REPORT = {
    "answers": {
        "questions": 3,
        "answerable": {"all": {"questions": 2, "right_first": 0.5}, "why": {"questions": 1, "refused": 1.0}},
    },
    "retrieval": {"recall@1": {"mean": 0.25, "interval": (0.1, 0.4)}},
}


def test_markdown_has_a_section_a_measure_and_a_table_a_group():
    title, _, intervals, *sections = as_markdown(REPORT).splitlines()
    assert title == "# What was measured"
    assert "fewer than 10, single questions are, and the interval says nothing about other documents" in intervals
    assert sections == ["",
        "## answers", "",
        "- questions: 3", "",
        "### answerable", "",
        "| | questions | right_first | refused |", "|---|---|---|---|",
        "| all | 2 | 0.500 |  |", "| why | 1 |  | 1.000 |", "",
        "## retrieval", "",
        "| | mean | interval |", "|---|---|---|", "| recall@1 | 0.250 | 0.100–0.400 |",
    ]  # fmt: skip


def test_text_has_a_line_a_row():
    assert as_text(REPORT["answers"]).splitlines() == [
        "questions          3",
        "answerable",
        "  all              questions 2   right_first 0.500",
        "  why              questions 1   refused 1.000",
    ]
