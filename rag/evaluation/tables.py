"""A report as text to read: for the terminal, and as Markdown."""

from collections.abc import Mapping

from rag.evaluation.metrics import FEWEST_GROUPS

_INTERVALS = (
    "Intervals are of 95 %. Questions on one document, with the conversations about it, are a group, and so are the"
    " rows of an article; a question of which no document is known is one by itself. Groups are drawn again, whole."
    f" Where there are fewer than {FEWEST_GROUPS}, single questions are, and the interval says nothing about other"
    " documents. Where all values are 0 or all are 1, it is Wilson's of as many trials as are drawn."
)


def as_text(report: Mapping[str, object]) -> str:
    """Return the report as a table: one line a measure or a kind of question, its columns named in each."""
    lines = []
    for name, value in report.items():
        if isinstance(value, Mapping) and all(isinstance(row, Mapping) for row in value.values()):
            lines.append(name)
            lines += [f"  {kind:<16} {_line(row)}" for kind, row in value.items()]
        else:
            lines.append(f"{name:<18} {_line(value) if isinstance(value, Mapping) else _number(value)}")
    return "\n".join(lines)


def as_markdown(report: Mapping[str, object]) -> str:
    """Return the report as Markdown: a section a measure, a table a group of rows."""
    lines = ["# What was measured", "", _INTERVALS, ""]
    for name, value in report.items():
        lines += [f"## {name}", "", *_section(value), ""]
    return "\n".join(lines)


def _line(row: Mapping[str, object]) -> str:
    return "   ".join(f"{name} {_number(value)}" for name, value in row.items())


def _section(value: object) -> list[str]:
    if not isinstance(value, Mapping):
        return [_number(value)]
    groups = {
        k: v for k, v in value.items() if isinstance(v, Mapping) and any(isinstance(x, Mapping) for x in v.values())
    }
    rows = {k: v for k, v in value.items() if isinstance(v, Mapping) and k not in groups}
    lines = [f"- {k}: {_number(v)}" for k, v in value.items() if not isinstance(v, Mapping)]
    for group, members in groups.items():
        lines += ["", f"### {group}", "", *_table(members)]
    return [*lines, *([""] if lines and rows else []), *(_table(rows) if rows else [])]


def _table(rows: Mapping[str, Mapping[str, object]]) -> list[str]:
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    head = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    body = [
        f"| {name} | " + " | ".join(_number(row.get(column, "")) for column in columns) + " |"
        for name, row in rows.items()
    ]
    return head + body


def _number(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "–".join(map(_number, value)) if isinstance(value, tuple | list) else str(value)
