"""The one path through the system: a question in, an Answer out."""

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence

from rag.config import AnsweringSettings
from rag.conversation import standalone_questions
from rag.errors import QuestionError
from rag.library import Library
from rag.types import Answer, Extract, Hit, Reader, Retriever, Turn

_REMEMBERED = 256


class Answerer:
    """Answers questions over one library.

    Attributes:
        library: What is searched.
        retriever: What searches it.
    """

    def __init__(self, library: Library, *, retriever: Retriever, reader: Reader, settings: AnsweringSettings) -> None:
        self.library = library
        self.retriever = retriever
        self._reader = reader
        self._settings = settings
        self._remembered: OrderedDict[tuple[str, ...], Answer] = OrderedDict()

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer to a question, read in the light of earlier turns.

        Raises:
            QuestionError: If the question is blank, too long or not valid text.
        """
        question = checked_question(question, limit=self._settings.max_question_characters)
        started = time.perf_counter()
        ways = standalone_questions(question, history, names=self.library.names)
        understood = time.perf_counter()
        found = [(way, self.retriever.retrieve(way, self._settings.k)) for way in ways]
        retrieved = time.perf_counter()
        readings = [(way, hits, self._reader.read(way, hits)) for way, hits in found]
        standalone, hits, extracts = max(readings, key=lambda reading: _confidence(reading[2]))
        read = time.perf_counter()
        confidence = _confidence(extracts)
        is_answered = bool(extracts) and confidence >= self._settings.threshold
        return Answer(
            question,
            standalone,
            is_answered,
            confidence,
            tuple(extracts) if is_answered else (),
            () if is_answered else tuple(hits[: self._settings.nearest]),
            timings_ms={
                "conversation": (understood - started) * 1000,
                "retrieval": (retrieved - understood) * 1000,
                "reading": (read - retrieved) * 1000,
                "total": (read - started) * 1000,
            },
        )

    def search(self, question: str, k: int) -> tuple[str, list[Hit]]:
        """Return the question as it was checked, and its k best hits.

        Raises:
            QuestionError: If the question is blank, too long or not valid text.
        """
        question = checked_question(question, limit=self._settings.max_question_characters)
        return question, self.retriever.retrieve(question, k)

    def turns(self, questions: Sequence[str]) -> list[Turn]:
        """Return earlier questions as turns, each answered in the light of those before it.

        Raises:
            QuestionError: If one of them cannot be asked.
        """
        turns: list[Turn] = []
        for question in questions:
            answer = self._remember(question, turns)
            turns.append(Turn(question, answer.standalone, answer))
        return turns

    def _remember(self, question: str, turns: Sequence[Turn]) -> Answer:
        """Answer an earlier question, or take the answer that was given: the same in, the same out."""
        key = (*(turn.standalone for turn in turns), question)
        if key not in self._remembered:
            self._remembered[key] = self.answer(question, turns)
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return self._remembered[key]


def _confidence(extracts: Sequence[Extract]) -> float:
    return extracts[0].score if extracts else 0.0


def checked_question(question: str, *, limit: int) -> str:
    """Return the question without the white space around it.

    Raises:
        QuestionError: If it has no letter or digit, more than ``limit`` characters, control characters, or half of
            a surrogate pair. Refused before anything is computed: the encoder gives a vector to anything, and 10 MB
            of words would take it 45 seconds.
    """
    if len(question) > limit:
        raise QuestionError(f"the question has {len(question):,} characters; ask in at most {limit}")
    question = question.strip()
    categories = {unicodedata.category(character) for character in question}
    if "Cs" in categories:
        raise QuestionError("the question is not valid Unicode: it holds half of a surrogate pair")
    if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in question):
        raise QuestionError("the question holds control characters; ask in plain text")
    if not any(category[0] in "LN" for category in categories):
        raise QuestionError("the question is blank; ask it in words")
    return question
