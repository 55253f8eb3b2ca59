"""One file into one document."""

import json
from pathlib import Path

from rag.errors import LoadingError
from rag.loaders.parsers import Parse, parse_content, suffix_of
from rag.types import Document

MAX_FILE_BYTES = 20_000_000


def load_file(path: Path, *, within: Path | None = None, parse: Parse = parse_content) -> Document:
    """Return the document that a file holds.

    Args:
        path: The file.
        within: The folder whose document it is, from which its id and its source are named; its own folder if None.
        parse: What parses its content: here, or in a process apart.

    Raises:
        LoadingError: If the file's type is unknown, or it cannot be read, is too large, is not UTF-8, or has no
            text. The message gives the reason, not the path.
    """
    suffix = suffix_of(path)
    try:
        if not path.is_file():
            raise LoadingError("there is no file to read: a broken link, or no ordinary file")
        size = path.stat().st_size
        content = path.read_bytes().decode("utf-8-sig") if size <= MAX_FILE_BYTES else None
    except OSError as error:
        raise LoadingError(f"it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LoadingError(f"it is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    if content is None:
        raise LoadingError(f"it has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read, so split it")
    if "\0" in content:
        raise LoadingError("it holds NUL characters, so it is not text")
    parsed = parse(suffix, content)
    if not parsed.text.strip():
        raise LoadingError("it has no text")
    said = json.dumps([path.as_posix(), parsed.title, dict(parsed.metadata)], ensure_ascii=False, default=str)
    if not _is_unicode(said):
        raise LoadingError("its name, title or front matter is not valid Unicode; rename or correct it")
    folder = path.parent if within is None else within
    document_id = path.relative_to(folder).as_posix()
    return Document(
        id=document_id,
        title=parsed.title or path.stem.replace("-", " ").replace("_", " "),
        # The folder's own name and no more: citations go out to browsers, which are not to know where it lies.
        source=f"{folder.resolve().name}/{document_id}",
        text=parsed.text,
        sections=parsed.sections,
        metadata=parsed.metadata,
    )


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
