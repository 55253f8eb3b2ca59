"""``rag index``: the index brought up to date, and a word on every file."""

import json
import sys

from tqdm import tqdm

from rag.config import Settings
from rag.controls import with_controls_named
from rag.encoder import SentenceTransformerEncoder
from rag.indexing import IndexReport, update_index


def run_index(settings: Settings, *, as_json: bool) -> int:
    """Build the index where it is missing or stale and say what is indexed and what is not."""
    encoder = SentenceTransformerEncoder.load(settings.encoder)
    with tqdm(unit=" texts", desc="Encoding", leave=False, disable=not sys.stderr.isatty()) as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = update_index(settings, encoder, progress=advance)
    if as_json:
        print(json.dumps(_report_to_json(report), ensure_ascii=False))
    else:
        print(with_controls_named(_describe(report, settings)))
    return 0


def _report_to_json(report: IndexReport) -> dict[str, object]:
    return {
        "documents": report.documents,
        "passages": report.passages,
        "is_new": report.is_new,
        "failures": [{"file": str(f.path), "reason": f.reason} for f in report.failures],
    }


def _describe(report: IndexReport, settings: Settings) -> str:
    state = "Indexed" if report.is_new else "Up to date:"
    lines = [f"{state} {report.documents} documents, {report.passages} passages in {settings.index.folder}."]
    if report.failures:
        lines.append(f"Not indexed ({len(report.failures)}):")
        lines += [f"  {failure.path}: {failure.reason}" for failure in report.failures]
    return "\n".join(lines)
