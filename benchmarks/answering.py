"""How fast questions are answered and documents indexed, and how much memory that takes.

    python -m benchmarks.answering [--questions 200]

Prints one table: how long a process takes that answers one question, p50 and p95 of each stage over questions of
data/questions/test.jsonl, index throughput and peak memory. Figures count only when nothing else runs; compare figures
of one run, not of two machines.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from rag.answering import Answerer
from rag.config import IndexSettings, Settings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.engine import open_answerer
from rag.evaluation.sets import load_questions
from rag.indexing import update_index

QUESTION = "Why did Trotsky miss Lenin's funeral?"
WARM_UP = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=200)
    arguments = parser.parse_args()
    settings = load_settings()
    print(f"threads             {torch.get_num_threads()}")
    print(f"rag --help          {_command_ms('--help'):8.0f} ms")
    print(f"rag ask             {_command_ms('ask', QUESTION):8.0f} ms, the start of the process and its one answer")
    _time_answers(open_answerer(settings), arguments.questions)
    print(f"peak memory         {_peak_mb():8.0f} MB, answering")
    _time_indexing(settings)
    print(f"                    {_peak_mb():8.0f} MB, indexing beside it")


def _time_answers(answerer: Answerer, count: int) -> None:
    questions = load_questions(Path("data/questions/test.jsonl"))
    texts = [q.text for q in questions if not q.history][: count + WARM_UP]
    timings = [answerer.answer(text).timings_ms for text in texts][WARM_UP:]
    print(f"{len(timings)} questions         p50        p95")
    for stage in timings[0]:
        p50, p95 = np.percentile([t[stage] for t in timings], [50, 95])
        print(f"  {stage:<18}{p50:8.1f} ms{p95:8.1f} ms")


def _time_indexing(settings: Settings) -> None:
    encoder = SentenceTransformerEncoder.load(settings.encoder)
    with tempfile.TemporaryDirectory() as folder:
        fresh = replace(settings, index=IndexSettings(Path(folder)))
        for name in ("index, from nothing", "index, up to date"):
            started = time.perf_counter()
            report = update_index(fresh, encoder)
            seconds = time.perf_counter() - started
            rate = f", {report.passages / seconds:.0f} passages a second" if report.is_new else ""
            print(f"{name:<20}{seconds * 1000:8.0f} ms{rate}")


def _peak_mb() -> float:
    # macOS counts bytes, Linux kibibytes.
    bytes_a_unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * bytes_a_unit / 2**20


def _command_ms(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "rag", *arguments], check=True, capture_output=True)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
