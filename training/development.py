"""The development questions, and the libraries that they are asked on."""

from collections.abc import Sequence

from rag.config import ChunkingSettings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.pools import whole
from rag.evaluation.sets import Question, load_libraries, load_questions
from rag.library import Library
from rag.types import Document

# The name of a set, the library that its questions are asked on, and they.
AskedOn = tuple[str, Library, Sequence[Question]]


def development_sets(encoder: SentenceTransformerEncoder) -> list[AskedOn]:
    """Return the questions on the corpus, on other documents and on small libraries, of which there are several."""
    settings = load_settings()
    data, questions = settings.data.folder, settings.data.folder / "questions"
    elsewhere = library_of(whole(data / "elsewhere"), encoder)
    return [
        ("dev", Library.open(settings.index.folder, encoder), load_questions(questions / "dev.jsonl")),
        ("elsewhere-dev", elsewhere, load_questions(questions / "elsewhere-dev.jsonl")),
        *(("small/dev", library_of(whole(folder), encoder), some)
          for folder, some in load_libraries(data / "small" / "dev")),
    ]  # fmt: skip


def library_of(documents: Sequence[Document], encoder: SentenceTransformerEncoder) -> Library:
    """Return a library of documents that is not kept."""
    return Library.build(documents, encoder, chunking=ChunkingSettings())
