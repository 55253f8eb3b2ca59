"""The command line: ``rag index``, ``ask``, ``search``, ``eval``, ``feedback`` and ``serve``.

Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly, 130 it was interrupted.
"""

import argparse
import io
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.config import LAST_PORT, DataSettings, IndexSettings, Settings, load_settings
from rag.errors import ConfigError, DataError, QuestionError, RagError

if TYPE_CHECKING:
    from rag.commands.ask import Asked

_INTERRUPTED = 130  # as shells report what Ctrl-C ended
_USAGE_ERRORS = (QuestionError, DataError, ConfigError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a question or a file's name may hold half of a surrogate pair
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    run: Callable[[argparse.Namespace, Settings], int] = arguments.run
    try:
        return run(arguments, _settings(arguments))
    except RagError as error:
        print(f"rag: {error}", file=sys.stderr)
        return 2 if isinstance(error, _USAGE_ERRORS) else 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away, as "head" does: nothing to say, and nobody to say it to
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rag", description="Ask a folder of documents and get its own words, cited.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", help="folder of the documents (default: data)")
    common.add_argument("--index", type=Path, metavar="DIR", help="folder of the index (default: index)")
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON")
    asking = argparse.ArgumentParser(add_help=False)
    asking.add_argument("question", nargs="?", help="the question")
    asking.add_argument(
        "--batch",
        type=Path,
        metavar="FILE",
        help='JSON lines with "question" and optionally "history"; - is stdin',
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    index = commands.add_parser("index", parents=[common, as_json], help="bring the index up to date with the data")
    index.set_defaults(run=_run_index)
    ask = commands.add_parser("ask", parents=[common, as_json, asking], help="answer a question with quotations")
    ask.add_argument("--history", action="append", default=[], metavar="QUESTION", help="an earlier question")
    ask.set_defaults(run=_run_ask)
    search = commands.add_parser("search", parents=[common, as_json, asking], help="list the best passages")
    search.add_argument("-k", type=_positive, default=5, help="how many passages (default: 5)")
    search.set_defaults(run=_run_search, history=[])
    evaluate = commands.add_parser("eval", help="measure against a file of questions")
    subjects = evaluate.add_subparsers(title="what to measure", required=True, metavar="WHAT")
    subjects_measured = (
        ("answers", "answers and refusals"),
        ("retrieval", "the passages found"),
        ("reader", "the words found in a passage that is given, over rows of question, context and answers"),
    )
    for subject, what in subjects_measured:
        measured = subjects.add_parser(subject, parents=[common, as_json], help=f"measure {what}")
        measured.add_argument("file", type=Path, help="questions, as data/README.md describes them, or rows")
        measured.set_defaults(run=_run_eval, subject=subject)
    feedback = commands.add_parser("feedback", help="print the verdicts on answers, one JSON object a line")
    feedback.set_defaults(run=_run_feedback)
    serve = commands.add_parser(
        "serve", parents=[common], help="serve the chat, to be opened in a browser, until Ctrl-C"
    )
    serve.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port to listen on (default: 7860)")
    serve.set_defaults(run=_run_serve)
    return parser


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = load_settings()
    if getattr(arguments, "data", None) is not None:
        settings = replace(settings, data=DataSettings(arguments.data))
    if getattr(arguments, "index", None) is not None:
        settings = replace(settings, index=IndexSettings(arguments.index))
    given = {name: getattr(arguments, name, None) for name in ("host", "port")}
    server = replace(settings.server, **{name: value for name, value in given.items() if value is not None})
    return replace(settings, server=server)


# Each command lives in a module of its own and is imported when it runs: "rag --help" loads no torch, no gradio.


def _run_index(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.commands.index import run_index

    return run_index(settings, as_json=arguments.json)


def _run_ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.commands.ask import run_ask

    asked = _asked(arguments, settings)
    return run_ask(settings, asked, is_batch=arguments.batch is not None, as_json=arguments.json)


def _run_search(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.commands.ask import run_search

    asked = _asked(arguments, settings)
    return run_search(settings, asked, k=arguments.k, is_batch=arguments.batch is not None, as_json=arguments.json)


def _run_eval(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.commands.evaluate import run_eval

    return run_eval(settings, arguments.subject, arguments.file, as_json=arguments.json)


def _run_feedback(_: argparse.Namespace, settings: Settings) -> int:
    from rag.commands.feedback import run_feedback

    return run_feedback(settings)


def _run_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.server import serve

    _check_documents_named(arguments, settings)
    serve(settings)
    return 0


def _asked(arguments: argparse.Namespace, settings: Settings) -> list["Asked"]:
    """Return the question that was given, or those of the batch file.

    Raises:
        DataError: If documents were named, and the index is of others.
        QuestionError: If both a question and a batch were given, or neither, or --history beside --batch.
    """
    from rag.commands.ask import Asked, load_batch

    _check_documents_named(arguments, settings)
    batch: Path | None = arguments.batch
    if (batch is None) == (arguments.question is None):
        raise QuestionError("give either a question or --batch FILE")
    if batch is None:
        return [Asked(arguments.question, tuple(arguments.history))]
    if arguments.history:
        raise QuestionError("--history goes with one question; in a batch each line has its own history")
    return load_batch(batch)


def _check_documents_named(arguments: argparse.Namespace, settings: Settings) -> None:
    from rag.indexing import check_index

    if arguments.data is not None:
        check_index(settings)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, not {text!r}")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"expected a port from 1 to {LAST_PORT}, not {text!r}")
    return int(text)
