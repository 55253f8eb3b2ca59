"""The trained reader's judgement of every sentence of the hits."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from rag.encoder import PACKAGED, WEIGHTS, model_folder
from rag.errors import EncoderError
from rag.reader.judgement import Judgement
from rag.reader.span_model import Pair, SpanModel, batch_of, pair_of
from rag.types import Hit, Passage, Span

READER_WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
# SHA-256 of the weights that training/README.md describes.
READER_DIGEST = "78ba523d2acc11cea20ce8a4640d12c8b1f0ff3ea69c425f4864aa5e0366f1d0"
# What takes the inputs of ``SpanModel.forward`` and gives what that gives, in whatever arithmetic.
Network = Callable[..., tuple[torch.Tensor, torch.Tensor]]
_WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
_BATCH = 4
_SHORT_TOKENS = 14


class SpanScorer:
    """Scores sentences beside the question, a few passages at a time, those of like length together."""

    def __init__(self, model: Network, tokenizer: Tokenizer) -> None:
        self._model = model
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, path: Path = READER_WEIGHTS, *, digest: str | None = READER_DIGEST) -> "SpanScorer":
        """Return the scorer of a file of weights, in the arithmetic that is fast on this processor.

        Args:
            path: The weights without the word embeddings, which are the packaged encoder's.
            digest: The SHA-256 expected, or None to take any.

        Raises:
            EncoderError: If the weights are missing or not the ones expected.
        """
        model, tokenizer = load_model(path, digest=digest)
        return cls(model.to(fast_type()), tokenizer)

    def judge(self, question: str, hits: Sequence[Hit]) -> dict[Span, Judgement]:
        """Return the judgement of each sentence of the hits; of a sentence in two passages, the better one."""
        passages = [hit.passage for hit in hits]
        pairs = [self._pair(question, passage) for passage in passages]
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].ids))
        judgements: dict[Span, Judgement] = {}
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            with torch.inference_mode():
                spans, sentences = self._model(*batch_of([pairs[i] for i in rows]))
            for place, i in enumerate(rows):
                found = _judgements(passages[i], pairs[i], spans[place].float(), sentences[place].float())
                for sentence, judgement in found.items():
                    if sentence not in judgements or judgements[sentence].logit < judgement.logit:
                        judgements[sentence] = judgement
        return judgements

    def _pair(self, question: str, passage: Passage) -> Pair:
        base = passage.span.start
        bounds = [(s.start - base, s.end - base) for s in passage.sentences]
        return pair_of(self._tokenizer, question, passage.header, passage.span.text, bounds)


def load_model(path: Path = READER_WEIGHTS, *, digest: str | None = READER_DIGEST) -> tuple[SpanModel, Tokenizer]:
    """Return the network of a file of weights in float32, ready to read, and the encoder's tokenizer.

    Raises:
        EncoderError: If the weights are missing or not the ones expected.
    """
    folder = model_folder(PACKAGED)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"the reader's weights {path.name} cannot be read: {error.strerror}") from error
    found = hashlib.sha256(content).hexdigest()
    if digest is not None and found != digest:
        raise EncoderError(
            f'{path.name} has SHA-256 {found}, expected {digest}; get it back with "git checkout {path.parent}"'
        )
    config = BertConfig.from_pretrained(folder)
    model = SpanModel(BertModel(config, add_pooling_layer=False), config.hidden_size)
    model.load_state_dict(load_weights(content, folder))
    return model.eval(), load_tokenizer(folder)


def load_tokenizer(encoder_folder: Path) -> Tokenizer:
    """Return the tokenizer of an encoder's files, without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(encoder_folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load_weights(content: bytes, encoder_folder: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a reader's file in float32, with the word embeddings taken from the encoder's files."""
    state = {name: tensor.float() for name, tensor in load(content).items()}
    with safe_open(encoder_folder / WEIGHTS, framework="pt") as encoder:
        state[f"bert.{_WORD_EMBEDDINGS}"] = encoder.get_tensor(_WORD_EMBEDDINGS).float()
    return state


def _judgements(passage: Passage, pair: Pair, spans: torch.Tensor, sentences: torch.Tensor) -> dict[Span, Judgement]:
    """Return the judgements of a passage's sentences.

    Args:
        passage: The passage.
        pair: It beside the question.
        spans: (t, 2) logits of start and end.
        sentences: (s,) logits of sentences.
    """
    none = float(spans[0, 0] + spans[0, 1])
    judgements = {}
    for number, (sentence, (first, end)) in enumerate(zip(passage.sentences, pair.sentences, strict=True)):
        if first < end:
            words, score = _best_words(passage, pair, spans[first:end], first)
            judgements[sentence] = Judgement(float(sentences[number]), words, score - none)
    return judgements


def _best_words(passage: Passage, pair: Pair, logits: torch.Tensor, first: int) -> tuple[Span, float]:
    """Return the span of a sentence's tokens with the best sum of start and end, and that sum."""
    scores = logits[:, 0].unsqueeze(1) + logits[:, 1].unsqueeze(0)
    allowed = torch.ones_like(scores, dtype=torch.bool).triu().tril(_SHORT_TOKENS - 1)
    best = int(scores.masked_fill(~allowed, -torch.inf).argmax())
    start, end = divmod(best, len(logits))
    words = passage.span.part(pair.offsets[first + start][0], pair.offsets[first + end][1])
    return words, float(scores[start, end])


def fast_type() -> torch.dtype:
    """Return bfloat16 where the processor computes in it (3 times faster there), else float32."""
    has_bfloat16 = torch.backends.cpu.get_cpu_capability().startswith("AVX512") and _has_bf16_instructions()
    return torch.bfloat16 if has_bfloat16 else torch.float32


def _has_bf16_instructions() -> bool:
    return bool(torch.cpu._is_avx512_bf16_supported())
