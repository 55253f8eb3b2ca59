"""What the reader's network costs and loses in each arithmetic and runtime, on the same questions in one run.

    python -m benchmarks.arithmetic [--questions 60] [--runtimes]

Prints for each the milliseconds that a question's passages take, and against PyTorch's float32 how often the same
sentence comes first and how far a sentence's logit moves. ``--runtimes`` adds ONNX Runtime and OpenVINO, which the
extra ``bench`` installs. Figures count only when nothing else runs.
"""

import argparse
import copy
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from tokenizers import Tokenizer

from rag.config import load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.evaluation.sets import load_questions
from rag.library import Library
from rag.reader.span_model import SpanModel, batch_of, pair_of
from rag.reader.span_scorer import Network, SpanScorer, fast_type, load_model
from rag.retriever import HybridRetriever
from rag.types import Hit, Span

INPUTS = ("ids", "types", "mask", "pooling")
ROUNDS = 3  # taken in turns, so that the machine's moods strike all alike; the best counts


def variants(model: SpanModel) -> dict[str, torch.nn.Module]:
    """Return the network in each arithmetic; int8 is dynamic, of the linear layers alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch announces another home for this function
        small = torch.ao.quantization.quantize_dynamic(copy.deepcopy(model), {torch.nn.Linear}, dtype=torch.qint8)
    return {"float32": model, "bfloat16": copy.deepcopy(model).to(torch.bfloat16), "int8": small}


def runtimes(model: SpanModel, tokenizer: Tokenizer, folder: Path) -> dict[str, Network]:
    """Return the network exported to ONNX: in ONNX Runtime, float32 and int8 by channel, and in OpenVINO."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    pairs = [pair_of(tokenizer, "Who?", "", "Lenin came. Stalin went. So did others.", [(0, 11), (12, 24)])] * 2
    batch, tokens, sentences = (torch.export.Dim(name, min=1, max=512) for name in ("batch", "tokens", "sentences"))
    by_token, exact, small = {0: batch, 1: tokens}, folder / "reader.onnx", folder / "reader-int8.onnx"
    shapes = {**dict.fromkeys(INPUTS[:3], by_token), "pooling": {0: batch, 1: sentences, 2: tokens}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, batch_of(pairs), exact, input_names=INPUTS, dynamic_shapes=shapes, dynamo=True, verbose=False
        )
        quantize_dynamic(exact, small, per_channel=True, weight_type=QuantType.QInt8)
    return {
        "ONNX Runtime float32": _onnx_runtime(exact),
        "ONNX Runtime int8": _onnx_runtime(small),
        "OpenVINO float32": _openvino(exact, "f32"),
        "OpenVINO bfloat16": _openvino(exact, "bf16"),
    }


def _onnx_runtime(path: Path) -> Network:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def run(*inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        spans, sentences = session.run(None, {n: x.numpy() for n, x in zip(INPUTS, inputs, strict=True)})
        return torch.from_numpy(spans), torch.from_numpy(sentences)

    return run


def _openvino(path: Path, precision: str) -> Network:
    import openvino

    hints = {
        "INFERENCE_PRECISION_HINT": precision,
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "PERFORMANCE_HINT": "LATENCY",
    }
    compiled = openvino.Core().compile_model(path, "CPU", hints)

    def run(*inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        found = compiled([x.numpy() for x in inputs])
        return torch.from_numpy(found[0].copy()), torch.from_numpy(found[1].copy())

    return run


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--runtimes", action="store_true")
    arguments = parser.parse_args()
    settings = load_settings()
    library = Library.open(settings.index.folder, encoder := SentenceTransformerEncoder.load(settings.encoder))
    questions = load_questions(Path("data/questions/dev.jsonl"))
    texts = [q.text for q in questions if not q.history][: arguments.questions]
    asked = [(text, HybridRetriever(library, encoder).retrieve(text, settings.answering.k)) for text in texts]
    model, tokenizer = load_model()
    networks: dict[str, Network] = {f"PyTorch {name}": variant for name, variant in variants(model).items()}
    if arguments.runtimes:
        with TemporaryDirectory() as folder:
            networks |= runtimes(model, tokenizer, Path(folder))
    scorers = {name: SpanScorer(network, tokenizer) for name, network in networks.items()}
    times: dict[str, list[float]] = {name: [] for name in scorers}
    logits: dict[str, list[dict[Span, float]]] = {}
    for _ in range(ROUNDS):
        for name, scorer in scorers.items():
            ms, logits[name] = _read(scorer, asked)
            times[name].append(ms)
    print(f"{len(texts)} questions, {settings.answering.k} passages each, {torch.get_num_threads()} threads;"
          f" in use here: {str(fast_type()).removeprefix('torch.')}")  # fmt: skip
    exact = logits["PyTorch float32"]
    for name in scorers:
        pairs = list(zip(exact, logits[name], strict=True))
        same = np.mean([max(a, key=a.__getitem__) == max(b, key=b.__getitem__) for a, b in pairs])
        moved = np.percentile([abs(a[span] - b[span]) for a, b in pairs for span in a], [50, 99])
        print(f"{name:<21}{min(times[name]):7.1f} ms   same first {same:.3f}   logit moved {moved[0]:.3f},"
              f" at the 99th percentile {moved[1]:.3f}")  # fmt: skip


def _read(scorer: SpanScorer, asked: Sequence[tuple[str, list[Hit]]]) -> tuple[float, list[dict[Span, float]]]:
    """Return the median milliseconds of a question, and each question's logits by sentence."""
    times, logits = [], []
    for text, hits in asked:
        started = time.perf_counter()
        judgements = scorer.judge(text, hits)
        times.append((time.perf_counter() - started) * 1000)
        logits.append({span: judgement.logit for span, judgement in judgements.items()})
    return float(np.median(times)), logits


if __name__ == "__main__":
    main()
