"""Questions put otherwise: about somebody else, with a pronoun behind another question, as learners type them."""

import random
import re
from collections.abc import Sequence

from rag.conversation import in_context, standalone_questions
from rag.evaluation.sets import Question
from rag.library import Library
from rag.names import CALENDAR, YEAR, names_in
from rag.search.terms import STOP_WORDS, words_of
from rag.types import Turn

# Share of the questions that come again as follow-ups.
FOLLOW_UPS = 0.3
# Share of those that come behind two questions, the first their topic.
TWO_BEFORE = 0.4
_WORD = re.compile(r"[\w’'-]+")
_PERSON_TITLE = re.compile(r"Who was (?:\w+ )?(\w+)\?")
_WOMEN = frozenset({"krupskaya", "alliluyeva"})
_PREPOSITIONS = frozenset({"to", "by", "of", "with", "from", "against", "about", "for", "on", "behind"})


class Exchanges:
    """Exchanges a name or a year of a question for another of these questions, so that nothing answers any more."""

    def __init__(self, questions: Sequence[str], known: frozenset[str]) -> None:
        """Collect the names.

        Args:
            questions: All questions.
            known: Proper names in lower case, of the texts that the questions are about.
        """
        self._known = known
        names = {name for question in questions for name in names_in(question, known)}
        words = {name: set(words_of(name)) for name in names if name[0].isupper()}
        self._words = {name: words[name] for name in sorted(words) if CALENDAR.isdisjoint(words[name])}
        self._draw = random.Random(len(self._words))  # noqa: S311 - not a secret

    def altered(self, question: str, passage: str) -> str | None:
        """Return the question about somebody else or another year, of whom the passage does not speak; or None.

        Args:
            question: It stands alone.
            passage: All that is read of the passage, its title too.
        """
        years = [year for year in YEAR.findall(question) if year in passage]
        if years and self._draw.random() < 0.5:
            others = [str(int(years[0]) + n) for n in range(-6, 7) if str(int(years[0]) + n) not in passage]
            return question.replace(years[0], self._draw.choice(others))
        there = set(words_of(passage))
        own = [name for name in names_in(question, self._known) if there.issuperset(words_of(name))]
        others = [name for name, words in self._words.items() if words.isdisjoint(there)]
        if not own or not others:
            return None
        name, other = self._draw.choice(own), self._draw.choice(others)
        return re.sub(rf"\b{re.escape(name)}\b", lambda match: other, question)


class FollowUps:
    """Puts questions on a corpus as later turns of a conversation."""

    def __init__(self, library: Library) -> None:
        self._known = library.names
        self._people = {"stalin"} | {
            match[1].lower() for d in library.documents if (match := _PERSON_TITLE.match(d.title))
        }
        self._draw = random.Random(len(self._people))  # noqa: S311 - not a secret

    def of(self, questions: Sequence[Question]) -> list[tuple[str, Question]]:
        """Return questions as a later turn asks them, after the one that opened the conversation.

        Those of our conversations, as the conversation writes them out; a share of the others behind one or two on the
        same document, with a pronoun for whom both name; and a share of those that nothing answers behind any question.
        """
        result = [(self._written_out(q), q) for q in questions if q.history]
        by_document: dict[str, list[Question]] = {}
        openings = [q for q in questions if q.evidence and not q.history]
        for question in openings:
            by_document.setdefault(question.evidence[0].document, []).append(question)
        for question in questions:
            if not question.evidence and not question.history and self._draw.random() < FOLLOW_UPS:
                result.append((in_context(*self._before(openings), question.text), question))
        for group in by_document.values():
            for question in group:
                if len(group) > 1 and self._draw.random() < FOLLOW_UPS:
                    before = self._before([other for other in group if other is not question])
                    asked = self._with_pronoun(before[0], question.text)
                    result.append((in_context(*before, asked), question))
        return result

    def _before(self, questions: Sequence[Question]) -> list[str]:
        """Return one or two of the questions, to be asked before another."""
        count = 2 if self._draw.random() < TWO_BEFORE else 1
        return [question.text for question in self._draw.sample(questions, min(count, len(questions)))]

    def _written_out(self, question: Question) -> str:
        """Return a later turn behind its topic, as it will be read; the answers before it are not known here."""
        turns: list[Turn] = []
        for asked in (*question.history, question.text):
            ways = standalone_questions(asked, turns, names=self._known)
            turns.append(Turn(asked, ways[0]))
        return turns[-1].standalone

    def _with_pronoun(self, before: str, question: str) -> str:
        """Return a question with "he" or the like for the first person whom the question before it names too."""
        earlier = {name.lower().split()[-1] for name in names_in(before, self._known)}
        for name in names_in(question, self._known):
            last = name.lower().split()[-1]
            if last in self._people and last in earlier:
                at = re.compile(rf"(?P<before>\w+ |^){re.escape(name)}(?!\w)(?P<possessive>['’]s?)?")
                match = at.search(question)
                if match:
                    pronoun = _pronoun(match, is_woman=last in _WOMEN)
                    return question[: match.end("before")] + pronoun + question[match.end() :]
        return question


def as_learners_type(question: str, draw: random.Random) -> str:
    """Return the question, now and then as keywords, in lower case, without its mark, or with a letter misplaced."""
    if draw.random() < 0.07:
        words = [word for word in _WORD.findall(question) if word.lower() not in STOP_WORDS]
        question = " ".join(words) if len(words) > 1 else question
    if draw.random() < 0.2:
        question = question.lower()
    if draw.random() < 0.15:
        question = question.rstrip("?")
    if draw.random() < 0.12:
        words = question.split(" ")
        place = draw.randrange(len(words))
        if len(words[place]) > 4:
            i = draw.randrange(1, len(words[place]) - 2)
            w = words[place]
            words[place] = draw.choice([w[:i] + w[i + 1] + w[i] + w[i + 2 :], w[:i] + w[i + 1 :], w[:i] + w[i] + w[i:]])
        question = " ".join(words)
    return question


def _pronoun(match: re.Match[str], *, is_woman: bool) -> str:
    is_object = match["before"].strip().lower() in _PREPOSITIONS or not match.string[match.end() :].strip(" ?")
    if match["possessive"]:
        return "her" if is_woman else "his"
    if is_object:
        return "her" if is_woman else "him"
    return "she" if is_woman else "he"
