"""Generations on disk: written beside the one in force, switched to at the end, checked before they are opened.

index/CURRENT     name of the generation in force, and the SHA-256 of its manifest
index/g-000007/   its files and manifest.json, never changed once named in CURRENT
index/lock        held by the one writer
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rag.errors import IndexDamagedError, IndexLockedError, IndexMissingError, StoreError

CURRENT = "CURRENT"
LOCK = "lock"
MANIFEST = "manifest.json"
MEND = 'run "rag index"'

T = TypeVar("T")

_GENERATION = re.compile(r"g-(\d{6,})")
# The manifest vouches for the files, and CURRENT for the manifest, so that no damage to either goes unseen.
_CURRENT = re.compile(r"(g-\d{6,}) ([0-9a-f]{64})\n")
# A writer may replace the generation between reading CURRENT and opening it: 15 of 3,803 loads under rebuilding
# failed without a second look.
_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation as CURRENT names it: its folder and the digest of its manifest."""

    folder: Path
    manifest_sha256: str


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write the index; readers never wait for it.

    Raises:
        IndexLockedError: If another process holds it.
        StoreError: If the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a")
    except OSError as error:
        raise StoreError(
            f"the index folder {str(folder)!r} cannot be written: {error.strerror}; name another with --index"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLockedError(f"another process is writing {str(folder)!r}; try again when it is done") from error
        except OSError as error:
            raise StoreError(
                f"the index folder {str(folder)!r} cannot be locked: {error.strerror}; name another with --index"
            ) from error
        yield


def write_generation(folder: Path, manifest: Mapping[str, object], write_files: Callable[[Path], None]) -> Path:
    """Write a generation, make it the one in force and return its folder.

    Killed at any point, it leaves the generation before in force. The caller holds the writer's lock.

    Args:
        folder: The index folder.
        manifest: What the manifest is to say besides the digests of the files.
        write_files: Writes the generation's files into the folder that it is given.

    Raises:
        StoreError: If the disk refuses, as a full one does; what was written is removed again.
    """
    before = name_in_force(folder)
    target = folder / f"g-{max((_number(path) for path in _generations(folder)), default=0) + 1:06d}"
    try:
        target.mkdir()
        write_files(target)
        digests = {path.relative_to(target).as_posix(): _digest(path) for path in _files(target)}
        content = json.dumps({**manifest, "files": digests}, indent=1, sort_keys=True)
        (target / MANIFEST).write_text(content, encoding="utf-8")
        _sync_tree(target)
        _replace_synced(folder / CURRENT, f"{target.name} {_digest(target / MANIFEST)}")
    except OSError as error:
        raise StoreError(
            f"the index could not be written to {str(folder)!r}: {error.strerror};"
            " make room there, or name another folder with --index"
        ) from error
    finally:
        if name_in_force(folder) != target.name:
            shutil.rmtree(target, ignore_errors=True)
    # A reader may still be opening the generation that was in force until now.
    for path in _generations(folder):
        if path.name not in (before, target.name):
            shutil.rmtree(path, ignore_errors=True)
    return target


def current_generation(folder: Path) -> Generation:
    """Return the generation in force.

    Raises:
        IndexMissingError: If there is none.
        IndexDamagedError: If CURRENT does not name one.
    """
    try:
        content = (folder / CURRENT).read_bytes().decode()
    except FileNotFoundError:
        raise IndexMissingError(f"there is no index in {str(folder)!r}; {MEND}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamagedError(f"{folder / CURRENT} cannot be read; {MEND}") from error
    named = _CURRENT.fullmatch(content)
    if named is None:
        raise IndexDamagedError(f"{folder / CURRENT} says {content[:40]!r}, which names no generation; {MEND}")
    return Generation(folder / named[1], named[2])


def open_generation(folder: Path, read: Callable[[Path, Mapping[str, object]], T]) -> T:
    """Return what ``read`` makes of the generation in force, every file of which was checked.

    Args:
        folder: The index folder.
        read: Is given the generation's folder and its manifest.

    Raises:
        IndexMissingError: If there is no index.
        IndexDamagedError: If a file is missing or its digest is not the manifest's.
    """
    for look in range(_LOOKS):
        generation = current_generation(folder)
        try:
            return read(generation.folder, check_generation(generation))
        except (IndexDamagedError, OSError) as error:
            replaced = current_generation(folder) != generation
            if replaced and look < _LOOKS - 1:
                continue
            if isinstance(error, OSError):
                raise IndexDamagedError(f"{generation.folder} cannot be read: {error.strerror}; {MEND}") from error
            raise
    raise AssertionError("unreachable")


def check_generation(generation: Generation) -> Mapping[str, object]:
    """Return a generation's manifest after checking every file against it.

    Raises:
        IndexDamagedError: If the manifest cannot be read, or a file is missing, altered or not listed.
    """
    folder = generation.folder
    manifest = _read_manifest(generation)
    digests = manifest["files"]
    if not isinstance(digests, dict):
        raise IndexDamagedError(f"{folder / MANIFEST} lists no files; {MEND}")
    present = {path.relative_to(folder).as_posix() for path in _files(folder)} - {MANIFEST}
    for name in sorted(present ^ digests.keys()):
        problem = "is missing" if name in digests else "is not listed in the manifest"
        raise IndexDamagedError(f"{folder / name} {problem}; {MEND}")
    for name, digest in digests.items():
        if _digest(folder / name) != digest:
            raise IndexDamagedError(f"{folder / name} is not the file that was written; {MEND}")
    return manifest


def _read_manifest(generation: Generation) -> dict[str, object]:
    path = generation.folder / MANIFEST
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != generation.manifest_sha256:
            raise IndexDamagedError(f"{path} is not the file that was written; {MEND}")
        manifest = json.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamagedError(f"{path} cannot be read; {MEND}") from error
    if not isinstance(manifest, dict) or "files" not in manifest:
        raise IndexDamagedError(f"{path} is not a manifest; {MEND}")
    return manifest


def name_in_force(folder: Path) -> str | None:
    """Return the name of the generation in force, or None where there is none or CURRENT is damaged."""
    try:
        return current_generation(folder).folder.name
    except StoreError:
        return None


def _generations(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _GENERATION.fullmatch(path.name)]


def _number(generation: Path) -> int:
    return int(generation.name.removeprefix("g-"))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_tree(folder: Path) -> None:
    """Bring the files and then the folders that name them to the disk."""
    for path in [*_files(folder), *(p for p in folder.rglob("*") if p.is_dir()), folder, folder.parent]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace_synced(path: Path, content: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(content + "\n", encoding="utf-8")
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)
