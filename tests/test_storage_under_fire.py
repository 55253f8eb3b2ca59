"""Generations under fire: killed writers, damaged files, a full disk, hundreds of readers."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tiny_library import HashEncoder, write_corpus
from writer import marks_of, write_marked

from rag.errors import IndexDamagedError
from rag.library import FORMAT, Library
from rag.loaders import load_corpus
from rag.storage import CURRENT, MANIFEST, check_generation, current_generation

WRITER = Path(__file__).parent / "writer.py"
MEND = 'run "rag index"'


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
    assert check_generation(current_generation(index))["format"] == FORMAT


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
