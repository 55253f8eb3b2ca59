"""The main text of a web page."""

from collections.abc import Iterator

import trafilatura
from lxml import etree, html

from rag.errors import LoadingError
from rag.loaders.blocks import Block, assemble
from rag.loaders.hidden import drop_hidden
from rag.loaders.parsed import Parsed
from rag.loaders.question_page import is_question_page, question_page_blocks

_PARAGRAPHS = frozenset({"p", "quote", "item", "cell", "code", "ab"})


def parse_html(content: str) -> Parsed:
    """Return the main text of a web page: navigation, advertisements and hidden text are left out.

    Raises:
        LoadingError: If no main text is found.
    """
    extracted = trafilatura.bare_extraction(_visible(content), include_comments=False, with_metadata=True)
    body = getattr(extracted, "body", None)
    if body is None:
        raise LoadingError("no main text was found in the page")
    blocks = list(_blocks(body))
    title = getattr(extracted, "title", None)
    lines = [line for block in blocks for line in block.text.splitlines() if line]
    if is_question_page(lines):
        title, blocks = question_page_blocks(lines)
    text, sections = assemble(blocks)
    return Parsed(text, title, sections)


def _visible(content: str) -> html.HtmlElement:
    try:
        root = html.document_fromstring(content.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError) as error:
        raise LoadingError("no text was found in the page") from error
    drop_hidden(root)
    return root


def _blocks(element: html.HtmlElement) -> Iterator[Block]:
    for child in element:
        if child.tag == "head":
            yield from _block(child, is_heading=True)
        elif child.tag in _PARAGRAPHS and not len(child.xpath(".//p|.//item|.//cell")):
            yield from _block(child, is_heading=False)
        else:
            yield from _blocks(child)


def _block(element: html.HtmlElement, *, is_heading: bool) -> Iterator[Block]:
    """Yield the element's words; white space is folded, as a browser folds it."""
    text = " ".join("".join(element.itertext()).split())
    if text:
        yield Block(text, is_heading)
