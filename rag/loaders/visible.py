"""A web page or a part of one as a tree of what its reader sees, no word of it outside an element that is read."""

import re
from collections.abc import Iterator

from lxml import etree, html

from rag.errors import LoadingError
from rag.loaders.figures import SCRIPTS, script_text
from rag.loaders.hidden import drop_hidden

# What stands among the words of a sentence.
PHRASES = frozenset(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark nobr output q s samp small
    span strike strong sub sup time tt u var wbr
    """.split()
)
# Phrases that trafilatura drops or cuts off, with what they say, where a sentence needs it.
_IN_SENTENCES = etree.XPath(
    "//*[self::time or self::label or self::output or self::data]"
    "[ancestor::*[self::p or self::li or self::td or self::th or self::dd or self::dt or self::blockquote]"
    " or ../text()[normalize-space()]]"
)
# Links to nowhere: trafilatura takes a paragraph with one in it for a menu.
_NO_LINKS = etree.XPath("//a[not(@href) or not(normalize-space())]")
# What holds paragraphs; trafilatura loses words that stand in it outside of them.
_HOLDERS = etree.XPath(
    "//*[self::body or self::article or self::main or self::section or self::center or self::address or self::div[p]]"
)
# Lists that are numbered in figures, and of an item the first words that are shown.
_NUMBERED_LISTS = etree.XPath("//ol[not(@type) or @type='1']")
_FIRST_WORDS = etree.XPath("(.//text()[normalize-space()][not(parent::script or parent::style)])[1]")
_NUMBER = re.compile(r"\s*[+-]?\d{1,9}\s*", re.ASCII)


def visible_page(content: str) -> html.HtmlElement:
    """Return the tree of a page without comments and hidden text, every word of its main parts in a paragraph.

    Raises:
        LoadingError: If there is no text in the page.
    """
    # A comment left in the tree would cut off the words behind it: trafilatura leaves them out.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(content.encode("utf-8"), parser=parser)
    except (ValueError, etree.LxmlError) as error:
        raise LoadingError("no text was found in the page") from error
    drop_hidden(root)
    for element in reversed(list(root.iter(*SCRIPTS))):  # those inside others first
        _set_figures(element)
    for element in reversed(_NUMBERED_LISTS(root)):  # so that of two numbers the outer list's comes first
        _number_items(element)
    for element in (*_IN_SENTENCES(root), *_NO_LINKS(root)):
        element.drop_tag()
    for element in _HOLDERS(root):
        element[:] = list(_wrapped(element))
    return root


def _set_figures(element: html.HtmlElement) -> None:
    words, around = element.text_content(), element.getparent()
    is_within_link = around.tag == "a" and around.text_content().strip() == words.strip()
    text = script_text(words, element.tag, is_linked=is_within_link or element.find(".//a") is not None)
    if text != words:
        element[:], element.text = [], text


def _number_items(numbered: html.HtmlElement) -> None:
    """Put its number before each item of a list that does more than count from 1: a chronology begins with years."""
    items = numbered.findall("li")
    first, step = (len(items), -1) if numbered.get("reversed") is not None else (1, 1)
    last = _number(numbered.get("start"), first) - step
    numbers = [last := _number(item.get("value"), last + step) for item in items]
    if numbers == [*range(1, len(items) + 1)]:
        return
    for item, number in zip(items, numbers, strict=True):
        for words in _FIRST_WORDS(item):  # one, or none
            setattr(words.getparent(), "tail" if words.is_tail else "text", f"{number}. {words}")


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written is not None and _NUMBER.fullmatch(written) else otherwise


def _wrapped(holder: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield an element's children, those that bare words stand among in a paragraph with them."""
    run = _paragraph_of(holder.text)
    holder.text = None
    for child in list(holder):
        if all(part.tag in PHRASES for part in child.iter()):
            run.append(child)
            continue
        yield from _unless_bare(run)
        run = _paragraph_of(child.tail)
        child.tail = None
        yield child
    yield from _unless_bare(run)


def _paragraph_of(words: str | None) -> html.HtmlElement:
    paragraph = html.Element("p")
    paragraph.text = words
    return paragraph


def _unless_bare(run: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the paragraph, or what it holds where no words of its own are among it, as links of a menu."""
    own = [run.text, *(child.tail for child in run)]
    if any(words and words.strip() for words in own):
        yield run
    else:
        yield from list(run)
