"""Files into documents: one parser a suffix."""

from rag.loaders.corpus import Corpus, Failure, load_corpus
from rag.loaders.file import load_file

__all__ = ["Corpus", "Failure", "load_corpus", "load_file"]
