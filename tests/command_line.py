"""The command line run in a folder of its own over a small corpus and a small encoder."""

import json

import pytest
from tiny_library import write_corpus
from tiny_model import make_model

from rag.cli import main


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="session")
def indexed(tmp_path_factory, model):
    """Return a folder with data, settings and an index, for all tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("indexed")
    _prepare(folder, model)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["index"]) == 0
    return folder


@pytest.fixture
def rag(indexed, monkeypatch, capsys):
    """Return a function that runs the command line there and gives its exit code, output and errors."""
    monkeypatch.chdir(indexed)
    return _runner(capsys)


@pytest.fixture
def fresh_rag(tmp_path, model, monkeypatch, capsys):
    """Return such a function for a folder of its own, not yet indexed."""
    _prepare(tmp_path, model)
    monkeypatch.chdir(tmp_path)
    return _runner(capsys)


def _prepare(folder, model):
    write_corpus(folder / "data")
    toml = f"[encoder]\nmodel = {str(model)!r}\n[reader]\nmodel = 'baseline'\n[answering]\nthreshold = 0.0\n"
    (folder / "ascent.toml").write_text(toml, encoding="utf-8")


def _runner(capsys):
    def run(*arguments):
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as exit:  # argparse leaves so
            code = exit.code
        return code, *capsys.readouterr()

    return run


def batch(tmp_path, *entries):
    path = tmp_path / "batch.jsonl"
    lines = [e if isinstance(e, str) else json.dumps(e) for e in entries]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)
