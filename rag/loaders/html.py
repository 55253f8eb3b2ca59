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
_BLOCKS = frozenset({"head", "p", "ab", "list", "item", "table", "row", "cell"})


def parse_html(content: str) -> Parsed:
    """Return the main text of a web page: navigation, advertisements and hidden text are left out.

    Raises:
        LoadingError: If no main text is found.
    """
    extracted = trafilatura.bare_extraction(_visible(content), include_comments=False, with_metadata=True)
    body = getattr(extracted, "body", None)
    if body is None:
        raise LoadingError("no main text was found in the page")
    for element in body.iter("lb", "head"):
        element.tail = " " + (element.tail or "")  # nothing else keeps the words on its two sides apart
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
    """Yield the blocks inside an element in their order; words that stand between them are a block of their own.

    Worked example: ``<item>Own <hi>words</hi> <list><item>Inner</item></list> tail</item>`` gives "Own words",
    "Inner" and "tail".
    """
    words = element.text or ""
    for child in element:
        if _is_block(child):
            yield from _block(words)
            yield from _blocks_of(child)
            words = child.tail or ""
        else:
            words += _words(child) + (child.tail or "")
    yield from _block(words)


def _blocks_of(element: html.HtmlElement) -> Iterator[Block]:
    if element.tag == "head":
        return _block(_words(element), is_heading=True)
    if element.tag in _PARAGRAPHS and not _holds_blocks(element):
        return _block(_words(element))
    return _blocks(element)


def _is_block(element: html.HtmlElement) -> bool:
    """Return whether an element stands apart from the words beside it; a quote or code may be among a sentence's."""
    is_apart = element.tag in _BLOCKS or _holds_blocks(element)
    return is_apart or (element.tag in _PARAGRAPHS and element.getparent().tag not in _PARAGRAPHS)


def _holds_blocks(element: html.HtmlElement) -> bool:
    return bool(element.xpath(".//p|.//item|.//cell"))


def _words(element: html.HtmlElement) -> str:
    return "".join(element.itertext())


def _block(words: str, *, is_heading: bool = False) -> Iterator[Block]:
    """Yield the words, if there are any; white space is folded, as a browser folds it."""
    text = " ".join(words.split())
    if text:
        yield Block(text, is_heading)
