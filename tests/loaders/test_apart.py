"""Files that are made to take all time or memory there is, and what becomes of the others."""

import pytest

from rag.errors import LoadingError
from rag.loaders import apart, load_corpus
from rag.loaders.apart import ParsingProcess
from rag.loaders.parsers import PARSERS, parse_content

CONTENTS = {
    ".htm": "<title>Lives</title><h2>Youth</h2><p>He was born in 1878.</p>",
    ".html": "<article><p>Kirov was killed on <!-- -->1 December 1934.</p></article>",
    ".md": "---\ntopics: [a, b]\nyear: 1924\n---\n# Lives\n\n## Youth\n\nÉtienne: \U0001f600 he was born.",
    ".txt": "Lives\n\nHe was born in 1878.",
}


@pytest.fixture
def process():
    with ParsingProcess() as process:
        yield process


@pytest.mark.parametrize("suffix", sorted(PARSERS))
def test_file_is_parsed_as_it_is_here(process, suffix):
    assert process.parse(suffix, CONTENTS[suffix]) == parse_content(suffix, CONTENTS[suffix])


def test_reason_comes_back(process):
    with pytest.raises(LoadingError, match="its front matter is not valid YAML"):
        process.parse(".md", "---\na: [\n---\nWords.")


def test_file_that_takes_too_long_is_given_up_and_the_next_is_read(process, monkeypatch):
    assert process.parse(".txt", "Words.").text == "Words."  # it is up
    monkeypatch.setattr(apart, "SECONDS", 0.0)
    monkeypatch.setattr(apart, "SECONDS_A_MEGABYTE", 0.0)
    with pytest.raises(LoadingError, match=r"reading it takes more than \d+ seconds"):
        process.parse(".md", "Words. " * 200_000)
    monkeypatch.undo()
    assert process.parse(".txt", "Words.").text == "Words."


def test_file_that_takes_too_much_memory_is_given_up_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(apart, "MEGABYTES", 96)
    with ParsingProcess() as process:
        with pytest.raises(LoadingError, match="it may take 96 MB of memory"):
            process.parse(".txt", "Words. " * 10_000_000)
        assert process.parse(".txt", "Words.").text == "Words."


def test_parser_that_falls_over_a_file_is_no_end_of_the_others(process):
    with pytest.raises(LoadingError, match="its parser fell over it: KeyError"):
        process.parse(".unknown", "Words.")
    assert process.parse(".txt", "Words.").text == "Words."


def test_what_users_add_is_parsed_apart_and_named_where_it_takes_too_much(tmp_path, monkeypatch):
    (tmp_path / "answers").mkdir()
    (tmp_path / "uploads").mkdir()
    (tmp_path / "answers" / "a.txt").write_text("Words of ours.")
    (tmp_path / "uploads" / "b.md").write_text("Words. " * 200_000)
    monkeypatch.setattr(apart, "SECONDS", 0.0)
    monkeypatch.setattr(apart, "SECONDS_A_MEGABYTE", 0.0)
    corpus = load_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["answers/a.txt"]
    assert [failure.path.name for failure in corpus.failures] == ["b.md"]
