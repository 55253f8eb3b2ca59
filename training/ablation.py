"""What each kind of data, each loss and each choice of the training is worth: without it, everything else the same.

    python -m training.ablation --rows FILE.jsonl.gz=0.25 … --start WEIGHTS --read ROWS.jsonl.gz --out FILE.jsonl

Every variant trains the packaged encoder, or a reader that has learnt something, on as many groups of a question and
its passages, once, and is measured by its own word alone, without the linear model: on the questions of dev, of
elsewhere-dev and of data/small/dev, and on rows that are set apart for measuring. Each line of the file is a variant;
what is there is not done again, so that the work can be stopped and gone on with, or shared by processes with --only.
``table`` writes the lines as Markdown.
"""

import argparse
import itertools
import json
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from rag.config import ChunkingSettings, EncoderSettings, load_settings
from rag.encoder import PACKAGED, SentenceTransformerEncoder, model_folder
from rag.evaluation.metrics import auroc, mean
from rag.evaluation.reading import read_rows
from rag.evaluation.rows import Row
from rag.evaluation.sets import Question
from rag.reader.span_scorer import SpanScorer, fast_type, load_tokenizer
from rag.retriever import HybridRetriever
from rag.types import Hit
from training.batches import batches, steps_of
from training.development import development_sets
from training.groups import Group
from training.losses import LossWeights
from training.masters import Masters
from training.networks import new_model
from training.sources import SEED, add_sources, drawn, rows_of, sources_of

GROUPS = 4_000  # ten minutes a variant on one core; the packaged encoder would hardly begin to learn from so few
RATE = 1.2e-4
HEADS = 5.0  # times that rate where the heads are fresh, or few steps would teach them nothing
RIVALS = 2
ROWS = 400

Sources = Mapping[str, tuple[list[Group], float]]
# The questions of one set, each with the hits that the reader would read.
Asked = list[tuple[Question, list[Hit]]]


@dataclass(frozen=True, slots=True)
class Variant:
    """A training in which one thing is different.

    Attributes:
        name: As the table has it.
        without: The sources that are left out; of the others there is more.
        weights: Of the losses.
        rate: The peak learning rate.
        rivals: Passages that do not answer, of each question of ours.
        seed: Of what is drawn and dropped out.
        rounds: How often each group is read; the more often, the fewer there are.
    """

    name: str
    without: tuple[str, ...] = ()
    weights: LossWeights = LossWeights()  # noqa: RUF009 - frozen
    rate: float = RATE
    rivals: int = RIVALS
    seed: int = SEED
    rounds: int = 1


def variants_of(sources: Sequence[str]) -> list[Variant]:
    """Return the variants: each source, each loss, the rivals, the rate and the seed in turn."""
    return [
        Variant("as it began", rounds=0),
        Variant("everything"),
        Variant("everything, another seed", seed=SEED + 1),
        *(Variant(f"without {source}", without=(source,)) for source in sources),
        Variant("without the loss of sentences", weights=LossWeights(sentence=0.0)),
        Variant("without the loss of choice", weights=LossWeights(choice=0.0)),
        Variant("without the loss of spans", weights=LossWeights(span=0.0)),
        Variant("without rivals", rivals=0),
        Variant("half the rate", rate=RATE / 2),
        Variant("twice the rate", rate=2 * RATE),
        Variant("half the groups, twice", rounds=2),
    ]


def mixture_of(variant: Variant, sources: Sources, groups: int) -> list[tuple[list[Group], float]]:
    """Return the sources that a variant keeps, with the shares of them that make so many groups together."""
    kept = [source for name, source in sources.items() if name not in variant.without]
    scale = groups / sum(share * len(some) for some, share in kept)
    return [(some, min(1.0, share * scale)) for some, share in kept]


def train(
    variant: Variant, sources: Sources, folder: Path, *, groups: int, cores: int, start: Path | None = None
) -> SpanScorer:
    """Return the reader that a variant of the training makes of the encoder in a folder, or of a reader's weights."""
    torch.manual_seed(variant.seed)
    draw = random.Random(variant.seed)  # noqa: S311 - not a secret
    tokenizer = load_tokenizer(folder)
    learnt = drawn(mixture_of(variant, sources, groups // max(1, variant.rounds)), draw)
    rounds = [batches(learnt, tokenizer, draw, rivals=variant.rivals) for _ in range(variant.rounds)]
    steps = steps_of(list(itertools.chain(*rounds)), cores)
    model = new_model(folder, start)
    heads = HEADS if start is None else 1.0
    masters = Masters(model, variant.rate, len(steps), cores=cores, heads=heads, weights=variant.weights)
    for step in steps:
        masters.step(step)
    return SpanScorer(model.eval().to(fast_type()), tokenizer)


def measure(scorer: SpanScorer, sets: Mapping[str, Asked]) -> dict[str, float]:
    """Return, of each set, how often the best sentence answers, and how well its logit tells whether any does."""
    figures = {}
    for name, asked in sets.items():
        first, best = [], []
        for question, hits in asked:
            judged = scorer.judge(question.written_out, hits)
            top = max(judged, key=lambda span: judged[span].logit)
            first.append(question.is_answered_by([top]))
            best.append(judged[top].logit)
        answerable = [question.is_answerable for question, _ in asked]
        figures[f"{name}, first"] = mean([float(f) for f, a in zip(first, answerable, strict=True) if a])
        figures[f"{name}, AUROC"] = auroc(best, answerable)
    return figures


def measured_sets(encoder: SentenceTransformerEncoder) -> dict[str, Asked]:
    """Return every second question of the development sets, with what the search finds."""
    k = load_settings().answering.k
    sets: dict[str, Asked] = {}
    for name, library, questions in development_sets(encoder):
        retriever = HybridRetriever(library, encoder)
        asked = [(question, retriever.retrieve(question.written_out, k)) for question in questions[::2]]
        sets.setdefault(name, []).extend(asked)
    return sets


def table(lines: Sequence[Mapping[str, object]]) -> str:
    """Return the variants as a table in Markdown."""
    names = [name for name in lines[0] if name != "variant"]
    rows = [["variant", *names], ["---"] * (len(names) + 1)]
    rows += [[str(line["variant"]), *(f"{line[name]:.3f}".removeprefix("0") for name in names)] for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _measure_rows(scorer: SpanScorer, encoder: SentenceTransformerEncoder, rows: Sequence[Row]) -> dict[str, float]:
    outcomes = read_rows(scorer, encoder, rows, chunking=ChunkingSettings(), progress=lambda some: some)
    f1 = mean([outcome.f1 for outcome in outcomes if outcome.gold])
    has_answer = [bool(outcome.gold) for outcome in outcomes]
    return {"rows, F1": f1, "rows, AUROC": auroc([outcome.belief for outcome in outcomes], has_answer)}


def main() -> None:
    """Train and measure the variants that are not in the file yet, and print the table of those that are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_sources(parser)
    parser.add_argument("--read", type=Path, required=True, help="rows with and without answer, to measure on")
    parser.add_argument("--groups", type=int, default=GROUPS, help="questions that every variant learns from")
    parser.add_argument(
        "--start", type=Path, help="a reader's weights; the packaged encoder under fresh heads if not given"
    )
    parser.add_argument("--only", nargs="*", help="the names of variants; all if not given")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="batches of a step, read at once")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    paths = [path for path, _ in (*arguments.rows, *arguments.questions)]
    names = [*(path.name.partition(".")[0] for path in paths), "written", "elsewhere"]
    sources = dict(zip(names, sources_of(arguments), strict=True))
    ablate(
        sources,
        arguments.read,
        arguments.out,
        groups=arguments.groups,
        cores=arguments.cores,
        start=arguments.start,
        only=arguments.only,
    )
    print(table([json.loads(line) for line in arguments.out.read_text(encoding="utf-8").splitlines()]))


def ablate(
    sources: Sources,
    read: Path,
    out: Path,
    *,
    groups: int,
    cores: int,
    only: Sequence[str] | None,
    start: Path | None = None,
) -> None:
    """Train and measure variants, and write down each as it is done.

    Args:
        sources: By name.
        read: Rows to measure on.
        out: JSON lines, a variant each.
        groups: How many each learns from.
        cores: How many batches a step is of, each read by a core of its own.
        only: The names of the variants; all if None.
        start: The weights that every variant begins with; the packaged encoder's under fresh heads if None.
    """
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    sets, rows = measured_sets(encoder), rows_of(read)
    rows = rows[:: max(1, len(rows) // ROWS)]
    known = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    done = {json.loads(line)["variant"] for line in known}
    for variant in variants_of(list(sources)):
        if variant.name in done or (only is not None and variant.name not in only):
            continue
        scorer = train(variant, sources, model_folder(PACKAGED), groups=groups, cores=cores, start=start)
        figures = measure(scorer, sets) | _measure_rows(scorer, encoder, rows)
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"variant": variant.name, **figures}) + "\n")
        print(variant.name, figures, flush=True)


if __name__ == "__main__":
    main()
