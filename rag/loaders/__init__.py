"""Files into documents: one parser a suffix."""

from rag.loaders.corpus import UPLOADS, Corpus, Failure, load_corpus
from rag.loaders.file import PARSERS, load_file

__all__ = ["PARSERS", "UPLOADS", "Corpus", "Failure", "load_corpus", "load_file"]
