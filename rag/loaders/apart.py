"""Files parsed in a process of their own, within limits of time and memory: one may be made to take all there is.

The two processes speak in lines of JSON, one for each file, since what comes from the parser of a hostile file is no
more to be trusted than the file.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from rag.errors import LoadingError
from rag.loaders.parsed import Parsed
from rag.types import Section

SECONDS = 10.0
# What a large file that means no harm may take besides.
SECONDS_A_MEGABYTE = 2.0
MEGABYTES = 512
# NumPy's arithmetic sets memory aside for each thread, which on a machine of many cores would be all there is.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_PACKAGES = Path(__file__).parent.parent.parent


class ParsingProcess:
    """A process that parses one file after another; it starts with the first, and anew after one that it fell to."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "ParsingProcess":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def parse(self, suffix: str, content: str) -> Parsed:
        """Return what a content holds, by the parser of the suffix.

        Raises:
            LoadingError: If it holds no text that can be read, or reading it takes too much time or memory.
        """
        self._process = self._process or _start()
        seconds = SECONDS + SECONDS_A_MEGABYTE * len(content) / 1e6
        is_late = threading.Event()
        clock = threading.Timer(seconds, _kill_late, (self._process, is_late))
        clock.start()
        try:
            answer = _ask(self._process, {"suffix": suffix, "content": content})
        finally:
            clock.cancel()
            clock.join()  # it may be at it
        if answer is None or is_late.is_set():
            self._end()
        if answer is None:
            if is_late.is_set():
                raise LoadingError(f"reading it takes more than {seconds:.0f} seconds; split or simplify it")
            raise LoadingError(f"its parser broke off: it may take {MEGABYTES} MB of memory; split or simplify it")
        if "error" in answer:
            raise LoadingError(str(answer["error"]))
        sections = tuple(Section(start, heading) for start, heading in answer["sections"])
        return Parsed(answer["text"], answer["title"], sections, answer["metadata"])

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _start() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(_PACKAGES), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(  # noqa: S603 - no word of a file is in the command
        [sys.executable, "-m", "rag.loaders.child", str(MEGABYTES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **_ONE_THREAD, "PYTHONPATH": paths.rstrip(os.pathsep)},
    )


def _kill_late(process: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _ask(process: subprocess.Popen[bytes], request: dict[str, str]) -> dict[str, Any] | None:
    """Return the process's answer, or None if it ended before it gave one."""
    if process.stdin is None or process.stdout is None:
        return None
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
    line = process.stdout.readline()
    answer: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
    return answer
