"""The command line as a process of its own: what it loads, and what it is given in bytes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _python(*arguments, **more):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=False, env=environment, **more)


HEAVY = """
import sys
from rag.cli import main
try:
    main(["--help"])
except SystemExit as exit:
    code = exit.code
print(code, sorted({"torch", "gradio", "transformers", "sentence_transformers", "faiss"} & sys.modules.keys()))
"""


def test_help_loads_neither_torch_nor_gradio():
    done = _python("-c", HEAVY, text=True)
    assert (done.stderr, done.stdout.splitlines()[-1]) == ("", "0 []")
    assert "usage: rag" in done.stdout


def test_module_is_the_command():
    done = _python("-m", "rag", "ask", text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rag: give either a question or --batch FILE\n"


def test_bytes_that_are_no_utf8_on_the_command_line_are_refused_in_words(indexed):
    done = _python("-m", "rag", "ask", os.fsdecode(b"caf\xe9"), cwd=indexed, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "rag: the question is not valid Unicode: it holds half of a surrogate pair"
    assert "Traceback" not in done.stderr
