"""Whether a class can ask at once: many learners against one server on this machine.

    python -m benchmarks.load [--learners 30] [--questions 10] [--pause 0]

It starts ``rag serve`` on a free port, waits until the library is loaded, and lets each learner open the page and ask
one question after the other, as the page does, with a pause in seconds between them. It prints the errors, of which
there must be none, throughput, and p50 and p95 of the time to an answer; it exits with 1 if there was an error. It ends
by itself: a question may take a minute and the whole run ten. Figures count only when nothing else runs.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from benchmarks.serving import serving
from rag.evaluation.sets import load_questions

QUESTIONS = Path("data/questions/test.jsonl")
ANSWER_S = 60
RUN_S = 600


@dataclass
class Outcome:
    """What the learners met: milliseconds of each answer, how often each error came, and how long it all took."""

    answers_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def main() -> int:
    """Measure, print and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--questions", type=int, default=10, help="questions a learner (default: 10)")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two questions (default: 0)")
    arguments = parser.parse_args()
    texts = [question.text for question in load_questions(QUESTIONS) if not question.history]
    with tempfile.TemporaryFile("w+") as said:
        with serving(said) as url:
            outcome = asyncio.run(_run_class(url, texts, arguments))
        said.seek(0)
        log = [line for line in said.read().splitlines() if line.startswith(("ERROR", "WARNING"))]
    _print(outcome, log)
    return 1 if outcome.errors else 0


async def _run_class(url: str, texts: Sequence[str], arguments: argparse.Namespace) -> Outcome:
    outcome = Outcome()
    limits = httpx.Limits(max_connections=arguments.learners)
    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_S, limits=limits) as client:
        learners = [
            _learn(
                client, outcome, [texts[(n * 37 + i) % len(texts)] for i in range(arguments.questions)], n, arguments
            )
            for n in range(arguments.learners)
        ]
        started = time.perf_counter()
        try:
            await asyncio.wait_for(asyncio.gather(*learners), RUN_S)
        except TimeoutError:
            outcome.errors[f"the run took more than {RUN_S} s"] += 1
        outcome.seconds = time.perf_counter() - started
    return outcome


async def _learn(
    client: httpx.AsyncClient, outcome: Outcome, texts: Sequence[str], learner: int, arguments: argparse.Namespace
) -> None:
    """Open the page, find its chat, and ask; what goes wrong is counted and the next question asked."""
    try:
        page = (await client.get("")).text
        found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)
        config = json.loads(found[1] if found else "{}")
        chat = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "chat")
    except Exception as error:  # whatever it is, the class meets it
        outcome.errors[f"the page: {error!r}"] += 1
        return
    for text in texts:
        body = {"component_id": chat, "fn_name": "ask", "session_hash": f"learner-{learner}"}
        started = time.perf_counter()
        try:
            response = await client.post("gradio_api/component_server/", json={**body, "data": {"question": text}})
            state = response.json()["state"] if response.is_success else f"status {response.status_code}"
        except Exception as error:
            state = repr(error)
        if state in ("answered", "refused"):
            outcome.answers_ms.append((time.perf_counter() - started) * 1000)
        else:
            outcome.errors[state] += 1
        await asyncio.sleep(arguments.pause)


def _print(outcome: Outcome, log: Sequence[str]) -> None:
    print(f"answers             {len(outcome.answers_ms):8d}, {len(outcome.answers_ms) / outcome.seconds:.1f} a second")
    if outcome.answers_ms:
        p50, p95, longest = np.percentile(outcome.answers_ms, [50, 95, 100])
        print(f"to an answer        p50 {p50:.0f} ms   p95 {p95:.0f} ms   longest {longest:.0f} ms")
    print(f"errors              {outcome.errors.total():8d}")
    for error, count in outcome.errors.most_common():
        print(f"  {count:5d}  {error}")
    for line in log[:10]:
        print(f"  the server said: {line}")


if __name__ == "__main__":
    sys.exit(main())
