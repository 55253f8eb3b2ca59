"""Write down what a teacher, a larger network, thinks of the passages that the reader is trained on.

    python -m training.teacher --rows FILE.jsonl.gz … --encoder FOLDER --weights FOLDER2/reader.safetensors --out FILE

The teacher is a larger network that training/reader.py trains with --encoder, or an older reader. Each line of the
file is an object with the ``key`` of a question beside a passage and the ``logits`` of the passage's sentences. What a
file has already is not judged again, so that the work can be stopped and gone on with.
"""

import argparse
import copy
import json
import os
import random
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from tokenizers import Tokenizer

from rag.encoder import PACKAGED, model_folder
from rag.reader.span_model import SpanModel, batch_of, pair_of
from rag.reader.span_scorer import load_tokenizer
from rag.types import digest_of
from training.groups import Group, LabelledPassage
from training.networks import new_model
from training.sources import SEED, add_sources, drawn, sources_of

RIVALS = 2  # passages that do not answer, of each question
GROUPS_AT_ONCE = 64
PAIRS_A_BATCH = 16

Asked = tuple[str, LabelledPassage]


def key_of(question: str, passage: LabelledPassage) -> str:
    """Return the name of a question beside a passage in the file."""
    return digest_of(f"{question}\n{passage.header}\n{passage.text}")


def teach(groups: Iterable[Group], paths: Sequence[Path]) -> int:
    """Give the passages of groups what teachers think of them, the mean of it, and return how many all of them judged.

    Where they judged some of a group's rivals, the others are left out.
    """
    judgements, count = [_judged(path) for path in paths], 0
    for group in groups:
        for passage in (*group.passages, *group.rivals):
            key = key_of(group.question, passage)
            found = [judged[key] for judged in judgements if key in judged]
            passage.taught = _mean(found) if len(found) == len(judgements) else None
            count += passage.taught is not None
        group.rivals = [rival for rival in group.rivals if rival.taught is not None] or group.rivals
    return count


def _mean(judgements: Sequence[Sequence[float | None]]) -> list[float | None]:
    """Return the mean logit of each sentence, None for one that a teacher did not see."""
    seen = [[logit for logit in logits if logit is not None] for logits in zip(*judgements, strict=True)]
    return [sum(logits) / len(logits) if len(logits) == len(judgements) else None for logits in seen]


def _judged(path: Path) -> dict[str, list[float | None]]:
    """Return what stands in the file; a last line that was broken off is cut off it."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        path.write_bytes(whole)
    return {line["key"]: line["logits"] for line in map(json.loads, whole.decode().splitlines())}


class Teacher:
    """A trained network that judges passages, each core with a copy of its own."""

    def __init__(self, model: SpanModel, tokenizer: Tokenizer, *, cores: int) -> None:
        self._tokenizer = tokenizer
        self._models = [copy.deepcopy(model).to(torch.bfloat16).eval() for _ in range(cores)]
        self._pool = ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,))

    def judge(self, asked: Sequence[Asked]) -> list[list[float | None]]:
        """Return the logits of the sentences of each passage beside its question; None for a sentence cut off."""
        pairs = [pair_of(self._tokenizer, q, p.header, p.text, p.sentences) for q, p in asked]
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
        parts = [order[i : i + PAIRS_A_BATCH] for i in range(0, len(order), PAIRS_A_BATCH)]

        def judged(core: int) -> list[tuple[int, list[float | None]]]:
            found: list[tuple[int, list[float | None]]] = []
            for part in parts[core :: len(self._models)]:
                with torch.inference_mode():
                    _, logits = self._models[core](*batch_of([pairs[i] for i in part]))
                for i, row in zip(part, logits.tolist(), strict=True):
                    read = zip(row, pairs[i].sentences, strict=False)  # the row is as long as the longest of the batch
                    found.append((i, [round(logit, 3) if first < end else None for logit, (first, end) in read]))
            return found

        by_place = dict(found for part in self._pool.map(judged, range(len(self._models))) for found in part)
        return [by_place[place] for place in range(len(asked))]


def main() -> None:
    """Judge what is not judged yet, in a random order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_sources(parser)
    parser.add_argument("--encoder", type=Path, default=model_folder(PACKAGED))
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    draw, cores = random.Random(SEED), os.cpu_count() or 1  # noqa: S311 - not a secret
    groups = drawn(sources_of(arguments), draw)
    draw.shuffle(groups)
    torch.set_num_threads(1)
    teacher = Teacher(new_model(arguments.encoder, arguments.weights), load_tokenizer(arguments.encoder), cores=cores)
    known = set(_judged(arguments.out)) if arguments.out.exists() else set()
    started = time.time()
    with arguments.out.open("a", encoding="utf-8") as out:
        for start in range(0, len(groups), GROUPS_AT_ONCE):
            some = groups[start : start + GROUPS_AT_ONCE]
            every = {
                key_of(g.question, p): (g.question, p)
                for g in some
                for p in (*g.passages, *draw.sample(g.rivals, min(RIVALS, len(g.rivals))))
            }
            new = {key: asked for key, asked in every.items() if key not in known}
            for key, logits in zip(new, teacher.judge(list(new.values())), strict=True):
                out.write(json.dumps({"key": key, "logits": logits}) + "\n")
            known |= new.keys()
            out.flush()
            done = start + len(some)
            left = (time.time() - started) / done * (len(groups) - done) / 60
            print(f"{done}/{len(groups)} questions, {left:.0f} min left", flush=True)


if __name__ == "__main__":
    main()
