"""A small corpus of our own words and a small encoder of the real interface: no network, no weights, no wait."""

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.config import ChunkingSettings, DataSettings, IndexSettings, Settings
from rag.library import Library
from rag.loaders import load_corpus
from rag.search.terms import terms_of

WIDTH = 64

SOURCES = """
kotkin-2014: {author: Stephen Kotkin, title: "Stalin: Paradoxes of Power, 1878-1928", year: 2014}
service-2004: {author: Robert Service, title: Stalin, year: 2004}
"""

FILES = {
    "sources.yaml": SOURCES,
    "answers/general-secretary.md": """---
title: When did Stalin become General Secretary?
period: 1922-1924
topics: [general secretary]
sources: [kotkin-2014, service-2004]
---

## The office

Joseph Stalin became General Secretary of the party on 3 April 1922. Lenin proposed him for the post. Few delegates
thought the post important.

The Secretariat kept the files of the party. Its staff moved 10,000 officials in a year.

## The lists

Officials who owed their careers to Stalin came back as delegates. They voted for Stalin because he had placed them.
""",
    "answers/trotsky.md": """---
title: When was Trotsky expelled from the party?
period: 1925-1929
topics: [trotsky, opposition]
sources: [service-2004]
---

## The expulsion

Leon Trotsky was expelled from the party on 14 November 1927. The police sent Trotsky to Alma-Ata in January 1928.
A ship took Trotsky to Turkey in February 1929.
""",
    "answers/testament.md": """---
title: What did Lenin write in his Testament?
period: 1922-1924
topics: [testament, lenin]
sources: [kotkin-2014]
---

## The notes

Lenin dictated his Testament in December 1922. Lenin called Stalin too rude in a note of 4 January 1923. The notes
were read to the delegates behind closed doors in May 1924.
""",
    "uploads/notes.txt": (
        "My notes on Gori\r\n\r\n"
        "Stalin was born at Gori in Georgia. His father made shoes. \U0001f45e Cafe\u0301 talk!\r\n"
    ),
    "uploads/page.html": (
        "<html><head><title>Kamenev</title></head><body><article>"
        "<p>Kamenev chaired the Politburo while Lenin was ill. Zinoviev led the Comintern in those years.</p>"
        "</article></body></html>"
    ),
}


class HashEncoder:
    """A real encoder of no understanding: stems fall into 64 bins by their CRC, rows have length one."""

    name = "hash-64"
    digest = hashlib.sha256(b"hash-64").hexdigest()
    width = WIDTH

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += len(texts)
        rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01  # so that a text without a word has a direction, too
            for term in terms_of(text):
                row[zlib.crc32(term.encode("utf-8", "surrogatepass")) % WIDTH] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def write_corpus(folder: Path) -> Path:
    """Write the small corpus as files and return its folder."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8"))
    return folder


def settings_of(folder: Path) -> Settings:
    """Return settings whose data and index lie in a folder."""
    return Settings(data=DataSettings(folder / "data"), index=IndexSettings(folder / "index"))


def build_library(data: Path) -> Library:
    """Return the library of a folder of files."""
    return Library.build(load_corpus(data).documents, HashEncoder(), chunking=ChunkingSettings())
