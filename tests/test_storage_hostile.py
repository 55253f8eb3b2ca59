"""An index made to do harm: files whose checksums are right, and no code in rag that would run what a file says."""

import ast
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_library import HashEncoder

from rag.errors import RagError
from rag.library import Library
from rag.storage import CURRENT, MANIFEST, current_generation

TESTS = Path(__file__).parent
MEMORY = 2**26
HUGE = ("-1", "1000000", "1000000000", "1000000000000000000", "9" * 30, "1e400")

# A4: a hostile index.


def _cut(content, generator):
    return content[: generator.randrange(len(content))]


def _flipped(content, generator):
    place = generator.randrange(min(len(content), generator.choice((64, 256, len(content)))))
    return content[:place] + bytes([content[place] ^ 1 << generator.randrange(8)]) + content[place + 1 :]


def _oversized(content, generator):
    """Return the content with a header that asks for more than there is, in text or in binary."""
    if content.startswith((b"\x93NUMPY", b"{")):
        number = generator.choice(list(re.finditer(rb"\d+", content[:200])))
        return content[: number.start()] + generator.choice(HUGE).encode() + content[number.end() :]
    place = generator.randrange(64)
    return (
        content[:place] + (2 ** generator.choice((20, 28, 31, 33, 40, 63))).to_bytes(8, "little") + content[place + 8 :]
    )


def _mutant(contents, generator):
    """Return the files that differ in a mutant: one that was changed, or two that were exchanged."""
    name = generator.choice(sorted(contents))
    mutate = generator.choice((_cut, _flipped, _oversized, None))
    if mutate is not None:
        return {name: mutate(contents[name], generator)}
    other = generator.choice(sorted(contents))
    return {name: contents[other], other: contents[name]}


def _write(index, folder, contents):
    """Write files of a generation, and manifest and CURRENT anew, so that every digest is right."""
    manifest = json.loads((folder / MANIFEST).read_text())
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        manifest["files"][name] = hashlib.sha256(content).hexdigest()
    content = json.dumps(manifest)
    (folder / MANIFEST).write_text(content)
    (index / CURRENT).write_text(f"{folder.name} {hashlib.sha256(content.encode()).hexdigest()}\n")


def _limit_memory():
    """Let this process take ``MEMORY`` bytes more than it has; elsewhere than on Linux no such limit is kept."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def open_mutants(index, count):
    """Open that many mutants; say what came of them but a library or an error of ours, and how many were refused."""
    folder, generator = current_generation(index).folder, random.Random(12)
    names = json.loads((folder / MANIFEST).read_text())["files"]
    contents = {name: (folder / name).read_bytes() for name in names}
    _limit_memory()
    refused = 0
    for _ in range(count):
        mutant = _mutant(contents, generator)
        _write(index, folder, mutant)
        try:
            Library.open(index, HashEncoder())
        except RagError:
            refused += 1
        except Exception as error:
            print(f"{', '.join(mutant)}: {error!r}")
        _write(index, folder, {name: contents[name] for name in mutant})
    print(refused)


@pytest.mark.parametrize("count", [300, pytest.param(2200, marks=pytest.mark.slow)])
def test_mutant_whose_checksums_are_right_is_opened_or_refused_within_its_memory(index, count):
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    command = "import sys, pathlib; from test_storage_hostile import open_mutants as run;"
    done = subprocess.run(
        [sys.executable, "-c", f"{command} run(pathlib.Path(sys.argv[1]), int(sys.argv[2]))", str(index), str(count)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")  # no signal, either
    *unclear, refused = done.stdout.splitlines()
    assert unclear == []
    assert int(refused) > count / 3


# F1: nothing runs what a file says.

RUNS_CODE = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}


def _runs_code(node):
    """Return whether a piece of code may run what it reads: pickles and their kin, eval and exec, torch.load."""
    match node:
        case ast.Import(names=names):
            return any(alias.name.split(".")[0] in RUNS_CODE for alias in names)
        case ast.ImportFrom(module=module, names=names):
            return module.split(".")[0] in RUNS_CODE or (module == "torch" and any(a.name == "load" for a in names))
        case ast.Name(id="eval" | "exec" | "__import__"):
            return True
        case ast.Attribute(value=ast.Name(id="torch"), attr="load"):
            return True
        case ast.keyword(arg="allow_pickle", value=value):
            return not (isinstance(value, ast.Constant) and value.value is False)
    return False


@pytest.mark.parametrize(
    "code",
    ["import pickle", "import pickle as p", "from marshal import loads", "from torch import load", "eval('1')",
     "run = exec", "torch.load(path)", "np.load(path, allow_pickle=True)", "np.load(path, allow_pickle=trusted)"],
)  # fmt: skip
def test_what_runs_code_is_found(code):
    assert any(map(_runs_code, ast.walk(ast.parse(code))))


def test_nothing_in_rag_runs_what_a_file_says():
    found = [
        f"{path.relative_to(TESTS.parent)}, line {getattr(node, 'lineno', 0)}"
        for path in sorted((TESTS.parent / "rag").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _runs_code(node)
    ]
    assert found == []
