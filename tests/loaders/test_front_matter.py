"""What stands above a Markdown file's text, in the forms that other programs write it."""

import pytest

from rag.errors import LoadingError
from rag.loaders.markdown import parse_markdown


def _front_matter(lines):
    return parse_markdown(f"---\n{lines}\n---\n\nText.")


@pytest.mark.parametrize("lines", ["- a\n- b", "just words", "a: [b", "a: b: c", "\ta: b", "? [a]\n: b"])
def test_front_matter_that_is_no_mapping_is_refused(lines):
    with pytest.raises(LoadingError, match="front matter"):
        _front_matter(lines)


@pytest.mark.parametrize(
    ("line", "value"),
    [("1922: a", {"1922": "a"}), ("day: 1922-13-45", {"day": "1922-13-45"}), ("x: yes", {"x": "yes"})],
)
def test_front_matter_is_kept_as_it_is_written(line, value):
    assert _front_matter(line).metadata == value


def test_title_that_looks_like_a_number_or_a_date_is_a_title():
    assert [_front_matter(f"title: {t}").title for t in ("1917", "1917-10-25", "No")] == ["1917", "1917-10-25", "No"]


def test_front_matter_that_unfolds_without_end_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(LoadingError, match="aliases"):
        _front_matter("\n".join(lines))
    with pytest.raises(LoadingError, match="front matter"):
        _front_matter("a: " + "[" * 5000)


def test_rule_of_dashes_is_no_front_matter():
    assert parse_markdown("Text.\n\n---\n\nMore.").text == "Text.\n\nMore."


@pytest.mark.parametrize(
    "front_matter",
    [
        "\n \n---\ntitle: Who ruled?\ntopics: [party]\n---\n",
        "---\ntitle: Who ruled?\ntopics: [party]\n...\n",
        '+++\ntitle = "Who ruled?"\ntopics = ["party"]\n+++\n',
    ],
)
def test_front_matter_is_read_in_its_other_forms(front_matter):
    parsed = parse_markdown(front_matter + "\nStalin ruled.")
    assert (parsed.title, parsed.text, parsed.metadata) == ("Who ruled?", "Stalin ruled.", {"topics": ["party"]})


def test_values_of_toml_are_texts():
    parsed = parse_markdown("+++\nday = 1922-04-03\nn = 1\n[params]\nx = [1.5]\n+++\nText.")
    assert parsed.metadata == {"day": "1922-04-03", "n": "1", "params": {"x": ["1.5"]}}


def test_toml_that_cannot_be_read_is_refused():
    for lines in ("just words", "a = " + "[" * 5000):
        with pytest.raises(LoadingError, match="front matter is not valid TOML"):
            parse_markdown(f"+++\n{lines}\n+++\n\nText.")


@pytest.mark.parametrize("rule", ["---", "+++"])
def test_empty_front_matter_takes_no_text_with_it(rule):
    parsed = parse_markdown(f"{rule}\n{rule}\n\nNote: He died in 1924.\n\n{rule}\n\nMore text.")
    assert parsed.text.startswith("Note: He died in 1924.\n\n")
    assert parsed.text.endswith("\n\nMore text.")
    assert parsed.metadata == {}


@pytest.mark.parametrize("title", ["title:", "title: ''", "title: ' '"])
def test_empty_title_leaves_it_to_the_first_heading(title):
    parsed = parse_markdown(f"---\n{title}\n---\n\n# Head\n\nText.")
    assert (parsed.title, parsed.metadata) == ("Head", {})


@pytest.mark.parametrize("content", [" " * 1_000_000, "\n" * 1_000_000, "---\n" + "\n" * 1_000_000])
def test_millions_of_blanks_are_read(content):
    assert parse_markdown(content).text == ""
