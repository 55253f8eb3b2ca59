"""Headings and paragraphs as a loader finds them, and how they become a document's text and sections."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.types import Section

_BESIDE = " | "
_UNDER = " · "


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph of a file, free of markup.

    Attributes:
        text: Its words.
        level: How deep a heading stands, from 1; None of a paragraph.
    """

    text: str
    level: int | None = None


def assemble(blocks: Iterable[Block], title: str | None = None) -> tuple[str, tuple[Section, ...]]:
    """Return a text of the paragraphs, a blank line between each, and the sections that the headings open.

    A section is called by its heading and by those that this one stands under, but for the document's title, which
    is known anyway. A heading that nothing stands under is a paragraph, unless it is the title.

    Worked example, of the title "Lives": *Lives* > *Stalin* > *Youth* He was born in 1878. gives a section
    "Stalin · Youth", where the starred are headings, each deeper than the one before it.
    """
    parts: list[str] = []
    sections: list[Section] = []
    path: list[Block] = []
    is_opened = False
    length = 0
    for block in _without_bare_headings(list(blocks), title):
        if block.level is not None:
            path = [*(outer for outer in path if outer.level is not None and outer.level < block.level), block]
            is_opened = True
            continue
        if is_opened:
            sections.append(Section(length, _name_of(path, title)))
            is_opened = False
        parts.append(block.text)
        length += len(block.text) + len("\n\n")
    return "\n\n".join(parts), tuple(sections)


def row_text(cells: Iterable[str]) -> str:
    """Return a row of a table as one line: a number alone says nothing without what it is a number of.

    Worked example: ``["1932", "", "5.9"]`` gives ``"1932 |  | 5.9"``, ``["", "5.9"]`` gives ``"5.9"``.
    """
    kept = [cell.strip() for cell in cells]
    filled = [cell for cell in kept if cell]
    return _BESIDE.join(kept).strip() if len(filled) > 1 else "".join(filled)


def _without_bare_headings(blocks: Sequence[Block], title: str | None) -> Iterator[Block]:
    for block, after in zip(blocks, [*blocks[1:], None], strict=False):
        if block.level is None or block.text == title:
            yield block
        else:
            is_bare = after is None or (after.level is not None and after.level <= block.level)
            yield Block(block.text) if is_bare else block


def _name_of(path: Sequence[Block], title: str | None) -> str:
    *outer, own = path
    return _UNDER.join([*(heading.text for heading in outer if heading.text != title), own.text])
