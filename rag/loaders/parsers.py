"""Which parser reads a file, by its suffix."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rag.errors import LoadingError
from rag.loaders.parsed import Parsed

# A suffix's parser by module and name: imported only when a file asks for it, since some are slow to load.
PARSERS = {
    ".htm": ("rag.loaders.html", "parse_html"),
    ".html": ("rag.loaders.html", "parse_html"),
    ".md": ("rag.loaders.markdown", "parse_markdown"),
    ".txt": ("rag.loaders.text", "parse_text"),
}
# A suffix and a content in, what the content holds out.
Parse = Callable[[str, str], Parsed]


def suffix_of(path: Path) -> str:
    """Return the suffix that decides how a file is read.

    Raises:
        LoadingError: If no parser reads it.
    """
    suffix = path.suffix.lower()
    if suffix not in PARSERS:
        raise LoadingError(f"files of type {suffix!r} are not read; known types are {', '.join(PARSERS)}")
    return suffix


def parse_content(suffix: str, content: str) -> Parsed:
    """Return what a content holds, by the parser of the suffix.

    Raises:
        LoadingError: If it holds no text that can be read.
    """
    module, name = PARSERS[suffix]
    parser: Callable[[str], Parsed] = getattr(import_module(module), name)
    return parser(content)
