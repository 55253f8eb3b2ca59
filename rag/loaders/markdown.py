"""Markdown with optional YAML front matter."""

import re
from collections.abc import Iterator, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.errors import LoadingError
from rag.loaders.blocks import Block, assemble
from rag.loaders.parsed import Parsed
from rag.loaders.plain_yaml import PlainLoader

_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?\n)---[^\S\n]*(?:\n|$)", re.DOTALL)
_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


def parse_markdown(content: str) -> Parsed:
    """Return the prose of a Markdown file, free of markup.

    The title is the front matter's, or else the first heading's.

    Raises:
        LoadingError: If the front matter is not a YAML mapping.
    """
    metadata, body = _split_front_matter(content.replace("\r\n", "\n"))
    blocks = list(_blocks(MarkdownIt("commonmark").enable("table").parse(body)))
    title = metadata.pop("title", None)
    if title is None and blocks and blocks[0].is_heading:
        title = blocks[0].text
    text, sections = assemble(blocks)
    return Parsed(text, None if title is None else str(title), sections, metadata)


def _split_front_matter(content: str) -> tuple[dict[str, object], str]:
    match = _FRONT_MATTER.match(content)
    if match is None:
        return {}, content
    try:
        metadata = PlainLoader(match[1]).get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        raise LoadingError(f"its front matter is not valid YAML: {error}") from error
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict):
        raise LoadingError("its front matter is not a list of 'key: value' lines")
    return metadata, content[match.end() :]


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield headings, paragraphs, cells of tables and code as blocks; raw HTML is not prose and is left out."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            text = _plain(token).strip()
            if text:
                yield Block(text, is_heading=before is not None and before.type == "heading_open")
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Block(token.content.strip("\n"))


def _plain(inline: Token) -> str:
    return "".join(_plain_piece(piece) for piece in inline.children or ())


def _plain_piece(piece: Token) -> str:
    if piece.type == "html_inline":
        # A space and no line end: "<br>" often ends a line, and two line ends would part a paragraph.
        return " " if _BREAK_TAG.fullmatch(piece.content) else ""
    return _BREAKS.get(piece.type, piece.content)
