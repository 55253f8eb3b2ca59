"""What the reader's network is trained to make small.

Three losses: whether each sentence answers (binary cross-entropy), which of a group's sentences does (softmax over the
passages of a question: shared normalisation, Clark and Gardner 2018), and start and end of the short answer, with
[CLS] for none. Where a teacher has judged a passage, the first two are drawn mostly towards its judgement (Hinton et
al. 2015), and a sentence of which nothing else is known wholly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from rag.reader.span_model import Pair, SpanModel, batch_of
from training.batches import Batch
from training.groups import IGNORED, LabelledPassage

TAUGHT = 0.7  # the teacher's share where the label is known, too


@dataclass(frozen=True, slots=True)
class LossWeights:
    """What each loss counts in their sum."""

    sentence: float = 1.0
    choice: float = 1.0
    span: float = 0.5


def loss_of(model: SpanModel, batch: Batch, weights: LossWeights = LossWeights()) -> torch.Tensor:
    """Return the weighted sum of the three losses over a batch of whole groups."""
    pairs, passages, groups = batch
    span_logits, sentence_logits = model(*batch_of(pairs))
    span_logits, sentence_logits = span_logits.float(), sentence_logits.float()
    labels, taught = _labels_of(pairs, passages, sentence_logits.shape)
    total = weights.sentence * _sentence_loss(sentence_logits, labels, taught)
    owner = torch.tensor(groups).unsqueeze(1).expand_as(labels)
    choices = [_choice_loss(sentence_logits[mine], labels[mine], taught[mine])
               for group in set(groups) if (mine := owner == group).any()]  # fmt: skip
    found = [choice for choice in choices if choice is not None]
    if found:
        total = total + weights.choice * torch.stack(found).mean()
    spans = [_span_loss(span_logits[row], pair, passage) for row, (pair, passage)
             in enumerate(zip(pairs, passages, strict=True)) if passage.spans is not None]  # fmt: skip
    return total + weights.span * torch.stack(spans).mean() if spans else total


def _labels_of(
    pairs: Sequence[Pair], passages: Sequence[LabelledPassage], shape: torch.Size
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (b, s) the labels, IGNORED where unknown or cut off, and (b, s) the teacher's logits, NaN where none."""
    labels, taught = torch.full(shape, IGNORED), torch.full(shape, torch.nan)
    for row, (pair, passage) in enumerate(zip(pairs, passages, strict=True)):
        for place, (first, end) in enumerate(pair.sentences):
            if first < end:
                labels[row, place] = passage.labels[place]
                logit = None if passage.taught is None else passage.taught[place]
                if logit is not None:
                    taught[row, place] = logit
    return labels, taught


def _sentence_loss(logits: torch.Tensor, labels: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Return the binary cross-entropy of the sentences of which something is known."""
    is_known, is_taught, believed = labels != IGNORED, ~taught.isnan(), taught.sigmoid()
    targets = torch.where(is_known, labels.float(), believed)
    targets = torch.where(is_known & is_taught, torch.lerp(targets, believed, TAUGHT), targets)
    some = is_known | is_taught
    if not some.any():
        return logits.new_zeros(())
    return functional.binary_cross_entropy_with_logits(logits[some], targets[some])


def _choice_loss(logits: torch.Tensor, labels: torch.Tensor, taught: torch.Tensor) -> torch.Tensor | None:
    """Return the loss of choosing among one group's sentences, or None where there is nothing to choose."""
    known, right = labels != IGNORED, labels == 1
    if not right.any() or right.sum() == known.sum():
        return None
    choice = torch.logsumexp(logits[known], 0) - torch.logsumexp(logits[right], 0)
    is_taught = ~taught.isnan()
    if not is_taught.any():
        return choice
    agreement = functional.cross_entropy(logits[is_taught], taught[is_taught].softmax(0))
    return torch.lerp(choice, agreement, TAUGHT)


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
