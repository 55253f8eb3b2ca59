"""Plain text, and question-and-answer pages saved as plain text."""

from rag.loaders.blocks import assemble
from rag.loaders.parsed import Parsed
from rag.loaders.question_page import is_question_page, question_page_blocks

_TITLE_CHARACTERS = 120


def parse_text(content: str) -> Parsed:
    """Return what a plain text holds; its words, spaces and line ends stay as they are.

    A short first line that a blank line follows and no full stop ends is the title, not part of the text.
    """
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if is_question_page(lines):
        title, blocks = question_page_blocks(lines)
        text, sections = assemble(blocks)
        return Parsed(text, title, sections)
    first, _, rest = content[_leading_blanks(content) :].partition("\n")
    blank, line_end, text = rest.partition("\n")
    title = first.strip()
    is_short = 0 < len(title) <= _TITLE_CHARACTERS
    if is_short and line_end and text.strip() and not blank.strip() and not title.endswith((".", "!", ":", ";", ",")):
        return Parsed(text, title)
    return Parsed(content)


def _leading_blanks(content: str) -> int:
    return len(content) - len(content.lstrip())
