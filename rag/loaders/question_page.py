"""A question-and-answer page as a user saves it from a browser: answers kept, the site's furniture dropped."""

import re
from collections.abc import Sequence

from rag.loaders.blocks import Block

# What such sites print around their answers. Each pattern matches a whole line; a sentence that opens like one, such as
# "An illustration of his method is the Georgian affair.", is none.
_FURNITURE = re.compile(
    r"""(?ix)
      (?:an\ illustration|image|photo|picture)\ of\b.{,100}(?<!\.)  # captions of decorative pictures
    | (?:last\ )?updated\ on(?:\s+\w+\s+\d.*)?
    | approved\ by\b.{,60}
    | (?:expert|student)\ answers?:?
    | see\ .{1,40}\ ad-free
    | start\ your\ .{,40}\ free\ trial\b.*
    | get\ .{,40}\ free\ access
    | (?:already\ a\ member\?\ )?(?:log|sign)\ in(?:\ here)?\.?
    | advertisement | share | print | cite | upvote.{,20}
    """
)
_QUICK_ANSWER = re.compile(r"(?i)quick answer:?")
_SIGNS = (re.compile(r"(?i)expert answers?:?"), _QUICK_ANSWER, re.compile(r"(?i)approved by\b.*"))


def is_question_page(lines: Sequence[str]) -> bool:
    """Return whether the lines are those of a saved question-and-answer page.

    Such a page opens with a question and bears at least two of its site's signs: "Quick answer:",
    "Expert Answers", "Approved by …".
    """
    if not lines or not lines[0].endswith("?"):
        return False
    return sum(any(sign.fullmatch(line) for line in lines) for sign in _SIGNS) >= 2


def question_page_blocks(lines: Sequence[str]) -> tuple[str, list[Block]]:
    """Return the page's question and its blocks: each answer's paragraphs under that answer's own question.

    Args:
        lines: The page's lines without blank ones; the first is its question.

    Worked example: ``["Who?", "Expert Answers", "A man.", "Last Updated on", "Why him?", "Luck."]`` gives
    ``"Who?"`` and the blocks *Who?* A man. *Why him?* Luck., where the starred are headings.
    """
    title = lines[0]
    blocks: list[Block] = []
    opens = True  # the next paragraph opens an answer
    for line in lines[1:]:
        if _QUICK_ANSWER.fullmatch(line):
            blocks.append(Block(title, level=1))
            opens = False
        elif _FURNITURE.fullmatch(line):
            opens = True
        elif opens and line.endswith("?"):
            blocks.append(Block(line, level=1))
            opens = False
        else:
            if opens:
                blocks.append(Block(title, level=1))
                opens = False
            blocks.append(Block(line))
    return title, blocks
