"""Elements into blocks: of the tree that trafilatura makes of a page, in TEI's names, and of a piece of HTML."""

from collections.abc import Iterator

from lxml import etree, html

from rag.errors import LoadingError
from rag.loaders.blocks import Block, row_text
from rag.loaders.visible import PHRASES, visible_page

_PARAGRAPHS = frozenset({"p", "quote", "item", "cell", "code", "ab"})
_BLOCKS = frozenset({"head", "p", "ab", "div", "list", "item", "table", "row", "cell"})
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_DEEPEST = 6  # of a summary, say, which is a heading of no level
_BLOCKS_INSIDE = etree.XPath(".//p|.//item|.//cell")

_UNREAD = frozenset(
    """
    audio button canvas datalist iframe math noscript object script select style svg template textarea title video
    """.split()
)
_TEI_NAMES = {
    **dict.fromkeys((*_LEVELS, "summary"), "head"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    "tr": "row",
    "p": "p",
    "br": "lb",
    **{name: name for name in PHRASES - {"br"}},
}


def element_blocks(body: html.HtmlElement) -> list[Block]:
    """Return the headings, paragraphs and rows of tables inside an element of TEI, in their order."""
    for element in body.iter("lb", "head"):
        element.tail = " " + (element.tail or "")  # nothing else keeps the words on its two sides apart
    return list(_blocks(body))


def fragment_blocks(content: str) -> list[Block]:
    """Return the blocks of a piece of HTML, whole but for what is hidden; none where it has no text."""
    try:
        root = visible_page(content)
    except LoadingError:
        return []
    for element in list(root.iter()):
        if element.tag in _UNREAD:
            element.drop_tree()
            continue
        if element.tag in _LEVELS:
            element.set("rend", element.tag)
        element.tag = _TEI_NAMES.get(element.tag, "div")
    return element_blocks(root)


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
        return _block(_words(element), level=_LEVELS.get(element.get("rend"), _DEEPEST))
    if element.tag == "row" and all(_is_plain(cell) for cell in element):
        return _block(row_text(_folded(_words(cell)) for cell in element))
    if element.tag in _PARAGRAPHS and not _holds_blocks(element):
        return _block(_words(element))
    return _blocks(element)


def _is_block(element: html.HtmlElement) -> bool:
    """Return whether an element stands apart from the words beside it; a quote or code may be among a sentence's."""
    is_apart = element.tag in _BLOCKS or _holds_blocks(element)
    return is_apart or (element.tag in _PARAGRAPHS and element.getparent().tag not in _PARAGRAPHS)


def _holds_blocks(element: html.HtmlElement) -> bool:
    return bool(_BLOCKS_INSIDE(element))


def _is_plain(cell: html.HtmlElement) -> bool:
    """Return whether one block or none holds all the words of a cell: Word puts a paragraph into each."""
    words = _folded(_words(cell))
    return all(_folded(_words(block)) in ("", words) for block in _BLOCKS_INSIDE(cell))


def _words(element: html.HtmlElement) -> str:
    return "".join(element.itertext())


def _block(words: str, *, level: int | None = None) -> Iterator[Block]:
    """Yield the words, if there are any."""
    text = _folded(words)
    if text:
        yield Block(text, level)


def _folded(words: str) -> str:
    """Return the words with one space for white space of every kind, wide and no-break too, as trafilatura has it."""
    return " ".join(words.split())
