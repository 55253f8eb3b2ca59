"""A saved question-and-answer page: each answer whole under its question, nothing of the site."""

from itertools import pairwise
from pathlib import Path

import pytest

from rag.loaders import load_file
from rag.loaders.blocks import Block
from rag.loaders.html import parse_html
from rag.loaders.question_page import is_question_page, question_page_blocks

SAVED = Path(__file__).parent.parent / "data" / "saved-page.txt"
WHY = "Why did the reading room at Harrow Lane close?"
WHO = "Who paid for the reading room at Harrow Lane?"
ANSWERS = (
    (WHY, "The reading room at Harrow Lane closed in 1931 because its roof leaked", "no money for repairs."),
    (WHY, "The roof was the plain reason.", "a builder asked for 400 pounds."),
    (WHO, "A brewer called Amos Finch paid", "His diary lists two novels in nine years."),
    (WHO, "Finch paid for the walls,", "that the brewer's family disputed."),
    (WHY, "There is no single cause.", "All of this together shut the door."),
)


def _answers(document):
    """Return each section's heading and text, paragraphs joined by one space."""
    bounds = [*(section.start for section in document.sections), len(document.text)]
    texts = [" ".join(document.text[a:b].split()) for a, b in pairwise(bounds)]
    return [(section.heading, text) for section, text in zip(document.sections, texts, strict=True)]


@pytest.fixture(scope="module")
def document():
    return load_file(SAVED)


def test_title_is_the_question_of_the_page(document):
    assert document.title == WHY


def test_every_answer_is_whole_under_its_own_question(document):
    found = _answers(document)
    assert [heading for heading, _ in found] == [heading for heading, _, _ in ANSWERS]
    for (_, text), (_, first, last) in zip(found, ANSWERS, strict=True):
        assert text.startswith(first)
        assert text.endswith(last)


def test_furniture_is_dropped(document):
    words = ("illustration", "Expert Answers", "Quick answer", "Approved by", "Updated", "QuestionBarn", "free")
    assert [word for word in words if word in document.text] == []


def test_questions_and_headings_cannot_be_quoted(document):
    assert WHO not in document.text
    assert WHY not in document.text


def test_question_inside_an_answer_stays_in_it(document):
    assert "Did he read much himself? His diary" in document.text


def test_words_of_the_answers_stay_as_they_were_saved(document):
    lines = {line.strip() for line in SAVED.read_text(encoding="utf-8").splitlines()}
    assert [line for line in document.text.split("\n\n") if line not in lines] == []


def test_worked_example_of_the_docstring():
    lines = ["Who?", "Expert Answers", "A man.", "Last Updated on", "Why him?", "Luck."]
    assert question_page_blocks(lines) == (
        "Who?",
        [Block("Who?", level=1), Block("A man."), Block("Why him?", level=1), Block("Luck.")],
    )


def test_paragraph_that_asks_inside_an_answer_is_no_heading():
    _, blocks = question_page_blocks(["Who?", "Expert Answers", "A man.", "Was he tall?", "No.", "Approved by X"])
    assert blocks == [Block("Who?", level=1), Block("A man."), Block("Was he tall?"), Block("No.")]


@pytest.mark.parametrize(
    "line",
    [
        "An illustration of his method is the Georgian affair of 1922.",
        "Image of unity mattered to the party, which had forbidden factions only a year before and feared a split that"
        " the peasants and the enemies abroad would use",
        "Updated on the eve of the congress, the list of delegates had lost two names that everybody knew.",
    ],
)
def test_prose_that_opens_like_furniture_is_kept(line):
    _, blocks = question_page_blocks(["Who?", "Quick answer:", "A man.", line, "Approved by the Editors", "Rightly?"])
    assert [block.text for block in blocks] == ["Who?", "A man.", line, "Rightly?"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Who?", "Quick answer:", "A man.", "Expert Answers", "Yes."], True),
        (["Who?", "expert answer", "A man.", "Approved by the Editors"], True),
        (["Who?", "Expert Answers", "A man."], False),
        (["A title", "Quick answer:", "Expert Answers", "Approved by x"], False),
        (["Who?", "He gave a quick answer: no.", "Approved by nobody, he went."], False),
        ([], False),
    ],
)
def test_page_is_known_by_its_signs(lines, expected):
    assert is_question_page(lines) is expected


def test_page_saved_as_html_gives_the_same_answers(document):
    rows = [line.strip() for line in SAVED.read_text(encoding="utf-8").splitlines() if line.strip()]
    page = "<html><body><article>" + "".join(f"<p>{row}</p>" for row in rows) + "</article></body></html>"
    parsed = parse_html(page)
    assert parsed.title == WHY
    assert [s.heading for s in parsed.sections] == [s.heading for s in document.sections]
    assert parsed.text.split() == document.text.split()
