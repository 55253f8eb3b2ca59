"""The main text of a web page."""

import trafilatura

from rag.errors import LoadingError
from rag.loaders.blocks import assemble
from rag.loaders.elements import element_blocks
from rag.loaders.parsed import Parsed
from rag.loaders.question_page import is_question_page, question_page_blocks
from rag.loaders.visible import visible_page


def parse_html(content: str) -> Parsed:
    """Return the main text of a web page: navigation, advertisements and hidden text are left out.

    Raises:
        LoadingError: If no main text is found.
    """
    extracted = trafilatura.bare_extraction(visible_page(content), include_comments=False, with_metadata=True)
    body = getattr(extracted, "body", None)
    if body is None:
        raise LoadingError("no main text was found in the page")
    blocks = element_blocks(body)
    title = getattr(extracted, "title", None)
    lines = [line for block in blocks for line in block.text.splitlines() if line]
    if is_question_page(lines):
        title, blocks = question_page_blocks(lines)
    text, sections = assemble(blocks, title)
    return Parsed(text, title, sections)
