"""What people thought of answers, kept in one SQLite file that never leaves the machine."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from rag.errors import FeedbackError
from rag.wire import Json

FILE_NAME = "feedback.sqlite"
# Together they keep the file near 320 MB whatever strangers send; 5,000 is years of a class.
MAX_ENTRIES = 5_000
MAX_ANSWER_BYTES = 64_000
BUSY_TIMEOUT_S = 5.0

_TURN = re.compile(r"[0-9a-z-]{8,64}")
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS feedback (turn TEXT PRIMARY KEY, time TEXT NOT NULL, verdict TEXT NOT NULL,"
    " question TEXT NOT NULL, standalone TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID"
)
# One statement, so that two writers cannot both take the last place.
_KEEP = (
    "INSERT INTO feedback (turn, time, verdict, question, standalone, answer)"
    " SELECT :turn, :time, :verdict, :question, :standalone, :answer"
    " WHERE (SELECT count(*) FROM feedback) < :limit OR EXISTS (SELECT 1 FROM feedback WHERE turn = :turn)"
    " ON CONFLICT (turn) DO UPDATE SET time = excluded.time, verdict = excluded.verdict,"
    " question = excluded.question, standalone = excluded.standalone, answer = excluded.answer"
)
_ENTRIES = "SELECT time, verdict, question, standalone, answer FROM feedback ORDER BY time, turn"


class Verdict(StrEnum):
    """What somebody thought of an answer."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"


class FeedbackStore:
    """Keeps one verdict a turn; any number of threads and processes may write at once.

    Attributes:
        folder: Where the file is; it is made at the first verdict.
    """

    def __init__(self, folder: Path, *, max_entries: int = MAX_ENTRIES) -> None:
        self.folder = folder
        self._path = folder / FILE_NAME
        self._max_entries = max_entries

    def keep(self, turn: str, answer: Json, verdict: Verdict) -> None:
        """Keep the verdict on a turn, in place of an earlier one on the same turn.

        Args:
            turn: The browser's name of the turn: 8 to 64 digits, small letters and hyphens.
            answer: The one JSON of the answer that was judged.
            verdict: What was thought of it.

        Raises:
            FeedbackError: If the turn has no such name, the answer is too large, no more verdicts are taken, or
                the file cannot be written.
        """
        _check_turn(turn)
        content = json.dumps(answer)
        if len(content) > MAX_ANSWER_BYTES:
            raise FeedbackError(f"an answer of {len(content):,} bytes is not kept; {MAX_ANSWER_BYTES:,} are the most")
        entry = {
            "turn": turn,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "verdict": verdict.value,
            "question": answer["question"],
            "standalone": answer["standalone"],
            "answer": content,
            "limit": self._max_entries,
        }
        with self._opened() as connection:
            is_kept = connection.execute(_KEEP, entry).rowcount
        if not is_kept:
            raise FeedbackError(
                f"{str(self._path)!r} holds {self._max_entries:,} verdicts, the most it takes; move it away"
            )

    def withdraw(self, turn: str) -> None:
        """Forget the verdict on a turn, if there is one.

        Raises:
            FeedbackError: If the turn has no such name or the file cannot be written.
        """
        _check_turn(turn)
        if self._path.exists():
            with self._opened() as connection:
                connection.execute("DELETE FROM feedback WHERE turn = ?", (turn,))

    def entries(self) -> list[Json]:
        """Return every verdict, the earliest first: time, verdict, question, standalone and the one JSON.

        Raises:
            FeedbackError: If the file is there and cannot be read.
        """
        if not self._path.exists() or not self._path.stat().st_size:
            return []
        with self._opened("ro") as connection:
            rows = connection.execute(_ENTRIES).fetchall()
        names = ("time", "verdict", "question", "standalone", "answer")
        return [dict(zip(names, (*row, json.loads(answer)), strict=True)) for *row, answer in rows]

    @contextmanager
    def _opened(self, mode: str = "rwc") -> Iterator[sqlite3.Connection]:
        """Give a connection of one's own: each is used by one thread and leaves no lock behind."""
        try:
            if mode != "ro":
                self._path.parent.mkdir(parents=True, exist_ok=True)
                # Learners wrote the questions in it: only whoever runs Ascent may read them.
                self._path.touch(mode=0o600)
            address = f"{self._path.absolute().as_uri()}?mode={mode}"
            with closing(
                sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            ) as connection:
                if mode != "ro":
                    connection.execute(_SCHEMA)
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise FeedbackError(f"the verdicts in {str(self._path)!r} cannot be read or kept: {error}") from error


def _check_turn(turn: str) -> None:
    if _TURN.fullmatch(turn) is None:
        raise FeedbackError(f"a turn is named by 8 to 64 digits, small letters and hyphens, not by {turn[:80]!r}")
