"""The files that the reader is trained on, and how much of each."""

import argparse
import random
from pathlib import Path

from rag.config import ChunkingSettings, EncoderSettings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.pools import whole
from rag.evaluation.rows import Row, load_rows
from rag.library import Library
from training.groups import Group, groups_of_questions, groups_of_rows, groups_of_written

SEED = 7
TRAIN = Path("data/questions/train.jsonl")
QUESTIONS = [(TRAIN, 1.0), (Path("data/questions/corpus.jsonl"), 1.0)]  # ours, on the corpus
WRITTEN = Path("training/questions.jsonl")  # ours, on the contexts of rows
ELSEWHERE = Path("training/elsewhere")  # ours, documents on other subjects; the questions on them lie beside it
NEGATIVES = 0.25
STRANGERS = 600


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the files to a command."""
    parser.add_argument("--rows", type=_file, nargs="*", default=[], metavar="FILE[=SHARE]")
    parser.add_argument("--questions", type=_file, nargs="*", default=QUESTIONS, metavar="FILE[=SHARE]")
    parser.add_argument("--altered", type=float, default=0.0, help="share of rows asked again about another name")
    parser.add_argument("--written", type=float, default=1.0, help="the share of questions.jsonl")
    parser.add_argument("--elsewhere", type=float, default=1.0, help="the share of elsewhere.jsonl")


def sources_of(arguments: argparse.Namespace) -> list[tuple[list[Group], float]]:
    """Return the groups of every file, each with the share of them that an epoch draws."""
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    library = Library.open(load_settings().index.folder, encoder)
    elsewhere = Library.build(whole(ELSEWHERE), encoder, chunking=ChunkingSettings())
    rows = [(rows_of(path), share) for path, share in arguments.rows]
    every = [row for part, _ in rows for row in part]
    written = groups_of_written(WRITTEN, every, negatives=NEGATIVES, seed=SEED) if every else []
    # The same ones whatever is drawn: what teachers judged is learnt from with another seed.
    of_strangers = random.Random(SEED)  # noqa: S311 - not a secret
    strangers = [group.question for group in of_strangers.sample(written, min(STRANGERS, len(written)))]
    return [
        *((groups_of_rows(part, negatives=NEGATIVES, altered=arguments.altered, seed=SEED), share)
          for part, share in rows),
        *((groups_of_questions(path, library, encoder, strangers=strangers if path == TRAIN else ()), share)
          for path, share in arguments.questions),
        (written, arguments.written),
        (groups_of_questions(ELSEWHERE.with_suffix(".jsonl"), elsewhere, encoder), arguments.elsewhere),
    ]  # fmt: skip


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a file, and say which lines are left out since they are none."""
    return load_rows(path, left_out=lambda why: print(f"Left out: {why}"))


def drawn(sources: list[tuple[list[Group], float]], draw: random.Random) -> list[Group]:
    """Return what an epoch draws."""
    return [group for groups, share in sources for group in draw.sample(groups, round(share * len(groups)))]


def _file(value: str) -> tuple[Path, float]:
    """Return a file and the share of it that an epoch draws, of ``FILE`` or ``FILE=SHARE``."""
    name, _, share = value.partition("=")
    if not Path(name).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {name!r}")
    try:
        part = float(share or 1)
    except ValueError:
        part = -1.0
    if not 0 <= part <= 1:
        raise argparse.ArgumentTypeError(f"the share of {name} must be from 0 to 1, not {share!r}")
    return Path(name), part
