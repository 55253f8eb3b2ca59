"""Generations: atomic, checked, one writer, readers never waiting."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tiny_library import HashEncoder, write_corpus
from writer import marks_of, write_marked

from rag.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexMissingError,
    StoreError,
)
from rag.library import Library
from rag.loaders import load_corpus
from rag.storage import (
    CURRENT,
    MANIFEST,
    check_generation,
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


# A1: a build is atomic.


@pytest.fixture
def start_writer(tmp_path):
    """Return a process that forks a writer for each line it is sent."""
    data = write_corpus(tmp_path / "data")
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    arguments = [sys.executable, str(WRITER), str(data), str(tmp_path / "index"), str(acknowledged)]
    path = os.pathsep.join([str(WRITER.parent), str(WRITER.parent.parent)])
    process = subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    yield process
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


def _kill_at_random(process, folder, *, kills):
    """Kill a writer as often as asked; return how many generations came to be in all."""
    generator, index = random.Random(9), folder / "index"
    write_marked(load_corpus(folder / "data").documents, index, 0)
    for _ in range(kills):
        process.stdin.write("\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        time.sleep(generator.uniform(0, 0.3))
        os.kill(child, signal.SIGKILL)
        assert process.stdout.readline() == "gone\n"
        marks = marks_of(Library.open(index, HashEncoder()))
        acknowledged = max(map(int, (folder / "acknowledged").read_text().split()), default=0)
        assert len(marks) == 1, "two generations mixed"
        assert max(marks) >= acknowledged, "an acknowledged generation lost"
    return acknowledged


def test_writer_killed_forty_times_leaves_a_whole_generation_each_time(start_writer, tmp_path):
    assert _kill_at_random(start_writer, tmp_path, kills=40) >= 5


@pytest.mark.slow
def test_writer_killed_two_hundred_times_leaves_a_whole_generation_each_time(start_writer, tmp_path):
    assert _kill_at_random(start_writer, tmp_path, kills=200) >= 25


# A3: damage is seen.


def _damaged(content, generator):
    """Return the content with one bit flipped, or cut short, or with something behind it."""
    choice = generator.random()
    if choice < 0.6:
        place = generator.randrange(len(content))
        return content[:place] + bytes([content[place] ^ 1 << generator.randrange(8)]) + content[place + 1 :]
    if choice < 0.9:
        return content[: generator.randrange(len(content))]
    return content + generator.randbytes(generator.randint(1, 9))


def test_two_thousand_flips_and_cuts_are_all_refused_by_name_with_the_mend(index):
    generator = random.Random(10)
    folder = current_generation(index).folder
    paths = [index / CURRENT, *(path for path in folder.rglob("*") if path.is_file())]
    accepted, unclear = [], []
    for number in range(2000):
        path = paths[number % len(paths)]
        content = path.read_bytes()
        path.write_bytes(_damaged(content, generator))
        try:
            check_generation(current_generation(index))
            accepted.append(path.name)
        except IndexDamagedError as error:
            named = (path.name, MANIFEST) if path.name == CURRENT else (path.name,)
            if not str(error).endswith(MEND) or not any(name in str(error) for name in named):
                unclear.append(str(error))
        path.write_bytes(content)
    assert (accepted, unclear) == ([], [])
    assert check_generation(current_generation(index))["format"] == 1


def test_damage_to_each_file_is_refused_when_the_library_is_opened(index):
    for path in [p for p in index.rglob("*") if p.is_file() and p.name != "lock"]:
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        with pytest.raises(IndexDamagedError, match=MEND):
            Library.open(index, HashEncoder())
        path.write_bytes(content)
    assert len(Library.open(index, HashEncoder()).documents) == 5


# A5: disk full.

FULL_DISK = """
import resource, sys
from pathlib import Path
from tiny_library import HashEncoder, write_corpus
from writer import marks_of, write_marked
from rag.errors import StoreError
from rag.library import Library
from rag.loaders import load_corpus
folder = Path(sys.argv[1])
documents, index = load_corpus(write_corpus(folder / "data")).documents, folder / "index"
write_marked(documents, index, 1)
for limit in (1, 40, 100, 400, 700, 1000, 2000, 3000, 4000, 5000, 6000, 9000, 12000, 15000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write_marked(documents, index, 2)
        print("written", limit)
    except StoreError as error:
        print("refused", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(marks_of(Library.open(index, HashEncoder())), sorted(p.name for p in index.iterdir() if p.is_dir()))
"""


def test_disk_that_refuses_to_hold_more_leaves_the_index_before_and_says_so(tmp_path):
    path = os.pathsep.join([str(WRITER.parent), str(WRITER.parent.parent)])
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 28
    assert [line for line in lines[::2] if "could not be written" not in line] == []
    assert set(lines[1::2]) == {"{1} ['g-000001']"}


# A6: concurrency.


def test_hundreds_of_readers_during_rebuilds_all_find_one_whole_generation(tmp_path):
    documents, index = load_corpus(write_corpus(tmp_path / "data")).documents, tmp_path / "index"
    write_marked(documents, index, 0)
    done, errors, marks = threading.Event(), [], []

    def rebuild():
        for number in range(1, 21):
            write_marked(documents, index, number)
        done.set()

    def read():
        reads = 0
        while reads < 100 or not done.is_set():
            reads += 1
            try:
                marks.append(marks_of(Library.open(index, HashEncoder())))
            except Exception as error:
                errors.append(error)

    writer = threading.Thread(target=rebuild)
    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in (writer, *readers):
        thread.start()
    for thread in (writer, *readers):
        thread.join(timeout=60)
    assert errors == []
    assert len(marks) >= 400
    assert {len(found) for found in marks} == {1}
    assert {0, 20} < set.union(*marks)


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
