"""Plain text, and question-and-answer pages saved as plain text."""

import re

from rag.loaders.blocks import assemble
from rag.loaders.parsed import Parsed
from rag.loaders.question_page import is_question_page, question_page_blocks

_TITLE_CHARACTERS = 120
_TITLE_ENDS_NOT = (".", "!", ":", ";", ",", "…")
# What may stand behind a sentence's end: “He won.”, (He won.), He won.[1]
_BEHIND_THE_END = re.compile(r"(?:\[\d+\]|[\s\"'”’“‘»«›‹)\]])+$")
_ITEM = re.compile(r"(?:\d+[.)]|[-*•])\s")


def parse_text(content: str) -> Parsed:
    """Return what a plain text holds; its words, spaces and line ends stay as they are.

    A short first line that a blank line follows and no full stop ends is the title, not part of the text, unless it
    is the first item of a list.
    """
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if is_question_page(lines):
        title, blocks = question_page_blocks(lines)
        text, sections = assemble(blocks, title)
        return Parsed(text, title, sections)
    first, _, rest = content[_leading_blanks(content) :].partition("\n")
    blank, line_end, text = rest.partition("\n")
    title = first.strip()
    is_alone = line_end and text.strip() and not blank.strip()
    return Parsed(text, title) if is_alone and _is_title(title) else Parsed(content)


def _is_title(line: str) -> bool:
    if not 0 < len(line) <= _TITLE_CHARACTERS or _ITEM.match(line):
        return False
    return not _BEHIND_THE_END.sub("", line).endswith(_TITLE_ENDS_NOT)


def _leading_blanks(content: str) -> int:
    return len(content) - len(content.lstrip())
