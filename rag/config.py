"""Settings, one frozen part a stage; the only module that reads TOML or the environment."""

import math
import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rag.errors import ConfigError

TRAINED = "trained"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})  # names of this machine, for itself alone

ENVIRONMENT = {
    "ASCENT_DATA": ("data", "folder"),
    "ASCENT_INDEX": ("index", "folder"),
    "ASCENT_FEEDBACK": ("feedback", "folder"),
    "ASCENT_HOST": ("server", "host"),
    "ASCENT_PORT": ("server", "port"),
    "ASCENT_ROOT_PATH": ("server", "root_path"),
    "ASCENT_PUBLIC_HOST": ("server", "public_host"),
    "ASCENT_TITLE": ("server", "title"),
    "ASCENT_SUBJECT": ("server", "subject"),
    "ASCENT_TEACHER_PASSWORD": ("server", "teacher_password"),
    "ASCENT_ENCODER": ("encoder", "model"),
    "ASCENT_READER": ("reader", "model"),
}
_SUB_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_HOST_NAME = re.compile(r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+")
_LEAST_PASSWORD = 8  # characters: guessing is slowed (rag/guesses.py), but anybody on the network may try for weeks
LAST_PORT = 65_535
_MAY_BE_ZERO = frozenset({"overlap_sentences", "threshold", "nearest"})
_MOST = {"threshold": 1}
_KINDS = {int: "a whole number", float: "a number", str: "text", Path: "the name of a folder"}


@dataclass(frozen=True, slots=True)
class DataSettings:
    """What is read."""

    folder: Path = Path("data")
    """Folder of the documents."""


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Where the index is kept."""

    folder: Path = Path("index")
    """Folder of the generations."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which encoder."""

    model: str = "all-MiniLM-L6-v2"
    """The packaged encoder's name, or the path of a sentence-transformers model."""
    batch_size: int = 32
    """Texts encoded at once while the index is built."""


@dataclass(frozen=True, slots=True)
class ChunkingSettings:
    """How a document is cut into passages."""

    min_sentences: int = 3
    """Sentences of a passage, where its section has as many."""
    max_sentences: int = 6
    """Sentences of a passage at most."""
    max_tokens: int = 180
    """Tokens of the encoder a passage holds at most; a sentence that has more is cut."""
    overlap_sentences: int = 1
    """Sentences that a passage shares with the one before."""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Which reader."""

    model: str = TRAINED
    """``trained``, or ``baseline`` for the one that needs no trained weights."""


@dataclass(frozen=True, slots=True)
class AnsweringSettings:
    """How a question is answered."""

    k: int = 8
    """Passages the reader reads."""
    # The highest of those tried at which, cross-validated by document (training/linear.py), at most one answerable
    # development question in ten is refused on average over the corpus, other documents and small libraries: .05, .12
    # and .11 of them, beside .78, .86 and .78 of the unanswerable ones. At .60 it is .05, .16 and .13, beside .80, .88
    # and .82.
    threshold: float = 0.55
    """Confidence from which a question is answered rather than refused."""
    nearest: int = 3
    """Closest passages shown with a refusal."""
    max_question_characters: int = 500
    """Longer questions are refused before anything is computed."""


@dataclass(frozen=True, slots=True)
class FeedbackSettings:
    """Where verdicts on answers are kept."""

    folder: Path = Path("feedback")
    """Folder of feedback.sqlite; it never leaves the machine."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the chat listens."""

    host: str = "127.0.0.1"
    """Address to listen on; this machine alone unless told otherwise."""
    port: int = 7860
    """Port to listen on."""
    root_path: str = ""
    """Path under which a proxy serves the chat, such as /ascent; the proxy takes it off what it passes on."""
    public_host: str = ""
    """Name by which browsers know the server, such as school.example, where a proxy passes it on as the Host."""
    title: str = "Ascent"
    """What the chat is called, in the header and in the browser's tab."""
    subject: str = "Stalin’s rise to power"
    """What the chat is about: the heading of the empty chat."""
    teacher_password: str = field(default="", repr=False)
    """What the pages for teachers ask for. Without one they are open on this machine alone, and else closed."""
    max_body_bytes: int = 64_000
    """Larger request bodies are refused."""

    def __post_init__(self) -> None:
        if self.root_path and _SUB_PATH.fullmatch(self.root_path) is None:
            raise ConfigError(
                f"setting server.root_path must be like /ascent, with no / at its end: {self.root_path!r}"
            )
        if self.public_host and _HOST_NAME.fullmatch(self.public_host) is None:
            raise ConfigError(
                "setting server.public_host must be a name alone, like school.example, without https:// and without a"
                f" port: {self.public_host!r}"
            )
        if self.port > LAST_PORT:
            raise ConfigError(f"setting server.port must be at most {LAST_PORT}, not {self.port}")
        for name in ("host", "title"):
            if not getattr(self, name).strip():
                raise ConfigError(f"setting server.{name} must not be blank")
        if self.teacher_password and len(self.teacher_password) < _LEAST_PASSWORD:
            raise ConfigError(f"setting server.teacher_password must have at least {_LEAST_PASSWORD} characters")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each stage is handed its own part."""

    data: DataSettings = field(default_factory=DataSettings)
    index: IndexSettings = field(default_factory=IndexSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    chunking: ChunkingSettings = field(default_factory=ChunkingSettings)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    answering: AnsweringSettings = field(default_factory=AnsweringSettings)
    feedback: FeedbackSettings = field(default_factory=FeedbackSettings)
    server: ServerSettings = field(default_factory=ServerSettings)


def load_settings(path: Path = Path("ascent.toml")) -> Settings:
    """Return the defaults, overridden by the TOML file where there is one, then by what the environment has set.

    Raises:
        ConfigError: If the file is not TOML, or a setting is unknown or of the wrong type.
    """
    values: dict[str, dict[str, Any]] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} is not valid TOML: {error}") from error
        except OSError as error:
            raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    parts = {part.name: part.default_factory for part in fields(Settings)}
    for part, given in values.items():
        if part not in parts:
            raise ConfigError(f"{path} has an unknown part {part!r}; known are {', '.join(parts)}")
        if not isinstance(given, dict):
            raise ConfigError(f"setting {part!r} must be a table, not {given!r}")
    for variable, (part, name) in ENVIRONMENT.items():
        if _is_set(variable):
            values.setdefault(part, {})[name] = os.environ[variable]
    return Settings(**{name: _part(parts[name], name, given) for name, given in values.items()})


def _is_set(variable: str) -> bool:
    """Return whether the environment gives a variable; a blank one is none: HOST=${HOST:-} in a compose file."""
    return bool(os.environ.get(variable, "").strip())


def _part(settings: Any, part: str, given: dict[str, Any]) -> Any:  # noqa: ANN401 - one of the classes above
    types = {f.name: f.type for f in fields(settings)}
    secret = {f.name for f in fields(settings) if not f.repr}
    for unknown in given.keys() - types.keys():
        raise ConfigError(f"unknown setting {part}.{unknown}; known are {', '.join(types)}")
    converted = {}
    for name, value in given.items():
        try:
            converted[name] = _converted(
                types[name], value, least=0 if name in _MAY_BE_ZERO else 1, most=_MOST.get(name, math.inf)
            )
        except ValueError as error:
            given_by = next((v for v, place in ENVIRONMENT.items() if place == (part, name) and _is_set(v)), None)
            shown = "" if name in secret else f", not {value!r}"
            raise ConfigError(
                f"setting {part}.{name} must be {error}{shown}; mend it in {given_by or 'ascent.toml'}"
            ) from None  # the error behind it shows the value, too
    return settings(**converted)


def _converted(kind: Any, value: object, *, least: int, most: float) -> object:  # noqa: ANN401 - a setting's type
    """Return a value as its setting's type; text may stand for any, as in the environment.

    Raises:
        ValueError: If it cannot; the message says what it must be.
    """
    accepted = (int, float, str) if kind is float else (kind, str)
    if isinstance(value, bool) or not isinstance(value, accepted):
        raise ValueError(_KINDS[kind])
    try:
        converted: object = kind(value)
    except ValueError as error:
        raise ValueError(_KINDS[kind]) from error
    if isinstance(converted, int | float) and not least <= converted <= most:
        raise ValueError(f"from {least} to {most}" if most < math.inf else f"at least {least}")
    return converted
