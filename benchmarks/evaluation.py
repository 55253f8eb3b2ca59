"""Every figure of quality that the README gives, measured again.

    python -m benchmarks.evaluation [--out eval] [--rows FILE.jsonl.gz ...] [--page FOLDER]

Writes results.json, results.md and two plots: risk over coverage and reliability. Nothing that is reported was fitted
on; only the number of passages read is compared on the development questions. --rows names files of question, context
and answers for the reader's network alone, --page the folder with the page that data/questions/saved-page.jsonl asks
about, which is not ours to give away. Earlier results on files that are not given are kept if the same reader gave
them.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from statistics import median

import matplotlib
from tqdm import tqdm

from rag.config import TRAINED, ReaderSettings, Settings, load_settings
from rag.encoder import SentenceTransformerEncoder
from rag.engine import answerer_over
from rag.evaluation.curves import reliability, risk_coverage
from rag.evaluation.metrics import mean
from rag.evaluation.pools import whole
from rag.evaluation.reading import read_rows, summarise_reading
from rag.evaluation.rows import load_rows
from rag.evaluation.runner import Outcome, run_answers, run_retrieval, summarise_answers, written_out
from rag.evaluation.sets import Question, load_libraries, load_questions
from rag.evaluation.tables import as_markdown
from rag.library import Library
from rag.reader.span_scorer import READER_DIGEST, SpanScorer
from rag.wire import Json

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "ascent"  # the same plot is the same file
from matplotlib import pyplot as plt  # noqa: E402 - after the choice of what draws

READERS = ("baseline", TRAINED)
READER = "SHA-256 of the reader"
DEPTHS = (4, 8, 16, 32)
DEPTHS_ON_EVERY = 3  # reading 32 passages takes a third of a second


class Bench:
    """Documents, opened once, and what is asked of them."""

    def __init__(self, settings: Settings, encoder: SentenceTransformerEncoder, library: Library, folder: Path) -> None:
        self.settings = settings
        self.encoder = encoder
        self.library = library
        self.texts = {d.id: d.text for d in whole(folder)}

    @classmethod
    def of_corpus(cls, settings: Settings) -> "Bench":
        """Return the bench of the corpus as it is indexed."""
        encoder = SentenceTransformerEncoder.load(settings.encoder)
        return cls(settings, encoder, Library.open(settings.index.folder, encoder), settings.data.folder)

    def of_folder(self, folder: Path) -> "Bench":
        """Return the bench of other documents."""
        library = Library.build(whole(folder), self.encoder, chunking=self.settings.chunking)
        return Bench(self.settings, self.encoder, library, folder)

    def questions(self, name: str) -> list[Question]:
        """Return the questions of a file."""
        return load_questions(self.settings.data.folder / "questions" / f"{name}.jsonl")

    def outcomes(self, questions: Sequence[Question], settings: Settings | None = None) -> list[Outcome]:
        """Return what is answered to the questions."""
        answerer = answerer_over(self.library, self.encoder, settings or self.settings)
        return run_answers(answerer, questions, progress=lambda items: tqdm(items, leave=False))

    def table(self, outcomes: Sequence[Outcome]) -> Json:
        """Return the table of the outcomes."""
        return summarise_answers(outcomes, texts=self.texts)


def unseen(outcomes: Sequence[Outcome], trained_on: Sequence[Question]) -> list[Outcome]:
    """Return the outcomes of the questions on documents that no training question is about.

    None of their evidence is evidence of a training question, either.
    """
    documents = {q.evidence[0].document for q in trained_on if q.is_answerable}
    sentences = {e for q in trained_on for e in q.evidence}
    answerable = [o for o in outcomes if o.question.is_answerable]
    return [
        o for o in answerable
        if o.question.evidence[0].document not in documents and sentences.isdisjoint(o.question.evidence)
    ]  # fmt: skip


def conversations(bench: Bench, test: Sequence[Question]) -> Json:
    """Return how often later turns are right: written out by us, as they were typed, and written out by hand."""
    later = [q for q in test if q.history and q.is_answerable]
    ways = {
        "written out": later,
        "as typed": [replace(q, history=()) for q in later],
        "by hand": [replace(q, text=q.written_out, history=()) for q in later],
    }
    return {way: bench.table(bench.outcomes(questions))["answerable"]["all"] for way, questions in ways.items()}  # type: ignore[index]


def depths(bench: Bench, dev: Sequence[Question]) -> Json:
    """Return what reading more passages brings on the development questions, and what it costs."""

    def read(k: int) -> list[Outcome]:
        answering = replace(bench.settings.answering, k=k, threshold=0.0)
        return bench.outcomes(dev, replace(bench.settings, answering=answering))

    read(DEPTHS[0])  # the encoder remembers questions: else the first depth alone would pay for them
    report: Json = {"note": "the linear weights were fitted on these questions at k = 8; time without encoding them"}
    for k in DEPTHS:
        outcomes = read(k)
        answerable = [o for o in outcomes if o.question.is_answerable]
        report[f"k = {k}"] = {
            "right_first": mean([o.is_right_first for o in answerable]),
            "right_shown": mean([o.is_right_shown for o in answerable]),
            "median_ms": median(o.answer.timings_ms["total"] for o in outcomes),
        }
    return report


def without_refusals(table: Json) -> Json:
    """Return the table of a run that refuses nothing without the questions that it therefore cannot refuse."""
    return {name: part for name, part in table.items() if name != "unanswerable"}


def elsewhere(bench: Bench, ungated: Settings, page: Path | None) -> Json:
    """Return the tables of documents that are not the corpus, each with nothing refused, too."""
    data = bench.settings.data.folder
    others = {
        "other documents": [(data / "elsewhere", bench.questions("elsewhere-test"))],
        "small libraries": load_libraries(data / "small" / "test"),
    }
    if page is not None:
        others["a saved page"] = [(page, bench.questions("saved-page"))]
    report: Json = {}
    for name, libraries in others.items():
        benches = [(bench.of_folder(folder), questions) for folder, questions in libraries]
        report[f"answers, {name}"] = _table_over(benches, bench.settings)
        report[f"answers, {name}, nothing refused"] = without_refusals(_table_over(benches, ungated))
    return report


def _table_over(benches: Sequence[tuple[Bench, Sequence[Question]]], settings: Settings) -> Json:
    """Return one table of what several benches answer, each to questions of its own."""
    outcomes = [outcome for bench, questions in benches for outcome in bench.outcomes(questions, settings)]
    return summarise_answers(outcomes, texts={id: text for bench, _ in benches for id, text in bench.texts.items()})


def plot(outcomes: Sequence[Outcome], threshold: float, out: Path) -> None:
    """Draw risk over coverage and reliability."""
    confidences, groups = [o.answer.confidence for o in outcomes], [o.question.group for o in outcomes]
    curve = risk_coverage(confidences, [o.is_right_first for o in outcomes], groups)
    figure, axes = plt.subplots(figsize=(5, 3.6), layout="constrained")
    axes.fill_between(curve.coverage, curve.low, curve.high, color="#9a1b1e", alpha=0.15, label="95 % interval")
    axes.plot(curve.coverage, curve.risk, color="#9a1b1e")
    answered = float((curve.threshold >= threshold).mean())
    axes.axvline(answered, color="#211c16", linestyle=":", label=f"threshold {threshold}")
    axes.set(xlabel="share of questions answered", ylabel="share of answers that are wrong", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False)
    figure.savefig(out / "risk-coverage.svg", metadata={"Date": None})
    figure, axes = plt.subplots(figsize=(5, 3.6), layout="constrained")
    bins = reliability(confidences, [o.question.is_answerable for o in outcomes], groups)
    # A percentile interval need not hold the mean, and matplotlib draws no error under 0.
    errors = [[max(b.share - b.interval[0], 0) for b in bins], [max(b.interval[1] - b.share, 0) for b in bins]]
    axes.plot([0, 1], [0, 1], color="#211c16", linestyle=":")
    axes.errorbar([b.confidence for b in bins], [b.share for b in bins], errors, fmt="o-", color="#9a1b1e")
    axes.set(xlabel="confidence", ylabel="share that the documents answer", xlim=(0, 1), ylim=(0, 1))
    figure.savefig(out / "reliability.svg", metadata={"Date": None})


def reader_digest() -> str:
    """Return one digest of all that the trained reader was taught: the network's weights and the linear ones."""
    linear = files("rag.reader").joinpath(f"{TRAINED}.json").read_bytes()
    return hashlib.sha256(READER_DIGEST.encode() + linear).hexdigest()


def kept(path: Path, report: Json) -> Json:
    """Return the earlier results on files that were not given this time if the same reader gave them, and say so."""
    before: Json = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    of_files = ("reader on ", "answers, a saved page")
    earlier = {name: table for name, table in before.items() if name not in report and name.startswith(of_files)}
    if not earlier:
        return {}
    if before.get(READER) != report[READER]:
        print(f"Dropped, since another reader gave them and their files were not given: {', '.join(earlier)}")
        return {}
    print(f"Not measured again, since their files were not given: {', '.join(earlier)}")
    return earlier


def main() -> None:
    """Measure, print where it is written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("eval"))
    parser.add_argument("--rows", type=Path, nargs="*", default=[])
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    bench = Bench.of_corpus(load_settings())
    test, dev = bench.questions("test"), bench.questions("dev")
    answerer = answerer_over(bench.library, bench.encoder, bench.settings)
    report: Json = {
        READER: reader_digest(),
        "retrieval": run_retrieval(answerer.retriever, written_out(answerer, test)),
        "retrieval, later turns written out by hand": run_retrieval(answerer.retriever, test),
    }
    for name in READERS:
        outcomes = bench.outcomes(test, replace(bench.settings, reader=ReaderSettings(name)))
        report[f"answers, {name} reader"] = bench.table(outcomes)
    # A refused question has no first quotation, so that risk can only be drawn where nothing is refused.
    ungated = replace(bench.settings, answering=replace(bench.settings.answering, threshold=0.0))
    outcomes = bench.outcomes(test, ungated)
    report["answers, trained reader, nothing refused"] = without_refusals(bench.table(outcomes))
    plot(outcomes, bench.settings.answering.threshold, arguments.out)
    plain = bench.questions("plain")
    report["answers, plain questions"] = bench.table(bench.outcomes(plain))
    report["answers, plain questions, nothing refused"] = without_refusals(bench.table(bench.outcomes(plain, ungated)))
    apart = bench.table(unseen(outcomes, [*bench.questions("train"), *bench.questions("corpus")]))
    report["answers, documents that no training question is about, nothing refused"] = apart["answerable"]
    report |= elsewhere(bench, ungated, arguments.page)
    report["later turns of conversations"] = conversations(bench, test)
    report["passages read, development questions, nothing refused"] = depths(bench, dev[::DEPTHS_ON_EVERY])
    scorer = SpanScorer.load()
    for path in arguments.rows:
        report[f"reader on {path.name}"] = summarise_reading(
            read_rows(scorer, bench.encoder, load_rows(path), chunking=bench.settings.chunking, progress=tqdm)
        )
    report |= kept(arguments.out / "results.json", report)
    (arguments.out / "results.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (arguments.out / "results.md").write_text(as_markdown(report), encoding="utf-8")
    print(f"Written to {arguments.out}/: results.md, results.json, risk-coverage.svg, reliability.svg")


if __name__ == "__main__":
    main()
