"""The one path through the system: a question in, an Answer out."""

import time
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.config import AnsweringSettings
from rag.conversation import standalone_questions
from rag.errors import QuestionError
from rag.library import Library
from rag.types import (
    Answer,
    Fate,
    Hit,
    Inspection,
    Passage,
    RankedPassage,
    Reader,
    Reading,
    ReadSentence,
    Retriever,
    StageScore,
    Turn,
)

INSPECTED = 20  # passages an inspection ranks, where fewer are read: retrieval has scored them anyhow
HISTORY_TURNS = 24  # earlier questions that are heeded (HISTORY_TURNS in chat.js)
READ_TURNS = 6  # of these, the last are read to tell which way they were meant; of the others the likelier is taken
# A less likely way of meaning a follow-up is taken if its answer is believed by this much more. With a lead of 0.2 the
# right quotation is first for .759 of the later turns of train and dev, with a larger one, as where the likelier way is
# always taken, for .750, without one for .741: a question or two apart (benchmarks/follow_ups.py).
LEAD = 0.3
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
        self._written_out = lru_cache(_REMEMBERED)(self._standalone)

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer to a question, read in the light of earlier turns.

        Raises:
            QuestionError: If the question is blank, too long or not valid text.
        """
        return self.inspect(question, history).answer

    def inspect(self, question: str, history: Sequence[Turn] = (), *, without: Collection[str] = ()) -> Inspection:
        """Return the answer to a question with every passage it was chosen from.

        Args:
            question: The question.
            history: Earlier turns.
            without: Ids of passages to answer without, as if the library did not have them.

        Raises:
            QuestionError: If the question is blank, too long or not valid text, or an id is no passage's.
        """
        question = self._checked(question)
        left_out = self._passages(without)
        started = time.perf_counter()
        ways = standalone_questions(question, history, names=self.library.names)
        understood = time.perf_counter()
        depth, rows = max(self._settings.k, INSPECTED), [passage.row for passage in left_out]
        rankings = [self.retriever.retrieve(way, depth, without=rows) for way in ways]
        retrieved = time.perf_counter()
        read_hits = [ranked[: self._settings.k] for ranked in rankings]
        readings = [self._reader.read(way, hits) for way, hits in zip(ways, read_hits, strict=True)]
        meant = most_believed([reading.confidence for reading in readings], self._settings.threshold)
        standalone, hits, reading = ways[meant], read_hits[meant], readings[meant]
        read = time.perf_counter()
        found = bool(reading.extracts) and reading.confidence >= self._settings.threshold
        answer = Answer(
            question,
            standalone,
            found,
            reading.confidence,
            reading.extracts if found else (),
            () if found else tuple(hits[: self._settings.nearest]),
            timings_ms={
                "conversation": (understood - started) * 1000,
                "retrieval": (retrieved - understood) * 1000,
                "reading": (read - retrieved) * 1000,
                "total": (read - started) * 1000,
            },
        )
        ranking = _ranking(hits, rankings[meant][self._settings.k :], reading, found=found)
        return Inspection(answer, self._settings.threshold, ranking, left_out)

    def search(self, question: str, k: int) -> tuple[str, list[Hit]]:
        """Return the question as it was checked, and its k best hits.

        Raises:
            QuestionError: If the question is blank, too long or not valid text.
        """
        question = self._checked(question)
        return question, self.retriever.retrieve(question, k)

    def turns(self, questions: Sequence[str]) -> list[Turn]:
        """Return the last ``HISTORY_TURNS`` earlier questions as turns, each in the light of those before it.

        Raises:
            QuestionError: If one of them cannot be asked.
        """
        try:
            heeded = [self._checked(question) for question in questions[-HISTORY_TURNS:]]
        except QuestionError as error:
            raise QuestionError(f"an earlier question of the conversation cannot be heeded: {error}") from error
        turns: tuple[Turn, ...] = ()
        for place, question in enumerate(heeded):
            if place < len(heeded) - READ_TURNS:
                standalone = standalone_questions(question, turns, names=self.library.names)[0]
            else:
                standalone = self._written_out(question, turns)
            turns = (*turns, Turn(question, standalone))
        return list(turns)

    def _passages(self, ids: Collection[str]) -> tuple[Passage, ...]:
        passages = tuple(passage for passage in self.library.passages if passage.id in ids) if ids else ()
        for unknown in set(ids) - {passage.id for passage in passages}:
            raise QuestionError(f"there is no passage {unknown[:200]!r} to leave out")
        return passages

    def _standalone(self, question: str, turns: tuple[Turn, ...]) -> str:
        return self.answer(question, turns).standalone

    def _checked(self, question: str) -> str:
        return checked_question(question, limit=self._settings.max_question_characters)


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


def most_believed(confidences: Sequence[float], threshold: float, *, lead: float = LEAD) -> int:
    """Return the place of the reading that is believed most, each after the first by the lead less.

    One that would be refused is taken only if all would: a question is not refused that has a way to be answered.
    """
    answered = [place for place, confidence in enumerate(confidences) if confidence >= threshold]
    return max(answered or range(len(confidences)), key=lambda place: confidences[place] - lead * place)


def _ranking(read: Sequence[Hit], unread: Sequence[Hit], reading: Reading, *, found: bool) -> tuple[RankedPassage, ...]:
    """Return the hits that were read in the order of the reader's scores, then those that were not."""
    place = {sentence.span: place for place, sentence in enumerate(reading.sentences)}
    judged = [(hit, [reading.sentences[i] for i in sorted(place[s] for s in hit.passage.sentences)]) for hit in read]
    judged.sort(key=lambda pair: (-pair[1][0].score, pair[0].rank))
    return (
        *(_ranked(rank, hit, sentences, found=found) for rank, (hit, sentences) in enumerate(judged, start=1)),
        *(RankedPassage(hit.rank, hit, Fate.UNREAD) for hit in unread),
    )


def _ranked(rank: int, hit: Hit, sentences: Sequence[ReadSentence], *, found: bool) -> RankedPassage:
    """Return a passage that was read; its sentences are in the order in which the reader would quote them."""
    best = sentences[0]
    quoted = {s.extract for s in sentences if s.fate is Fate.QUOTED and s.extract is not None}
    extracts: tuple[int, ...] = ()
    if not found:
        fate = Fate.REFUSED
    elif quoted:
        fate, extracts = Fate.QUOTED, tuple(sorted(quoted))
    else:
        fate, extracts = best.fate, () if best.extract is None else (best.extract,)
    stages = {**hit.stages, "reader": StageScore(best.score, rank)}
    return RankedPassage(rank, replace(hit, stages=stages), fate, extracts, best.span)
