"""The page Library as the browser is sent it."""

import pytest
from drawn import joined
from tiny_engine import PAYLOAD, TinyLibrary, tiny_documents

from rag.finding import Finder
from rag.types import Document
from rag.ui.shelves import RESULTS_SHOWN, count_words, library_view, results_view, spelling_of


@pytest.fixture(scope="module")
def library():
    return TinyLibrary(tiny_documents())


def _search(library, words):
    return results_view(Finder.of(library).find(words))


def test_facts_count_documents_passages_words_and_say_when_they_were_indexed():
    library = TinyLibrary([Document("a", "A", "", "Lenin’s well-known note.\n\nOf 1922."), Document("b", "B", "", "x")])
    assert library_view(library)["facts"] == [
        "2 documents",
        "3 passages",
        "6 words",
        "last indexed on 23 November 2026 at 00:00 UTC",
    ]


def test_documents_are_grouped_by_period(library):
    view = library_view(library)
    assert [(g["label"], g["count"]) for g in view["periods"]] == [
        ("Before 1917", "1 document"),
        ("1922–1924", "2 documents"),
        ("1925–1929", "2 documents"),
        ("1930–1940", "1 document"),
        ("Other documents", "2 documents"),
    ]
    assert sorted(id for group in view["periods"] for id in group["documents"]) == sorted(
        entry["document"] for entry in view["documents"]
    )
    assert view["documents"][0] == {
        "document": "answers/general-secretary.md",
        "title": "Why was the post of General Secretary important?",
        "place": "2 paragraphs",
    }


def test_topics_are_those_that_documents_share_and_no_document_is_lost(library):
    view = library_view(library)
    assert [(t["label"], t["documents"]) for t in view["topics"][:2]] == [
        ("General Secretary", ["answers/general-secretary.md", "answers/appointed.md", "answers/early.md"]),
        ("Opposition", ["answers/trotsky.md", "answers/opposition.md"]),
    ]
    assert view["topics"][2]["label"] == "Other topics"
    assert {id for topic in view["topics"] for id in topic["documents"]} == {d.id for d in library.documents}


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("The NKVD watched. An nkvd man, the NKVD.", "NKVD"),
        ("A show trial and a show trial, a Show Trial.", "Show trial"),
        ("Of NKVDs and nothing else.", "Nkvd"),
        ("", "(x+"),
    ],
)
def test_topic_is_spelt_as_its_documents_mostly_do(text, spelling):
    assert spelling_of(spelling.lower(), [Document("a", "A", "", text)]) == spelling


def test_documents_without_topics_have_no_shelf_of_topics():
    assert library_view(TinyLibrary([Document("a", "A", "", "x")]))["topics"] == []


def test_results_mark_the_words_in_titles_and_sentences(library):
    view = _search(library, "TROTSKY expelled")
    assert view["summary"] == "4 places in 1 document"
    (result,) = view["results"]
    assert joined(result["runs"]) == "When was Trotsky expelled from the party?"
    assert joined(result["runs"], "found") == "Trotskyexpelled"
    first = result["sentences"][0]
    assert joined(first["runs"]) == "Trotsky was expelled from the party on 14 November 1927."
    assert joined(first["runs"], "found") == "Trotskyexpelled"
    assert (first["start"], first["end"], first["place"]) == (0, 56, "paragraph 1")
    assert len(first["digest"]) == 20


def test_words_that_only_titles_hold_are_said_to_be_there():
    library = TinyLibrary([Document(f"{n}", f"Lenin {n}", "", "Nothing of him.") for n in range(2)])
    view = _search(library, "lenin")
    assert view["summary"] == "In 2 titles"
    assert [result["place"] for result in view["results"]] == ["in the title"] * 2


def test_documents_that_users_have_added_say_so_in_lists_and_results():
    document = Document("uploads/a.md", "A", "a.md", "Lenin.", metadata={"added": "2026-11-30"})
    library = TinyLibrary([document])
    assert library_view(library)["documents"][0]["place"] == "1 paragraph · added 2026-11-30, not reviewed"
    assert _search(library, "lenin")["results"][0]["place"] == "1 place · added 2026-11-30, not reviewed"


def test_payload_in_a_title_is_text_in_runs(library):
    (result,) = _search(library, "desrever")["results"]
    assert joined(result["runs"]) == PAYLOAD
    controls = [run["control"] for s in result["sentences"] for run in s["runs"] if "control" in run]
    assert controls[:2] == ["U+202E", "U+202C"]


def test_nothing_found_says_so(library):
    assert _search(library, "zzz") == {"summary": "Nothing found", "results": [], "more": None}


def test_only_the_first_results_are_sent_and_the_rest_is_counted():
    library = TinyLibrary([Document(f"{n}", f"Title {n}", "", "Lenin.") for n in range(RESULTS_SHOWN + 3)])
    view = _search(library, "lenin")
    assert view["summary"] == f"53 places in {RESULTS_SHOWN + 3} documents"
    assert len(view["results"]) == RESULTS_SHOWN
    assert view["more"].startswith("3 more documents")


def test_long_sentence_is_cut_around_its_first_word_and_opens_whole():
    text = "much ado " * 100 + "Lenin " + "about nothing " * 100
    view = _search(TinyLibrary([Document("a", "A", "", text)]), "lenin")
    (sentence,) = view["results"][0]["sentences"]
    assert "Lenin" in joined(sentence["runs"])
    assert len(joined(sentence["runs"])) < 400
    assert sentence["is_cut"] == [True, True]
    assert (sentence["start"], sentence["end"]) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("  \n", 0), ("Lenin’s", 1), ("well-known", 1), ("a – b", 2), ("Жизнь 1922", 2)]
)
def test_words_are_runs_of_letters_and_digits(text, words):
    assert count_words(text) == words


def test_documents_without_periods_are_simply_all_documents():
    documents = [Document(f"{n}.md", f"T{n}", f"{n}.md", "Words.") for n in range(2)]
    assert [group["label"] for group in library_view(TinyLibrary(documents))["periods"]] == ["All documents"]
