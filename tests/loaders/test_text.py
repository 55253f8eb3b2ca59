"""Plain text stays as it is."""

import random

import pytest
from random_text import random_text

from rag.loaders.text import parse_text


def test_text_without_a_title_is_kept_to_the_last_character():
    content = "Stalin ruled.\r\nHe ruled alone.\r\n\r\n  The end. \t\n"
    assert parse_text(content).text == content


def test_short_first_line_above_a_blank_one_is_the_title():
    parsed = parse_text("\n My notes \n \nStalin ruled.\n")
    assert (parsed.title, parsed.text) == ("My notes", "Stalin ruled.\n")


def test_number_that_opens_no_list_may_open_a_title():
    assert [parse_text(f"{title}\n\nMore.").title for title in ("1917 and after", "1.5 years")] == [
        "1917 and after",
        "1.5 years",
    ]


@pytest.mark.parametrize("title", ["“Stalin won”", "Stalin (1929)", "Stalin won[1]", "“Who ruled?”", "[Draft]", "”"])
def test_closing_marks_without_a_full_stop_may_end_a_title(title):
    assert parse_text(f"{title}\n\nMore.").title == title


def test_question_can_be_a_title():
    assert parse_text("Who ruled?\n\nStalin ruled.").title == "Who ruled?"


@pytest.mark.parametrize(
    "content",
    [
        "A sentence with its stop.\n\nMore.",
        "“Stalin won in 1929.”\n\nHe ruled.",
        "„Stalin won in 1929.“\n\nHe ruled.",
        "He died (in 1924.)\n\nHe ruled.",
        "Stalin won in 1929.[1]\n\nHe ruled.",
        "“Stalin won in 1929.”[1] [12]\n\nHe ruled.",
        "Stalin won in 1929…\n\nHe ruled.",
        "Two lines\nof one paragraph\n\nMore.",
        "A list follows:\n\nMore.",
        "x" * 121 + "\n\nMore.",
        "1. Lenin died in 1924\n\n2. Stalin won",
        "2) Stalin won\n\nMore",
        "- Lenin died in 1924\n\n- Stalin won",
        "Only one line",
        "One line and its end\n",
        "One line and a blank one\n\n",
    ],
)
def test_first_line_that_is_no_title_stays_in_the_text(content):
    parsed = parse_text(content)
    assert (parsed.title, parsed.text) == (None, content)


def test_title_with_windows_line_ends_is_found():
    parsed = parse_text("My notes\r\n\r\nStalin ruled.\r\n")
    assert (parsed.title, parsed.text) == ("My notes", "Stalin ruled.\r\n")


def test_text_is_the_end_of_the_file_on_a_thousand_random_texts():
    generator = random.Random(2)
    for _ in range(1000):
        content = random_text(generator)
        parsed = parse_text(content)
        before = content.removesuffix(parsed.text)
        assert content == before + parsed.text
        assert before.strip() == (parsed.title or "")


@pytest.mark.parametrize("content", [" " * 2_000_000, " " * 1_000_000 + "a" + " " * 1_000_000, "\n " * 1_000_000])
def test_millions_of_blanks_are_read(content):
    assert parse_text(content).text == content
