"""The process that parses files for ``rag/loaders/apart.py``: a line of JSON in for each, and a line out.

python -m rag.loaders.child MEGABYTES
"""

import json
import os
import sys
from contextlib import suppress
from typing import IO

from rag.errors import LoadingError
from rag.loaders.parsers import parse_content


def main() -> None:
    """Parse what comes in until nothing does, within so many megabytes."""
    _limit_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _serve(sys.stdin.buffer, answers)


def _limit_memory(megabytes: int) -> None:
    """Limit what this process may take, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(ValueError, OSError):  # macOS refuses some
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, megabytes * 2**20))


def _serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    for line in requests:
        answers.write(json.dumps(_answered(json.loads(line)), default=str).encode() + b"\n")
        answers.flush()


def _answered(request: dict[str, str]) -> dict[str, object]:
    try:
        parsed = parse_content(request["suffix"], request["content"])
    except LoadingError as error:
        return {"error": str(error)}
    except MemoryError:
        raise
    except Exception as error:  # whatever a parser falls over, the other files are still to be read
        return {"error": f"its parser fell over it: {error!r}"}
    return {
        "text": parsed.text,
        "title": parsed.title,
        "sections": [[section.start, section.heading] for section in parsed.sections],
        "metadata": dict(parsed.metadata),
    }


if __name__ == "__main__":
    main()
