"""What stands above a Markdown file's text: YAML between dashes or, of Hugo, TOML between plus signs."""

import re
import tomllib

import yaml

from rag.errors import LoadingError
from rag.loaders.plain_yaml import PlainLoader

_BLANK_LINES = r"(?:[^\S\n]*\n)*"
_LINE_END = r"[^\S\n]*(?:\n|$)"
_YAML = re.compile(rf"{_BLANK_LINES}---[^\S\n]*\n((?:.*?\n)??)(?:---|\.\.\.){_LINE_END}", re.DOTALL)
_TOML = re.compile(rf"{_BLANK_LINES}\+\+\+[^\S\n]*\n((?:.*?\n)??)\+\+\+{_LINE_END}", re.DOTALL)


def split_front_matter(content: str) -> tuple[dict[str, object], str]:
    r"""Return what the front matter says, every value the text that it is, and the text below it.

    Args:
        content: A file's content, its lines ended by "\n".

    Raises:
        LoadingError: If the front matter is not a mapping, in YAML or in TOML.
    """
    if match := _YAML.match(content):
        return _yaml_mapping(match[1]), content[match.end() :]
    if match := _TOML.match(content):
        return _toml_mapping(match[1]), content[match.end() :]
    return {}, content


def _yaml_mapping(lines: str) -> dict[str, object]:
    try:
        metadata = PlainLoader(lines).get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        raise LoadingError(f"its front matter is not valid YAML: {error}") from error
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise LoadingError("its front matter is not a list of 'key: value' lines")
    return metadata


def _toml_mapping(lines: str) -> dict[str, object]:
    try:
        return {key: _as_text(value) for key, value in tomllib.loads(lines).items()}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LoadingError(f"its front matter is not valid TOML: {error}") from error


def _as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    return [_as_text(inner) for inner in value] if isinstance(value, list) else str(value)
