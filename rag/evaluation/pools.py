"""Documents that questions are asked on: those of a folder, and rows turned into documents and questions on all."""

from collections.abc import Iterable
from pathlib import Path

from rag.errors import DataError
from rag.evaluation.rows import Row
from rag.evaluation.sets import Evidence, Question
from rag.loaders import load_corpus
from rag.sentences import split_sentences
from rag.types import Document, digest_of


def whole(folder: Path) -> tuple[Document, ...]:
    """Return the documents of a folder that is measured on or trained on, of which none may be missing.

    Raises:
        DataError: If the folder is missing, or a file in it cannot be read.
    """
    corpus = load_corpus(folder)
    for failure in corpus.failures:
        raise DataError(f"{failure.path} cannot be read: {failure.reason}")
    return corpus.documents


def pool_of(rows: Iterable[Row]) -> tuple[list[Document], list[Question]]:
    """Return each different context as a document, and each row as a question on all of them.

    The evidence of a question is every sentence of its context that holds one of its answers.
    """
    documents: dict[str, Document] = {}
    questions = []
    for row in rows:
        if row.context not in documents:
            documents[row.context] = Document(f"{row.title}/{len(documents)}", row.title, "", row.context)
        questions.append(_question(row, documents[row.context]))
    return list(documents.values()), questions


def _question(row: Row, document: Document) -> Question:
    sentences = [
        document.text[start + i : start + j]
        for start, end in document.paragraphs
        for i, j in split_sentences(document.text[start:end])
        if any(start + i <= answer.start < start + j for answer in row.answers)
    ]
    evidence = tuple(Evidence(document.id, digest_of(sentence)) for sentence in dict.fromkeys(sentences))
    short = row.answers[0].text if row.answers else None
    return Question(row.id, row.source, row.question, evidence, short, belongs_to=row.title)
