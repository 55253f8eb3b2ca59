"""Batches of training examples: whole groups, of about the same number of tokens each."""

import random
from collections.abc import Iterator, Sequence

from tokenizers import Tokenizer

from rag.reader.span_model import Pair
from training.groups import Group, LabelledPassage, pairs_of

TOKENS_A_BATCH = 3600

# Whole groups: their pairs, the passages of those, and the number of the group of each.
Batch = tuple[list[Pair], list[LabelledPassage], list[int]]


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


def steps_of(singles: Sequence[Batch], cores: int) -> list[Sequence[Batch]]:
    """Return the batches in steps of one for each core; the last may have fewer."""
    return [singles[i : i + cores] for i in range(0, len(singles), cores)]
