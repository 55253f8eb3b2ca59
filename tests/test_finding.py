"""Words found in documents."""

import random

import pytest
from random_text import random_text
from tiny_engine import TinyLibrary, tiny_documents

from rag.errors import QuestionError
from rag.finding import MAX_CHARACTERS, SENTENCES_SHOWN, Finder
from rag.types import Document


def _finder(*texts, titles=()):
    titles = [*titles, *("Untitled" for _ in texts)]
    documents = [Document(f"{n}", titles[n], "", text) for n, text in enumerate(texts)]
    return Finder.of(TinyLibrary(documents))


def _words(text, words):
    (found,) = _finder(text).find(words)
    return [span.text for sentence in found.sentences for span in sentence.words]


@pytest.fixture(scope="module")
def finder():
    return Finder.of(TinyLibrary(tiny_documents()))


def test_every_word_must_stand_in_title_or_text(finder):
    assert [f.document.id for f in finder.find("Trotsky Turkey")] == ["answers/trotsky.md"]
    assert [f.document.id for f in finder.find("expelled Turkey")] == ["answers/trotsky.md"]
    assert finder.find("Trotsky Gori") == []


def test_documents_with_the_words_in_their_title_come_first_and_then_those_with_most_places():
    finder = _finder("Lenin.", "Lenin, Lenin.", "Nobody.", "Lenin.", titles=["", "", "Who was Lenin?"])
    assert [(f.document.id, f.places) for f in finder.find("lenin")] == [("2", 0), ("1", 2), ("0", 1), ("3", 1)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The Congress and its Congresses met.", "congress", ["Congress", "Congress"]),
        ("The party has no part in art.", "art", ["art"]),
        ("They lunched at the CAFÉ and a cafe\u0301 again.", "café", ["CAFÉ", "cafe\u0301"]),
        ("Die Straße hier.", "STRASSE", ["Straße"]),
        ("Die Straße hier.", "stras", ["Straß"]),
        ("Сталин и Ленин.", "ленин", ["Ленин"]),
        ("斯大林成為總書記。", "總書記", ["總書記"]),
        ("Lenin’s notes of 1922–23.", "lenin's 1922-23", ["Lenin’s", "1922–23"]),
        ("A 👩‍👧 and 😀 Stalin won.", "stalin", ["Stalin"]),
        ("The Sta\u200blin control.", "stalin", ["Sta\u200blin"]),
        ("What the post was.", "the post", ["post"]),
        ("What the post was.", "the", ["the"]),
        ("Stalin, Stalinist.", "stalin stalinist", ["Stalin", "Stalinist"]),
        ("All of it (1922) matters.", "“(1922)”,", ["1922"]),
    ],
)
def test_words_are_found_where_they_begin_and_marked_as_they_are_written(text, words, found):
    assert _words(text, words) == found


def test_sentences_with_the_most_words_are_shown_in_the_order_of_the_text():
    text = "Stalin came. Lenin met Stalin. Lenin went. Stalin wrote. Lenin and Stalin spoke."
    (found,) = _finder(text).find("lenin stalin")
    assert [s.span.text for s in found.sentences] == [
        "Stalin came.",
        "Lenin met Stalin.",
        "Lenin and Stalin spoke.",
    ]
    assert found.places == 7
    assert len(found.sentences) == SENTENCES_SHOWN


@pytest.mark.parametrize("words", ["", "  ", "—", "?!“”", "\u200b", "😀"])
def test_search_without_a_letter_is_refused(finder, words):
    with pytest.raises(QuestionError, match="type a word"):
        finder.find(words)


def test_search_that_is_too_long_is_refused_with_its_length(finder):
    assert finder.find("x" * MAX_CHARACTERS) == []
    with pytest.raises(QuestionError, match="101 characters"):
        finder.find("x" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("words", ["a(a+)+a", "x[", "\\w", ".*x", "a|b", "${x}", "\ud800x", "\x00x"])
def test_search_is_no_pattern(words):
    assert _finder("aaaa bone").find(words) == []


def test_words_of_random_texts_are_found_again_at_their_places():
    generator = random.Random(5)
    for _ in range(300):
        text = random_text(generator)
        word = generator.choice(["Stalin", "café", "Жизнь", "naïve", "1922", "一", "한"])
        for found in _finder(text).find(word):
            assert found.places >= 1
            for sentence in found.sentences:
                assert sentence.words
                for span in sentence.words:
                    assert sentence.span.start <= span.start < span.end <= sentence.span.end
        assert bool(_finder(f"{text} {word} .").find(word))
