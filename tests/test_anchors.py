"""Links that last: the same words are found again, and where they are gone that is known."""

import hashlib
import random
from dataclasses import replace

import pytest
from random_text import random_text

from rag.anchors import Anchor, anchor_of, resolve
from rag.types import Document, Span

TEXT = "Lenin fell ill in May. Few delegates thought the post important. The files went to Stalin."
QUOTATION = "Few delegates thought the post important."


def _document(text):
    return Document("d.md", "D", "d.md", text)


def _anchor(text=TEXT, quotation=QUOTATION, *, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(quotation, start + 1)
    return anchor_of(Span(_document(text), start, start + len(quotation)))


def _found(text, anchor):
    span = resolve(_document(text), anchor).span
    return None if span is None else (span.start, span.text)


def test_anchor_says_place_digest_and_neighbours():
    anchor = _anchor()
    total = sum(ord(c) * pow(1_000_003, i, 2**31 - 1) for i, c in enumerate(QUOTATION)) % (2**31 - 1)
    assert (anchor.start, anchor.end) == (23, 64)
    assert anchor.digest == hashlib.sha256(QUOTATION.encode()).hexdigest()[:12] + f"{total:08x}"
    assert anchor.near == "in may~the files"


def test_quotation_with_nothing_beside_it_names_no_neighbours():
    assert _anchor("Few.", "Few.").near == ""
    assert _anchor("Few. Then", "Few.").near == "~then"


def test_words_that_did_not_move_are_found_in_their_place():
    assert _found(TEXT, _anchor()) == (23, QUOTATION)


@pytest.mark.parametrize(
    "edited",
    [
        "A new beginning.\n\n" + TEXT,
        TEXT.removeprefix("Lenin fell ill in May. "),
        TEXT.replace("in May", "of a stroke").replace("The files", "All papers"),
        f"The files went to Stalin. Lenin fell ill in May. {QUOTATION}",
        QUOTATION,
        f"Unspaced{QUOTATION}neighbours",
    ],
    ids=["below", "above", "other neighbours", "order", "alone", "glued"],
)
def test_moved_words_are_found_whatever_became_of_their_neighbours(edited):
    assert _found(edited, _anchor()) == (edited.index(QUOTATION), QUOTATION)


def test_of_the_same_words_twice_the_neighbours_choose():
    text = f"One came first. {QUOTATION} Two came next. {QUOTATION} Three came last."
    second = text.rindex(QUOTATION)
    for nth, at in ((0, text.index(QUOTATION)), (1, second)):
        assert _found(text, _anchor(text, nth=nth))[0] == at
        moved = "An introduction. " * 3 + text
        assert _found(moved, _anchor(text, nth=nth))[0] == at + len(moved) - len(text)
    # The old place holds the same words now, but beside others.
    copied = f"Zero was new... {QUOTATION} One came first. {QUOTATION} Two came next."
    assert _found(copied, _anchor(text, nth=0))[0] == copied.rindex(QUOTATION)


def test_without_a_neighbour_left_the_nearest_place_is_taken_and_of_equals_the_first():
    anchor = replace(_anchor(), near="")
    text = f"of olds {QUOTATION} of olds {QUOTATION} of olds {QUOTATION} of olds"
    first, middle = text.index(QUOTATION), text.index(QUOTATION, 20)
    assert _found(text, replace(anchor, start=middle + 2, end=middle + 2 + len(QUOTATION)))[0] == middle
    between = (first + middle) // 2
    assert between - first == middle - between
    assert _found(text, replace(anchor, start=between, end=between + len(QUOTATION)))[0] == first


def test_words_that_are_gone_are_known_to_be_gone():
    edited = TEXT.replace("important", "minor")
    place = resolve(_document(edited), _anchor())
    assert (place.span, place.is_gone) == (None, True)
    assert edited[: place.about] == "Lenin fell ill in May"
    assert resolve(_document("Of something else."), _anchor()).about is None
    assert resolve(_document(""), _anchor()) == resolve(_document("x"), _anchor())


def test_where_gone_words_stood_is_told_by_the_words_after_them_if_those_before_are_gone_too():
    edited = "Unknown. The files went to Stalin."
    assert resolve(_document(edited), _anchor()).about == edited.index("The files")


def test_link_without_a_digest_leads_to_its_offsets():
    assert _found(TEXT, Anchor(0, 5)) == (0, "Lenin")
    assert _found(TEXT, Anchor(83, 10**30)) == (83, "Stalin.")
    assert _found(TEXT, Anchor(len(TEXT), len(TEXT) + 1)) is None


@pytest.mark.parametrize(
    "digest", ["x", "ABCDEF0123456789ABCD", "0" * 19, "0" * 21, "é" * 20, "٣" * 20, "0" * 20 + "\n"]
)
def test_what_is_no_digest_counts_as_none(digest):
    assert _found(TEXT, Anchor(0, 5, digest)) == (0, "Lenin")


@pytest.mark.parametrize("start", [-(10**30), -1, 0, 5, 10**30])
@pytest.mark.parametrize("length", [-1, 0, 1, 41, 10**30])
@pytest.mark.parametrize("near", ["", "~", "~~~", "(?:a+)+~[", "\\~$", "\x00~\ud800", "a " * 100, "~" + "ß" * 200])
def test_hostile_anchor_gives_a_place_or_none(start, length, near):
    for digest in ("", "0" * 20, "f" * 20, _anchor().digest):
        place = resolve(_document(TEXT), Anchor(start, start + length, digest, near))
        assert place.span is None or place.span.text in TEXT
        assert place.span is None or not place.is_gone


def test_random_quotation_survives_random_edits_around_it():
    generator = random.Random(20)
    for _ in range(1500):
        text = random_text(generator)
        start = generator.randrange(len(text))
        quotation = Span(_document(text), start, generator.randrange(start, len(text)) + 1)
        anchor = anchor_of(quotation)
        assert resolve(quotation.document, anchor).span == quotation
        before, after = (random_text(generator, pieces=6) if generator.random() < 0.8 else "" for _ in range(2))
        if generator.random() < 0.5:
            before, after = text[:start] + before, after + text[quotation.end :]
        edited = before + quotation.text + after
        found = resolve(_document(edited), anchor).span
        assert found is not None
        assert found.text == quotation.text
        if edited.count(quotation.text) == 1:
            assert found.start == len(before)


def test_random_text_without_the_quotation_never_yields_one():
    generator = random.Random(21)
    for _ in range(500):
        text = random_text(generator)
        start = generator.randrange(len(text))
        anchor = anchor_of(Span(_document(text), start, len(text)))
        edited = text.replace(text[start:], random_text(generator))
        if text[start:] not in edited:
            place = resolve(_document(edited), anchor)
            assert (place.span, place.is_gone) == (None, True)
            assert place.about is None or 0 <= place.about <= len(edited)


@pytest.mark.parametrize("length", [1, 150, 300_000, 1_500_000])
@pytest.mark.parametrize("unit", ["a", "the ", "Жизнь. ", "word{} and more. "], ids=["a", "the", "cyrillic", "prose"])
def test_place_in_three_million_characters_is_found_whatever_they_repeat(unit, length):
    text = "".join(unit.format(n) for n in range(3_000_000 // len(unit)))
    document = _document(text)
    anchor = anchor_of(Span(document, 1000, 1000 + length))
    moved = replace(anchor, start=2_000_000, end=2_000_000 + length)
    gone = replace(moved, digest="0" * 12 + anchor.digest[12:], near="the the~the the")
    assert resolve(document, moved).span.text == text[1000 : 1000 + length]
    assert resolve(document, gone).is_gone
