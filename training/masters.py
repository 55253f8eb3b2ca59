"""Steps of the training, taken by all cores together.

The arithmetic is bfloat16 with float32 masters. Each core has a model of its own and reads its own batch, and the
gradients are averaged: 3,400 tokens a second on two cores where two threads in one model did 2,300.
"""

import copy
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import torch

from rag.reader.span_model import SpanModel
from training.batches import Batch
from training.losses import LossWeights, loss_of

WARM_UP = 0.06


class Masters:
    """Float32 copies of the weights of bfloat16 models: steps too small for bfloat16 add up in them."""

    def __init__(
        self,
        master: SpanModel,
        rate: float,
        steps: int,
        *,
        cores: int,
        heads: float = 1.0,
        weights: LossWeights = LossWeights(),  # noqa: B008 - frozen
    ) -> None:
        """Copy the model for each core.

        Args:
            master: What is trained.
            rate: The peak learning rate.
            steps: How many there will be.
            cores: How many batches a step is of.
            heads: How many times the rate the heads learn at, which begin from nothing.
            weights: Of the losses.
        """
        self.master, self._weights = master, weights
        self._models = [copy.deepcopy(master).to(torch.bfloat16).train() for _ in range(cores)]
        copies = zip(*(model.parameters() for model in self._models), strict=True)
        self._shared = [(p, q) for p, q in zip(master.parameters(), copies, strict=True) if p.requires_grad]
        self._pool = ThreadPoolExecutor(cores, initializer=torch.set_num_threads, initargs=(1,))
        self._optimiser = torch.optim.AdamW(_parameters_of(master, rate, heads), weight_decay=0.01)
        warm = max(1, int(WARM_UP * steps))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda s: min((s + 1) / warm, (steps - s) / max(1, steps - warm))
        )

    def step(self, batches: Sequence[Batch]) -> float:
        """Take one step along the mean gradient of a batch a core, and return the mean loss."""
        losses = list(self._pool.map(self._backward, self._models, batches))
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

    def _backward(self, model: SpanModel, batch: Batch) -> float:
        loss = loss_of(model, batch, self._weights)
        loss.backward()
        return loss.item()


def _parameters_of(master: SpanModel, rate: float, heads: float) -> list[dict[str, object]]:
    in_encoder = {id(p) for p in master.bert.parameters()}
    learning = [p for p in master.parameters() if p.requires_grad]
    return [
        {"params": [p for p in learning if id(p) in in_encoder], "lr": rate},
        {"params": [p for p in learning if id(p) not in in_encoder], "lr": heads * rate},
    ]
