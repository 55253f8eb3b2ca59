"""Ascent: extractive question answering over a folder of documents, word for word and cited."""
