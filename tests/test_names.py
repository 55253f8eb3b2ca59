"""Proper names, as a corpus and its learners write them."""

import pytest

from rag.names import CALENDAR, names_and_years, names_in, proper_words

KNOWN = frozenset({"leon", "trotsky", "stalin", "petersburg"})


def test_worked_example_of_the_docstring():
    assert names_in("When did leon Trotsky meet Lenin?", frozenset({"leon"})) == ["leon Trotsky", "Lenin"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("who was trotsky", ["trotsky"]),
        ("Who was Trotsky's rival?", ["Trotsky"]),
        ("Did Stalin fear Trotsky?", ["Stalin", "Trotsky"]),
        ("Where is st petersburg", ["petersburg"]),
        ("Where is St Petersburg?", ["St Petersburg"]),
        ("Who led the party?", []),
        ("", []),
        ("Trotsky", ["Trotsky"]),
        ("Why I left", []),
        ("Now I'd like to know why, and I’ll wait", []),
        ("Interesting! Name three rivals. Well, Give two: Next", ["Give"]),
        ("Who wrote Dr. Zhivago?", ["Dr", "Zhivago"]),
        ("Жизнь и Сталин", ["Сталин"]),
    ],
)
def test_names_are_found_in_whatever_case(text, names):
    assert names_in(text, KNOWN) == names


def test_word_with_a_capital_in_mid_sentence_is_a_name():
    texts = ["The party feared Trotsky. Nobody knew why the man Trotsky won.", "Then came Lenin, Stalin; all went."]
    assert proper_words(texts) == {"trotsky", "lenin", "stalin"}


def test_word_that_is_mostly_written_small_is_no_name():
    assert "party" not in proper_words(["of the Party and the party and a party"])


def test_word_that_only_opens_sentences_is_no_name():
    assert proper_words(["Nobody came. Nobody left."]) == frozenset()


def test_names_and_years_are_what_a_passage_can_hardly_lack():
    assert names_and_years("What did trotsky's friends do in 1927, and in 19270?", KNOWN) >= {"trotsky", "1927"}


def test_year_inside_a_longer_number_is_no_year():
    assert names_and_years("What were the 19270 roubles for?", KNOWN) == frozenset()


def test_every_month_and_day_is_of_the_calendar():
    months = "january february march april may june july august september october november december"
    days = "monday tuesday wednesday thursday friday saturday sunday"
    assert CALENDAR.issuperset(months.split() + days.split())
