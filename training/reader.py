"""Train the reader from the packaged encoder.

    python -m training.reader --rows FILE.jsonl.gz … --out FOLDER
    python -m training.reader --rows FILE.jsonl.gz=0.15 … --start FOLDER/reader.safetensors --rate 6e-5 --out FOLDER2

The first command teaches reading on rows from elsewhere and our own questions, the second the choice among passages
that our own retrieval ranks high. A share after a file's name says how much of it each epoch draws; --questions names
the files of questions on the corpus, --written the share of questions.jsonl.

With --encoder a larger encoder is trained in the same way, to teach the reader; training/teacher.py writes down what
it thinks of the passages, and --taught gives that, of several teachers the mean of it, to the training of the reader,
whose epochs are then all that was judged.
"""

import argparse
import os
import random
import time
from pathlib import Path

import torch

from rag.encoder import PACKAGED, model_folder
from rag.reader.span_scorer import load_tokenizer
from training.batches import Batch, batches, steps_of
from training.masters import Masters
from training.networks import new_model, save
from training.sources import SEED, add_sources, drawn, sources_of
from training.teacher import teach

RIVALS = 3


def main() -> None:
    """Train and write the weights after every tenth of the way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_sources(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--encoder", type=Path, default=model_folder(PACKAGED), help="the folder of another encoder, BERT or MPNet"
    )
    parser.add_argument("--start", type=Path, help="weights to go on from; the encoder's under new heads if not given")
    parser.add_argument("--taught", type=Path, nargs="*", default=[], help="what teachers think of the passages")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="the peak learning rate")
    parser.add_argument("--heads", type=float, default=1.0, help="how many times that rate the heads learn at")
    parser.add_argument("--frozen", type=int, default=0, help="how many of the lowest layers do not learn")
    parser.add_argument("--rivals", type=int, default=RIVALS, help="passages that do not answer, of a question of ours")
    parser.add_argument("--seed", type=int, default=SEED, help="of what an epoch draws and what is dropped out")
    arguments = parser.parse_args()
    for given in (arguments.start, *arguments.taught):
        if given is not None and not given.is_file():
            parser.error(f"there is no file {given}")
    torch.manual_seed(arguments.seed)
    draw, cores = random.Random(arguments.seed), os.cpu_count() or 1  # noqa: S311 - not a secret
    sources = sources_of(arguments)
    print(", ".join(f"{len(groups)} x {share:g}" for groups, share in sources), "groups", flush=True)
    if arguments.taught:
        print(f"{teach([g for groups, _ in sources for g in groups], arguments.taught)} passages taught", flush=True)
        sources = [([g for g in groups if g.passages[0].taught is not None], 1.0) for groups, _ in sources]
    tokenizer = load_tokenizer(arguments.encoder)
    singles: list[Batch] = []
    for _ in range(arguments.epochs):
        singles += batches(drawn(sources, draw), tokenizer, draw, rivals=arguments.rivals)
    steps = steps_of(singles, cores)
    torch.set_num_threads(1)
    model = new_model(arguments.encoder, arguments.start, frozen=arguments.frozen)
    masters = Masters(model, arguments.rate, len(steps), cores=cores, heads=arguments.heads)
    started, running = time.time(), 0.0
    for step, batch in enumerate(steps, start=1):
        loss = masters.step(batch)
        running += 0.02 * (loss - running) if step > 1 else loss
        if step % 50 == 0:
            left = (time.time() - started) / step * (len(steps) - step) / 60
            print(f"step {step}/{len(steps)} loss {running:.3f} {left:.0f} min left", flush=True)
        if step % max(1, len(steps) // 10) == 0 or step == len(steps):
            save(model, arguments.out)


if __name__ == "__main__":
    main()
