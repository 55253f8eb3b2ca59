"""Generations: atomic, checked, one writer, readers never waiting."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from rag.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexMissingError,
    StoreError,
)
from rag.storage import (
    CURRENT,
    MANIFEST,
    current_generation,
    open_generation,
    write_generation,
    writer_lock,
)

WRITER = Path(__file__).parent / "writer.py"
MEND = 'run "rag index"'


def _write(folder, **files):
    """Write a generation of these files and return its folder."""

    def write_files(target):
        for name, content in files.items():
            path = target / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")

    folder.mkdir(exist_ok=True)
    return write_generation(folder, {"format": 1}, write_files)


def _read(folder):
    """Return the files of the generation in force."""
    return open_generation(
        folder,
        lambda generation, manifest: {name: (generation / name).read_text() for name in manifest["files"]},
    )


def _generations(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def test_what_was_written_is_read_back(tmp_path):
    _write(tmp_path, a="1", b__c="2")
    assert _read(tmp_path) == {"a": "1", "b/c": "2"}


def test_last_generation_is_in_force_and_the_one_before_is_kept(tmp_path):
    for number in range(4):
        _write(tmp_path, a=str(number))
    assert _read(tmp_path) == {"a": "3"}
    assert _generations(tmp_path) == ["g-000003", "g-000004"]


def test_generation_half_written_by_a_killed_writer_is_cleared_away_and_the_one_before_kept(tmp_path):
    _write(tmp_path, a="1")
    (tmp_path / "g-000002").mkdir()
    (tmp_path / "g-000002" / "a").write_text("half")
    assert _read(tmp_path) == {"a": "1"}
    _write(tmp_path, a="3")
    assert _generations(tmp_path) == ["g-000001", "g-000003"]


def test_failed_writing_leaves_the_generation_before_and_nothing_else(tmp_path):
    _write(tmp_path, a="1")

    def disk_refuses(target):
        (target / "a").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left on device"):
        write_generation(tmp_path, {}, disk_refuses)
    assert (_read(tmp_path), _generations(tmp_path)) == ({"a": "1"}, ["g-000001"])


def test_writing_that_breaks_down_leaves_nothing_behind(tmp_path):
    _write(tmp_path, a="1")

    def break_down(target):
        (target / "a").write_text("half")
        raise RuntimeError("broke down")

    with pytest.raises(RuntimeError):
        write_generation(tmp_path, {}, break_down)
    assert (_read(tmp_path), _generations(tmp_path)) == ({"a": "1"}, ["g-000001"])


def test_generation_is_on_the_disk_before_it_is_in_force(tmp_path, monkeypatch):
    """A2: in an order in which a power cut leaves the generation before or a whole one (by inode, as fsync sees it)."""
    done, sync, replace = [], os.fsync, Path.replace

    def recording_sync(descriptor):
        done.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    def recording_replace(source, target):
        done.append(("replace", source.stat().st_ino))
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", recording_sync)
    monkeypatch.setattr(Path, "replace", recording_replace)
    generation = _write(tmp_path, a="1", b__c="2")
    inode = {path: path.stat().st_ino for path in (tmp_path, *tmp_path.rglob("*"))}
    files = {inode[generation / name] for name in ("a", "b/c", MANIFEST)}
    folders = [inode[generation / "b"], inode[generation], inode[tmp_path]]
    current = inode[tmp_path / CURRENT]
    assert set(done[:3]) == files
    assert done[3:] == [*folders, current, ("replace", current), inode[tmp_path]]


def test_missing_index_says_how_to_get_one(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(IndexMissingError, match=MEND):
            current_generation(folder)


@pytest.mark.parametrize(
    "content", [b"", b"g-000001", b"../../etc\n", b"g-1 x\n", b"\xff\xfe", b"g-000001 " + b"0" * 64, b"0" * 5000]
)
def test_current_that_names_no_generation_is_refused(tmp_path, content):
    _write(tmp_path, a="1")
    (tmp_path / CURRENT).write_bytes(content)
    with pytest.raises(IndexDamagedError, match=f"CURRENT.*{MEND}"):
        current_generation(tmp_path)


def test_current_that_names_the_generation_before_with_another_digest_is_refused(tmp_path):
    _write(tmp_path, a="1")
    _write(tmp_path, a="2")
    path = tmp_path / CURRENT
    path.write_text(path.read_text().replace("g-000002", "g-000001"))
    with pytest.raises(IndexDamagedError, match=MEND):
        _read(tmp_path)


@pytest.mark.parametrize("manifest", ["[]", "{}", '{"files": []}', "{", "", "[" * 100_000])
def test_manifest_that_is_none_is_refused_though_its_digest_fits(tmp_path, manifest):
    generation = _write(tmp_path, a="1")
    (generation / MANIFEST).write_text(manifest)
    (tmp_path / CURRENT).write_text(f"g-000001 {hashlib.sha256(manifest.encode()).hexdigest()}\n")
    with pytest.raises(IndexDamagedError, match=f"manifest.json.*{MEND}"):
        _read(tmp_path)


def test_missing_and_unlisted_files_are_named(tmp_path):
    generation = _write(tmp_path, a="1", b="2")
    (generation / "more").write_text("x")
    with pytest.raises(IndexDamagedError, match="more is not listed in the manifest"):
        _read(tmp_path)
    (generation / "more").unlink()
    (generation / "b").unlink()
    with pytest.raises(IndexDamagedError, match=f"b is missing; {MEND}"):
        _read(tmp_path)


def test_one_writer_at_a_time_and_the_other_is_told(tmp_path):
    with writer_lock(tmp_path), pytest.raises(IndexLockedError, match="another process"), writer_lock(tmp_path):
        raise AssertionError("two writers")
    with writer_lock(tmp_path):
        assert _write(tmp_path, a="1").name == "g-000001"


def test_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"file.* cannot be written"), writer_lock(tmp_path / "file" / "index"):
        raise AssertionError("a folder in a file")


def test_reader_that_meets_a_replaced_generation_looks_again(tmp_path):
    _write(tmp_path, a="1")
    looks = []

    def read(generation, manifest):
        looks.append(generation.name)
        if len(looks) == 1:  # two rebuilds while this reader is at work: its generation is gone
            _write(tmp_path, a="2")
            _write(tmp_path, a="3")
        return (generation / "a").read_text()

    assert open_generation(tmp_path, read) == "3"
    assert looks == ["g-000001", "g-000003"]


def test_generation_that_vanished_is_damage_and_no_puzzle(tmp_path):
    shutil.rmtree(_write(tmp_path, a="1"))
    with pytest.raises(IndexDamagedError, match=MEND):
        _read(tmp_path)


def test_manifest_lists_every_file_with_its_sha256(index):
    folder = current_generation(index).folder
    listed = json.loads((folder / MANIFEST).read_text())["files"]
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    assert listed == found
