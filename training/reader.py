"""Train the reader from the packaged encoder.

    python -m training.reader --rows FILE.jsonl.gz … --out FOLDER
    python -m training.reader --rows FILE.jsonl.gz=0.15 … --start FOLDER/reader.safetensors --rate 6e-5 --out FOLDER2

The first command teaches reading on rows from elsewhere and our own questions, the second the choice among passages
that our own retrieval ranks high. A share after a file's name says how much of it each epoch draws; --questions names
the files of questions on the corpus, --written the share of questions.jsonl.

Three losses: whether each sentence answers (binary cross-entropy), which of a group's sentences does (softmax over the
passages of a question: shared normalisation, Clark and Gardner 2018), and start and end of the short answer, with
[CLS] for none. The word embeddings stay the encoder's, so they are not stored twice.

The arithmetic is bfloat16 with float32 masters, and only the embeddings are dropped out: drawing random numbers for
every layer took a third of the time. Each core has a model of its own and reads its own batch, and the gradients are
averaged: 3,400 tokens a second on two cores where two threads in one model did 2,300.
"""

import argparse
import copy
import os
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertConfig, BertModel

from rag.config import ChunkingSettings, EncoderSettings, load_settings
from rag.encoder import PACKAGED, SentenceTransformerEncoder, model_folder
from rag.evaluation.rows import load_rows
from rag.library import Library
from rag.loaders import load_corpus
from rag.reader.span_model import Pair, SpanModel, batch_of
from rag.reader.span_scorer import load_weights
from training.groups import (
    IGNORED,
    Group,
    LabelledPassage,
    groups_of_questions,
    groups_of_rows,
    groups_of_written,
    pairs_of,
)

SEED = 7
TRAIN = Path("data/questions/train.jsonl")
QUESTIONS = [(TRAIN, 1.0), (Path("data/questions/corpus.jsonl"), 1.0)]  # ours, on the corpus
WRITTEN = Path("training/questions.jsonl")  # ours, on the contexts of rows
ELSEWHERE = Path("training/elsewhere")  # ours, documents on other subjects; the questions on them lie beside it
TOKENS_A_BATCH = 3600
WARM_UP = 0.06
RIVALS = 3
DROPOUT = 0.1
NEGATIVES = 0.25
STRANGERS = 600
SPAN_WEIGHT = 0.5

# Whole groups: their pairs, the passages of those, and the number of the group of each.
Batch = tuple[list[Pair], list[LabelledPassage], list[int]]


def loss_of(model: SpanModel, pairs: list[Pair], passages: list[LabelledPassage], groups: list[int]) -> torch.Tensor:
    """Return the sum of the three losses over a batch of whole groups."""
    span_logits, sentence_logits = model(*batch_of(pairs))
    span_logits, sentence_logits = span_logits.float(), sentence_logits.float()
    labels = torch.full(sentence_logits.shape, IGNORED)
    for row, (pair, passage) in enumerate(zip(pairs, passages, strict=True)):
        for place, (label, (first, end)) in enumerate(zip(passage.labels, pair.sentences, strict=True)):
            if first < end:
                labels[row, place] = label
    known = labels != IGNORED
    total: torch.Tensor = sentence_logits.new_zeros(())
    if known.any():
        total = functional.binary_cross_entropy_with_logits(sentence_logits[known], labels[known].float())
    owner = torch.tensor(groups).unsqueeze(1).expand_as(labels)
    choices = []
    for group in set(groups):
        mine = known & (owner == group)
        right = mine & (labels == 1)
        if right.any() and mine.sum() > right.sum():
            choices.append(torch.logsumexp(sentence_logits[mine], 0) - torch.logsumexp(sentence_logits[right], 0))
    if choices:
        total = total + torch.stack(choices).mean()
    spans = [_span_loss(span_logits[row], pair, passage) for row, (pair, passage)
             in enumerate(zip(pairs, passages, strict=True)) if passage.spans is not None]  # fmt: skip
    return total + SPAN_WEIGHT * torch.stack(spans).mean() if spans else total


def _span_loss(logits: torch.Tensor, pair: Pair, passage: LabelledPassage) -> torch.Tensor:
    """Return the cross-entropy of start and end; any of several right answers will do."""
    starts, ends = [], []
    for start, end in passage.spans or []:
        inside = [i for i, (a, b) in enumerate(pair.offsets) if a < end and start < b]
        if inside:
            starts.append(inside[0])
            ends.append(inside[-1])
    logits = logits[: len(pair.ids)]
    losses = [torch.logsumexp(logits[:, side], 0) - torch.logsumexp(logits[places or [0], side], 0)
              for side, places in ((0, starts), (1, ends))]  # fmt: skip
    return torch.stack(losses).mean()


def batches(groups: list[Group], tokenizer: Tokenizer, draw: random.Random, *, rivals: int) -> Iterator[Batch]:
    """Yield batches of whole groups of about ``TOKENS_A_BATCH`` tokens, groups of like length together."""
    order = list(range(len(groups)))
    draw.shuffle(order)
    for start in range(0, len(order), 400):  # sorted in stretches, so that the order stays random on the whole
        stretch = [list(pairs_of(groups[i], tokenizer, draw, rivals=rivals)) for i in order[start : start + 400]]
        stretch.sort(key=lambda pairs: max(len(pair.ids) for pair, _ in pairs))
        ready: list[list[list[tuple[Pair, LabelledPassage]]]] = []
        current: list[list[tuple[Pair, LabelledPassage]]] = []
        size = 0
        for pairs in stretch:
            longest = max(len(pair.ids) for pair, _ in pairs) * len(pairs)
            if current and size + longest > TOKENS_A_BATCH:
                ready.append(current)
                current, size = [], 0
            current.append(pairs)
            size += longest
        ready.append(current)
        draw.shuffle(ready)
        for batch in ready:
            flat = [(pair, passage, g) for g, pairs in enumerate(batch) for pair, passage in pairs]
            yield [p for p, _, _ in flat], [c for _, c, _ in flat], [g for _, _, g in flat]


def save(model: SpanModel, folder: Path) -> None:
    """Write the weights in half precision, without the word embeddings."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().to(torch.float16).contiguous() for k, v in model.state_dict().items() if "word_emb" not in k}
    save_file(state, folder / "reader.safetensors.new")
    (folder / "reader.safetensors.new").replace(folder / "reader.safetensors")


class Masters:
    """Float32 copies of the weights of bfloat16 models: steps too small for bfloat16 add up in them."""

    def __init__(self, master: SpanModel, rate: float, steps: int, *, cores: int) -> None:
        self.master = master
        self._models = [copy.deepcopy(master).to(torch.bfloat16).train() for _ in range(cores)]
        copies = zip(*(model.parameters() for model in self._models), strict=True)
        self._shared = [(p, q) for p, q in zip(master.parameters(), copies, strict=True) if p.requires_grad]
        self._pool = ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,))
        self._optimiser = torch.optim.AdamW([p for p, _ in self._shared], rate, weight_decay=0.01)
        warm = max(1, int(WARM_UP * steps))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda s: min((s + 1) / warm, (steps - s) / max(1, steps - warm))
        )

    def step(self, batches: Sequence[Batch]) -> float:
        """Take one step along the mean gradient of a batch a core, and return the mean loss."""
        losses = list(self._pool.map(_backward, self._models, batches))
        for master, copies in self._shared:
            gradients = [copy.grad.float() for copy in copies if copy.grad is not None]
            master.grad = sum(gradients) / len(losses) if gradients else None
            for copied in copies:
                copied.grad = None
        torch.nn.utils.clip_grad_norm_([p for p, _ in self._shared], 1.0)
        self._optimiser.step()
        self._schedule.step()
        with torch.no_grad():
            for master, copies in self._shared:
                for copied in copies:
                    copied.copy_(master)
        return sum(losses) / len(losses)


def _backward(model: SpanModel, batch: Batch) -> float:
    loss = loss_of(model, *batch)
    loss.backward()
    return loss.item()


def rows_file(value: str) -> tuple[Path, float]:
    """Return a file of rows and the share of it that an epoch draws, of ``FILE`` or ``FILE=SHARE``."""
    name, _, share = value.partition("=")
    return Path(name), float(share or 1)


def new_model(start: Path | None) -> SpanModel:
    """Return the packaged encoder under fresh heads, or the model of a file of weights."""
    folder = model_folder(PACKAGED)
    config = BertConfig.from_pretrained(
        folder, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model = SpanModel(config)
    if start is None:
        model.bert.load_state_dict(BertModel.from_pretrained(folder, add_pooling_layer=False).state_dict())
    else:
        model.load_state_dict(load_weights(start.read_bytes(), folder))
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    model.bert.embeddings.dropout.p = DROPOUT
    return model


def sources_of(arguments: argparse.Namespace, draw: random.Random) -> list[tuple[list[Group], float]]:
    """Return the groups of every file, each with the share of them that an epoch draws."""
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    library = Library.open(load_settings().index.folder, encoder)
    elsewhere = Library.build(load_corpus(ELSEWHERE).documents, encoder, chunking=ChunkingSettings())
    rows = [(load_rows(path), share) for path, share in arguments.rows]
    every = [row for part, _ in rows for row in part]
    written = groups_of_written(WRITTEN, every, negatives=NEGATIVES, seed=SEED) if every else []
    strangers = [group.question for group in draw.sample(written, min(STRANGERS, len(written)))]
    return [
        *((groups_of_rows(part, negatives=NEGATIVES, seed=SEED), share) for part, share in rows),
        *((groups_of_questions(path, library, encoder, strangers=strangers if path == TRAIN else ()), share)
          for path, share in arguments.questions),
        (written, arguments.written),
        (groups_of_questions(ELSEWHERE.with_suffix(".jsonl"), elsewhere, encoder), arguments.elsewhere),
    ]  # fmt: skip


def main() -> None:
    """Train and write the weights after every tenth of the way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=rows_file, nargs="*", default=[], metavar="FILE[=SHARE]")
    parser.add_argument("--questions", type=rows_file, nargs="*", default=QUESTIONS, metavar="FILE[=SHARE]")
    parser.add_argument("--written", type=float, default=1.0, help="the share of questions.jsonl")
    parser.add_argument("--elsewhere", type=float, default=1.0, help="the share of elsewhere.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from; the packaged encoder's if not given")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4, help="the peak learning rate")
    parser.add_argument("--rivals", type=int, default=RIVALS, help="passages that do not answer, of a question of ours")
    parser.add_argument("--seed", type=int, default=SEED, help="of what an epoch draws and what is dropped out")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    draw, cores = random.Random(arguments.seed), os.cpu_count() or 1  # noqa: S311 - not a secret
    sources = sources_of(arguments, draw)
    print(", ".join(f"{len(groups)} x {share:g}" for groups, share in sources), "groups", flush=True)
    tokenizer = Tokenizer.from_file(str(model_folder(PACKAGED) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    singles: list[Batch] = []
    for _ in range(arguments.epochs):
        drawn = [g for groups, share in sources for g in draw.sample(groups, round(share * len(groups)))]
        singles += batches(drawn, tokenizer, draw, rivals=arguments.rivals)
    steps = [singles[i : i + cores] for i in range(0, len(singles), cores)]
    torch.set_num_threads(1)
    masters = Masters(new_model(arguments.start), arguments.rate, len(steps), cores=cores)
    started, running = time.time(), 0.0
    for step, batch in enumerate(steps, start=1):
        loss = masters.step(batch)
        running += 0.02 * (loss - running) if step > 1 else loss
        if step % 50 == 0:
            left = (time.time() - started) / step * (len(steps) - step) / 60
            print(f"step {step}/{len(steps)} loss {running:.3f} {left:.0f} min left", flush=True)
        if step % max(1, len(steps) // 10) == 0 or step == len(steps):
            save(masters.master, arguments.out)


if __name__ == "__main__":
    main()
