"""Headings and paragraphs as a loader finds them, and how they become a document's text and sections."""

from collections.abc import Iterable
from dataclasses import dataclass

from rag.types import Section


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph of a file, free of markup."""

    text: str
    is_heading: bool = False


def assemble(blocks: Iterable[Block]) -> tuple[str, tuple[Section, ...]]:
    """Return a text of the paragraphs, a blank line between each, and the sections that the headings open.

    A heading with no paragraph under it before the next heading opens nothing and is dropped, as a title is
    that stands above a subtitle.
    """
    parts: list[str] = []
    sections: list[Section] = []
    heading: str | None = None
    length = 0
    for block in blocks:
        if block.is_heading:
            heading = block.text
            continue
        if heading is not None:
            sections.append(Section(length, heading))
            heading = None
        parts.append(block.text)
        length += len(block.text) + len("\n\n")
    return "\n\n".join(parts), tuple(sections)
