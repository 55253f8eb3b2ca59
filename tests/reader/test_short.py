"""The words in a sentence that answer."""

import random

import pytest
from random_text import random_text

from rag.reader.question import Kind, kind_of
from rag.reader.short import has_answer_type, short_answer
from rag.types import Document, Span


def _short(question, text):
    span = short_answer(question, kind_of(question), Span(Document("a.md", "", "", text), 0, len(text)))
    return None if span is None else span.text


@pytest.mark.parametrize(
    ("question", "text", "short"),
    [
        ("When was it?", "It was on 3 April 1922 in Moscow.", "3 April 1922"),
        ("When was it?", "It was in April 1922.", "April 1922"),
        ("When was it?", "It was in 1922.", "1922"),
        ("When was it?", "It was in the spring of 1922.", "the spring of 1922"),
        ("When was it?", "It lasted from 1922-24.", "1922-24"),
        ("When was it?", "In 1922 it met on 3 April 1922.", "3 April 1922"),
        ("When in 1922 was it?", "It was in 1922.", None),
        ("When in 1922 was it?", "It was in April 1922.", "April 1922"),
        ("When was it?", "It may march on.", None),
        ("How many were moved?", "They moved 10,000 officials.", "10,000"),
        ("How many were moved?", "They moved about 3.5 million roubles.", "about 3.5 million"),
        ("How many were there?", "There were twenty-five of them.", "twenty-five"),
        ("How many were there?", "There were 7.", "7"),
        ("How many were there?", "In 1922 there were none.", None),
        ("How many were there on 3 April?", "On 3 April there were 522 delegates.", "522"),
        ("How many voted?", "Some 45 per cent voted.", "Some 45 per cent"),
        ("Where was he born?", "He was born in Gori.", "Gori"),
        ("Where was he sent?", "Trotsky was sent to Alma-Ata in January 1928.", "Alma-Ata"),
        ("Where was Trotsky sent?", "Trotsky was sent away in January.", None),
        ("Who led it?", "It was led by Leon Trotsky himself.", "Leon Trotsky"),
        ("Who was Trotsky's rival?", "Trotsky feared Stalin.", "Stalin"),
        ("Who was Trotsky?", "Trotsky was nobody.", None),
        ("Who led it?", "In April it was led by J. V. Stalin.", "J. V. Stalin"),
        ("Who led it?", "The party led itself.", None),
        ("Why was it?", "Stalin won in 1922 at Gori.", None),
        ("What was it?", "Stalin won in 1922 at Gori.", None),
        ("When was it? 😀", "😀👩‍👧 cafe\u0301 on 3 April 1922.", "3 April 1922"),
    ],
)
def test_short_answer_read_by_a_person(question, text, short):
    assert _short(question, text) == short


def test_short_answer_lies_in_its_sentence_on_random_texts():
    generator = random.Random(12)
    found = 0
    for _ in range(1000):
        before = random_text(generator)
        text = f"{before} on 3 April 1922 Leon Trotsky moved 10,000 men to Gori"
        start = generator.randrange(len(before) + 1)
        sentence = Span(Document("a.md", "", "", text), start, len(text))
        for kind in Kind:
            short = short_answer("x", kind, sentence)
            assert has_answer_type("x", kind, sentence) is (short is not None)
            if short is not None:
                found += 1
                assert start <= short.start < short.end <= len(text)
                assert short.text == short.text.strip()
    assert found >= 3000  # a date, a number and a name in each text at least
