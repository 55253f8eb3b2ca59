"""The networks that are trained: the reader's, on the packaged encoder, and its teacher's, on a larger one."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from rag.reader.span_model import SpanModel
from rag.reader.span_scorer import load_weights

DROPOUT = 0.1
WEIGHTS = "reader.safetensors"


class _UntypedMPNet(MPNetModel):
    """MPNet, which does not tell the question's side from the passage's, called as BERT is."""

    def forward(self, *, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor) -> object:
        """Return what MPNet says of the tokens, whatever their types."""
        return super().forward(input_ids=input_ids, attention_mask=attention_mask)


_TYPES: dict[str, tuple[Any, Any]] = {"bert": (BertConfig, BertModel), "mpnet": (MPNetConfig, _UntypedMPNet)}


def new_model(folder: Path, start: Path | None, *, frozen: int = 0) -> SpanModel:
    """Return an encoder under fresh heads, or with the weights of a file; its word embeddings do not learn.

    Args:
        folder: The encoder's, BERT or MPNet. The word embeddings stay its own, so they are not stored twice. Only they
            are dropped out: drawing random numbers for every layer took a third of the time.
        start: A file of weights that ``save`` wrote for this encoder.
        frozen: How many of its lowest layers do not learn, either.
    """
    kind = json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"]
    config_type, model_type = _TYPES[kind]
    config = config_type.from_pretrained(
        folder, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    encoder = model_type.from_pretrained(folder, config=config, add_pooling_layer=False)
    model = SpanModel(encoder, config.hidden_size)
    if start is not None:
        model.load_state_dict(load_weights(start.read_bytes(), folder))
    embeddings = encoder.embeddings
    embeddings.dropout.p = DROPOUT
    still = [embeddings, *encoder.encoder.layer[:frozen]] if frozen else [embeddings.word_embeddings]
    for part in still:
        part.requires_grad_(False)
    return model


def save(model: SpanModel, folder: Path) -> None:
    """Write the weights in half precision, without the word embeddings."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().to(torch.float16).contiguous() for k, v in model.state_dict().items() if "word_emb" not in k}
    save_file(state, folder / f"{WEIGHTS}.new")
    (folder / f"{WEIGHTS}.new").replace(folder / WEIGHTS)
