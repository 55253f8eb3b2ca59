"""What a parser makes of a file's content, before it is given an id and a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.types import Section


@dataclass(frozen=True, slots=True)
class Parsed:
    """Text, title, sections and metadata of a file.

    Attributes:
        text: The text, final.
        title: The title that the file gives itself, or None.
        sections: Headed parts of the text.
        metadata: What its front matter or head says.
    """

    text: str
    title: str | None = None
    sections: tuple[Section, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)
