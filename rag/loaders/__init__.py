"""Files into documents: one parser a suffix."""

from rag.loaders.corpus import Corpus, Failure, load_corpus
from rag.loaders.file import load_file
from rag.loaders.parsers import PARSERS

__all__ = ["PARSERS", "Corpus", "Failure", "load_corpus", "load_file"]
