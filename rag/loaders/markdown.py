"""Markdown with optional front matter."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from rag.loaders.blocks import Block, assemble, row_text
from rag.loaders.figures import script_text
from rag.loaders.front_matter import split_front_matter
from rag.loaders.parsed import Parsed

_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SCRIPT_TAG = re.compile(r"<(su[bp])>", re.IGNORECASE)
_LINK_TAG = re.compile(r"<a\s", re.IGNORECASE)
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")


def parse_markdown(content: str) -> Parsed:
    """Return the prose of a Markdown file, free of markup.

    The title is the front matter's, or else the first heading's.

    Raises:
        LoadingError: If the front matter is not a mapping.
    """
    metadata, body = split_front_matter(content.replace("\r\n", "\n"))
    blocks = list(_blocks(_parser().parse(body)))
    title = str(metadata.pop("title", "")).strip()
    if not title and blocks and blocks[0].level is not None:
        title = blocks[0].text
    text, sections = assemble(blocks, title)
    return Parsed(text, title or None, sections, metadata)


def _parser() -> MarkdownIt:
    """Return CommonMark with tables, notes that are read, and numbers of items where they say something."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.block.ruler.before("reference", "note", _open_note, {"alt": ["paragraph"]})
    parser.core.ruler.push("numbers", _number_items)
    return parser


def _open_note(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Take "[^1]: words" for a paragraph: CommonMark takes it for a link's address, which nobody sees."""
    if not _NOTE.match(state.src, state.bMarks[start_line] + state.tShift[start_line]):
        return False
    return silent or paragraph(state, start_line, end_line, silent)


def _number_items(state: StateCore) -> None:
    """Put its number before each item of a list that does more than count from 1: a chronology begins with years."""
    lists: list[list[int]] = []  # of each list that is open, where its items begin
    for place, token in enumerate(state.tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append([])
        elif token.type == "list_item_open":
            lists[-1].append(place)
        elif token.type == "bullet_list_close":
            lists.pop()
        elif token.type == "ordered_list_close":
            _number(state.tokens, lists.pop())


def _number(tokens: Sequence[Token], places: Sequence[int]) -> None:
    numbers = [int(tokens[place].info) for place in places]
    if numbers in ([*range(1, len(numbers) + 1)], [1] * len(numbers)):
        return
    for item, first in ((tokens[place], tokens[place + 2]) for place in places):
        if first.children is not None:  # its words, and not another list or code
            first.children.insert(0, Token("text", "", 0, content=f"{item.info}{item.markup} "))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield headings, paragraphs, rows of tables, code and what raw HTML shows as blocks."""
    stream = iter(tokens)
    for token in stream:
        if token.type == "heading_open":
            yield from _block(_plain(next(stream)), level=int(token.tag[1:]))
        elif token.type == "tr_open":
            row = takewhile(lambda inner: inner.type != "tr_close", stream)
            yield from _block(row_text(_plain(inner) for inner in row if inner.type == "inline"))
        elif token.type == "inline":
            yield from _block(_plain(token))
        elif token.type == "html_block":
            # Few files hold any, and the parser of HTML is slow to load.
            from rag.loaders.elements import fragment_blocks

            yield from fragment_blocks(token.content)
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Block(token.content.strip("\n"))


def _block(words: str, *, level: int | None = None) -> Iterator[Block]:
    text = words.strip()
    if text:
        yield Block(text, level)


def _plain(inline: Token) -> str:
    words: list[str] = []
    pieces = iter(_seen(inline.children or ()))
    for piece in pieces:
        tag = _SCRIPT_TAG.fullmatch(piece.content) if piece.type == "html_inline" else None
        words.append(_plain_piece(piece) if tag is None else _plain_script(tag[1].lower(), pieces))
    return "".join(words)


def _seen(pieces: Sequence[Token]) -> Sequence[Token]:
    """Return the pieces of a paragraph without those that the tags among them hide."""
    if not any(piece.type == "html_inline" for piece in pieces):
        return pieces
    from rag.loaders.visible import visible_page

    # A page of the tags with a word for each of the other pieces, which tells whether that piece is seen.
    words = [piece.content if piece.type == "html_inline" else f" word{n} " for n, piece in enumerate(pieces)]
    shown = set(visible_page(f"Words: {''.join(words)}").text_content().split())
    return [p for p, word in zip(pieces, words, strict=True) if p.type == "html_inline" or word.strip() in shown]


def _plain_script(tag: str, pieces: Iterator[Token]) -> str:
    """Return the words up to the tag's end, raised or lowered."""
    inner = list(takewhile(lambda piece: piece.content.lower() != f"</{tag}>", pieces))
    is_linked = any(piece.type == "link_open" or _LINK_TAG.match(piece.content) for piece in inner)
    return script_text("".join(map(_plain_piece, inner)), tag, is_linked=is_linked)


def _plain_piece(piece: Token) -> str:
    if piece.type == "html_inline":
        # A space and no line end: "<br>" often ends a line, and two line ends would part a paragraph.
        return " " if _BREAK_TAG.fullmatch(piece.content) else ""
    return _BREAKS.get(piece.type, piece.content)
