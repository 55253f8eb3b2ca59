"""Train the reader from the packaged encoder.

    python -m training.reader --rows FILE.jsonl.gz … --out FOLDER
    python -m training.reader --rows FILE.jsonl.gz … --rows-a-file 700 --start FOLDER/reader.safetensors --rate 6e-5 \
        --out FOLDER2 --epochs 2 --own-repeats 1

The first command teaches reading on rows from elsewhere and our own questions, the second the choice among passages
that our own retrieval ranks high.

Three losses: whether each sentence answers (binary cross-entropy), which of a group's sentences does (softmax over the
passages of a question: shared normalisation, Clark and Gardner 2018), and start and end of the short answer, with
[CLS] for none. The word embeddings stay the encoder's, so they are not stored twice.
"""

import argparse
import random
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertConfig, BertModel

from rag.config import EncoderSettings, load_settings
from rag.encoder import SentenceTransformerEncoder, model_folder
from rag.library import Library
from rag.reader.span_model import Pair, SpanModel, batch_of
from rag.reader.span_scorer import load_weights
from training.groups import IGNORED, Candidate, Group, groups_of_questions, groups_of_rows, pairs_of

SEED = 7
TOKENS_A_BATCH = 3600
WARM_UP = 0.06
RIVALS = 3
NEGATIVES = 0.25
SPAN_WEIGHT = 0.5


def loss_of(model: SpanModel, pairs: list[Pair], candidates: list[Candidate], groups: list[int]) -> torch.Tensor:
    """Return the sum of the three losses over a batch of whole groups."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        span_logits, sentence_logits = model(*batch_of(pairs))
    span_logits, sentence_logits = span_logits.float(), sentence_logits.float()
    labels = torch.full(sentence_logits.shape, IGNORED)
    for row, (pair, candidate) in enumerate(zip(pairs, candidates, strict=True)):
        for place, (label, (first, end)) in enumerate(zip(candidate.labels, pair.sentences, strict=True)):
            if first < end:
                labels[row, place] = label
    known = labels != IGNORED
    total = sentence_logits.new_zeros(())
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
    spans = [_span_loss(span_logits[row], pair, candidate) for row, (pair, candidate)
             in enumerate(zip(pairs, candidates, strict=True)) if candidate.spans is not None]  # fmt: skip
    return total + SPAN_WEIGHT * torch.stack(spans).mean() if spans else total


def _span_loss(logits: torch.Tensor, pair: Pair, candidate: Candidate) -> torch.Tensor:
    """Return the cross-entropy of start and end; any of several right answers will do."""
    starts, ends = [], []
    for start, end in candidate.spans or []:
        inside = [i for i, (a, b) in enumerate(pair.offsets) if a < end and start < b]
        if inside:
            starts.append(inside[0])
            ends.append(inside[-1])
    logits = logits[: len(pair.ids)]
    losses = [torch.logsumexp(logits[:, side], 0) - torch.logsumexp(logits[places or [0], side], 0)
              for side, places in ((0, starts), (1, ends))]  # fmt: skip
    return torch.stack(losses).mean()


def batches(groups: list[Group], tokenizer: Tokenizer, draw: random.Random):  # noqa: ANN201
    """Yield batches of whole groups of about ``TOKENS_A_BATCH`` tokens, groups of like length together."""
    order = list(range(len(groups)))
    draw.shuffle(order)
    for start in range(0, len(order), 400):  # sorted in stretches, so that the order stays random on the whole
        stretch = [list(pairs_of(groups[i], tokenizer, draw)) for i in order[start : start + 400]]
        stretch.sort(key=lambda pairs: max(len(pair.ids) for pair, _ in pairs))
        ready, current, size = [], [], 0
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
            flat = [(pair, candidate, g) for g, pairs in enumerate(batch) for pair, candidate in pairs]
            yield [p for p, _, _ in flat], [c for _, c, _ in flat], [g for _, _, g in flat]


def save(model: SpanModel, folder: Path) -> None:
    """Write the weights in half precision, without the word embeddings."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().to(torch.float16).contiguous() for k, v in model.state_dict().items() if "word_emb" not in k}
    save_file(state, folder / "reader.safetensors.new")
    (folder / "reader.safetensors.new").replace(folder / "reader.safetensors")


def main() -> None:
    """Train and write the weights after every tenth of the way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from; the packaged encoder's if not given")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4, help="the peak learning rate")
    parser.add_argument("--own-repeats", type=int, default=2, help="times that our own questions are seen an epoch")
    parser.add_argument("--rows-a-file", type=int, help="take so many of each file's rows, evenly spread")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    draw = random.Random(SEED)  # noqa: S311 - not a secret
    settings = load_settings()
    encoder = SentenceTransformerEncoder.load(EncoderSettings())
    library = Library.open(settings.index.folder, encoder)
    own = groups_of_questions(settings.data.folder / "questions" / "train.jsonl", library, encoder, rivals=RIVALS)
    others = [
        g
        for path in arguments.rows
        for g in groups_of_rows(path, negatives=NEGATIVES, seed=SEED, limit=arguments.rows_a_file)
    ]
    print(f"{len(own)} groups of our own, {len(others)} of rows", flush=True)
    folder = model_folder("all-MiniLM-L6-v2")
    model = SpanModel(BertConfig.from_pretrained(folder, attn_implementation="eager"))
    if arguments.start is None:
        model.bert.load_state_dict(BertModel.from_pretrained(folder, add_pooling_layer=False).state_dict())
    else:
        model.load_state_dict(load_weights(arguments.start.read_bytes(), folder))
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    model.train()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    epochs = [list(batches([*others, *own * arguments.own_repeats], tokenizer, draw)) for _ in range(arguments.epochs)]
    steps = [batch for epoch in epochs for batch in epoch]
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], arguments.rate, weight_decay=0.01)
    warm = max(1, int(WARM_UP * len(steps)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, (len(steps) - s) / max(1, len(steps) - warm))
    )
    started, running = time.time(), 0.0
    for step, batch in enumerate(steps, start=1):
        loss = loss_of(model, *batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        running += 0.02 * (loss.item() - running) if step > 1 else loss.item()
        if step % 50 == 0:
            left = (time.time() - started) / step * (len(steps) - step) / 60
            print(f"step {step}/{len(steps)} loss {running:.3f} {left:.0f} min left", flush=True)
        if step % max(1, len(steps) // 10) == 0 or step == len(steps):
            save(model, arguments.out)


if __name__ == "__main__":
    main()
