"""Forks a writer of generations for each line on standard input, so that a test can kill it at any moment.

    python writer.py DATA INDEX ACKNOWLEDGED

Every document of generation n ends with the words "Written for time n."; n is added to ACKNOWLEDGED once it is in
force.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from tiny_library import HashEncoder

from rag.config import ChunkingSettings
from rag.library import Library
from rag.loaders import load_corpus
from rag.storage import writer_lock


def write_marked(documents, index, number):
    """Write the generation of a number."""
    marked = [replace(d, text=f"{d.text}\n\nWritten for time {number}.") for d in documents]
    library = Library.build(marked, HashEncoder(), chunking=ChunkingSettings())
    with writer_lock(index):
        library.save(index, HashEncoder(), built_from={"corpus": str(number)})


def marks_of(library):
    """Return the numbers of the generations that a library's documents say they were written for."""
    return {int(document.text.rsplit(" ", 1)[1].rstrip(".")) for document in library.documents}


def _write_forever(documents, index, acknowledged):
    number = max(map(int, acknowledged.read_text().split()), default=0)
    while True:
        number += 1
        write_marked(documents, index, number)
        with acknowledged.open("a") as file:
            file.write(f"{number}\n")


def main():
    data, index, acknowledged = map(Path, sys.argv[1:])
    documents = load_corpus(data).documents
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _write_forever(documents, index, acknowledged)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
