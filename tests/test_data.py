"""What people wrote under data/ keeps the rules of data/README.md."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from rag.loaders import load_corpus
from rag.sentences import split_sentences

DATA = Path(__file__).parent.parent / "data"
TRAINING = Path(__file__).parent.parent / "training"
ANSWERS = sorted((DATA / "answers").glob("*.md"))
SPLITS = ("train", "dev", "test")
STYLED = (*SPLITS, "plain")
FILES = (*STYLED, "corpus", "elsewhere-dev", "elsewhere-test", "elsewhere-train", "small-dev", "small-test")
TAUGHT = frozenset({"train", "corpus", "elsewhere-train"})
# On these documents of the test split no question is trained on: they show what the others owe to that.
UNSEEN = frozenset(
    """
    anastas-mikoyan bukharins-talk-with-kamenev grain-crisis-1927-28 lessons-of-october
    politburo-orgburo-secretariat-1919 stalin-at-the-tiflis-seminary stalin-keeper-of-lenins-regime
    twelfth-party-congress-1923 what-was-the-orgburo-and-secretariat
    """.split()
)
PERIODS = {"before-1917", "1917-1921", "1922-1924", "1925-1929", "1930-1940"}
KINDS = {"who", "when", "where", "what", "how many", "why", "how", "list", "compare", "yes-no"}
STYLES = {"plain", "lower", "misspelt", "wordy", "keywords"}
UNANSWERABLE = {"near-miss", "neighbouring", "false-premise", "other"}
MARKUP = re.compile(r"^\s*(?:[-*+>|]|\d+\.)\s|\*\*|__|`|\[[^\]]*\]\(|<[a-z/!]", re.MULTILINE)


@cache
def _corpus():
    return load_corpus(DATA)


@cache
def _sentences(document):
    """Return how often each sentence stands in a document."""
    return Counter(
        document.text[start + i : start + j]
        for start, end in document.paragraphs
        for i, j in split_sentences(document.text[start:end])
    )


@cache
def _documents():
    folders = (DATA / "elsewhere", TRAINING / "elsewhere", *_small("dev"), *_small("test"))
    found = [*_corpus().documents, *(document for folder in folders for document in load_corpus(folder).documents)]
    by_id = {document.id: document for document in found}
    assert len(by_id) == len(found)
    return by_id


def _small(split):
    """Return the folders of the small libraries of a split."""
    return sorted(path for path in (DATA / "small" / split).iterdir() if path.is_dir())


@cache
def _books():
    return yaml.safe_load((DATA / "sources.yaml").read_text(encoding="utf-8"))


def _front_matter(path):
    content = path.read_text(encoding="utf-8")
    _, head, body = content.split("---\n", 2)
    return yaml.safe_load(head), body


# The corpus.


def test_every_file_is_a_document():
    corpus = _corpus()
    assert corpus.failures == ()
    answers = [document for document in corpus.documents if document.id.startswith("answers/")]
    assert len(answers) == len(list((DATA / "answers").iterdir()))


def test_there_are_at_least_twenty_answer_files():
    assert len(ANSWERS) >= 20


def test_no_two_files_answer_the_same_question():
    titles = Counter(" ".join(document.title.lower().split()) for document in _corpus().documents)
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_answer_file_has_the_front_matter_of_the_readme(path):
    head, _ = _front_matter(path)
    assert set(head) == {"title", "period", "topics", "sources"}
    assert str(head["title"]).endswith("?")
    assert head["period"] in PERIODS
    assert head["topics"], "no topic"
    assert [topic for topic in head["topics"] if str(topic) != str(topic).lower()] == []
    assert head["sources"], "no source"
    assert [key for key in head["sources"] if key not in _books()] == []
    assert len(set(head["sources"])) == len(head["sources"])


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_answer_file_is_plain_prose_under_headings(path):
    _, body = _front_matter(path)
    blocks = [block for block in re.split(r"\n\s*\n", body.strip()) if block]
    headings = [n for n, block in enumerate(blocks) if block.startswith("## ")]
    assert 1 <= len(headings) <= 4
    assert headings[0] == 0, "text before the first heading"
    between = [after - before - 1 for before, after in zip(headings, [*headings[1:], len(blocks)], strict=True)]
    assert [count for count in between if not 1 <= count <= 4] == [], "paragraphs under a heading"
    prose = "\n\n".join(block for block in blocks if not block.startswith("## "))
    assert MARKUP.findall(prose) == []


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_headings_of_an_answer_file_differ(path):
    headings = [s.heading for s in _documents()[f"answers/{path.name}"].sections]
    assert len(set(headings)) == len(headings)


def test_no_sentence_stands_in_two_files():
    holders = Counter(s for document in _corpus().documents for s in _sentences(document))
    assert [sentence for sentence, count in holders.items() if count > 1] == []


def test_every_book_has_author_title_and_year():
    for key, book in _books().items():
        assert {"author", "title", "year"} <= book.keys(), key
        assert re.fullmatch(r"[a-z-]+-\d{4}[a-z]?", key), key
        assert key.rstrip("abcdefgh").endswith(str(book["year"])), key


# The timeline.


def test_every_event_of_the_timeline_is_found_word_for_word():
    path = DATA / "timeline.yaml"
    events = yaml.safe_load(path.read_text(encoding="utf-8"))
    missing = [e["text"] for e in events if _sentences(_documents()[e["document"]])[e["text"]] != 1]
    assert missing == []


def test_events_of_the_timeline_are_dated_titled_and_in_order():
    path = DATA / "timeline.yaml"
    events = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [e for e in events if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", e["date"])] == []
    assert [e for e in events if not e["title"].strip()] == []
    assert [e["date"][:4] for e in events] == sorted(e["date"][:4] for e in events)


# The questions.


def _entries(split):
    if split.startswith("small-"):
        paths = [folder.with_suffix(".jsonl") for folder in _small(split.removeprefix("small-"))]
    else:
        paths = [TRAINING / "elsewhere.jsonl" if split == "elsewhere-train" else DATA / "questions" / f"{split}.jsonl"]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n")]
    return [json.loads(line) for line in lines if line.strip()]


def _asked(split):
    """Return the questions of a split, each turn of a conversation for itself, with its id."""
    asked = []
    for entry in _entries(split):
        turns = entry.get("turns")
        asked += [entry] if turns is None else [{"id": f"{entry['id']}.{n}", **t} for n, t in enumerate(turns, 1)]
    return asked


def _folded(question):
    return " ".join(re.findall(r"\w+", question.lower()))


@pytest.mark.parametrize("split", FILES)
def test_evidence_is_a_whole_sentence_found_exactly_once_in_its_document(split):
    wrong = []
    for question in _asked(split):
        for evidence in question["evidence"]:
            document = _documents().get(evidence["document"])
            is_right = (
                document is not None
                and _sentences(document)[evidence["text"]] == 1
                and document.text.count(evidence["text"]) == 1
            )
            if not is_right:
                wrong.append((question["id"], evidence["text"][:60]))
    assert wrong == []


@pytest.mark.parametrize("split", FILES)
def test_short_answer_lies_in_the_first_sentence_of_the_evidence(split):
    wrong = [
        (q["id"], q["short"])
        for q in _asked(split)
        if q.get("short") is not None and (not q["evidence"] or q["short"] not in q["evidence"][0]["text"])
    ]
    assert wrong == []


@pytest.mark.parametrize("split", FILES)
def test_no_evidence_is_listed_twice(split):
    twice = [q["id"] for q in _asked(split) if len({json.dumps(e) for e in q["evidence"]}) < len(q["evidence"])]
    assert twice == []


@pytest.mark.parametrize("split", STYLED)
def test_kinds_and_styles_are_those_of_the_readme(split):
    single = [entry for entry in _entries(split) if "turns" not in entry]
    assert [(q["id"], q["kind"]) for q in single if q["kind"] not in KINDS] == []
    assert [(q["id"], q["style"]) for q in single if q["style"] not in STYLES] == []


@pytest.mark.parametrize("split", STYLED)
def test_question_without_evidence_says_of_which_kind_it_is_and_no_other_does(split):
    single = [entry for entry in _entries(split) if "turns" not in entry]
    wrong = [q["id"] for q in single if not q["evidence"] and q.get("unanswerable") not in UNANSWERABLE]
    wrong += [q["id"] for q in single if q["evidence"] and q.get("unanswerable") is not None]
    assert wrong == []


@pytest.mark.parametrize("split", SPLITS)
def test_conversations_have_two_to_four_turns_each_written_out(split):
    conversations = [entry for entry in _entries(split) if "turns" in entry]
    assert [c["id"] for c in conversations if not 2 <= len(c["turns"]) <= 4] == []
    fields = {"question", "standalone", "evidence", "short"}
    wrong = [c["id"] for c in conversations for turn in c["turns"] if not fields <= turn.keys()]
    wrong += [c["id"] for c in conversations for turn in c["turns"] if not str(turn["standalone"]).strip()]
    assert wrong == []


def test_ids_are_unique_over_all_splits():
    ids = Counter(entry["id"] for split in FILES for entry in _entries(split))
    assert [id for id, count in ids.items() if count > 1] == []


def test_no_question_stands_in_two_splits():
    splits = {}
    for split in FILES:
        for question in _asked(split):
            asked = question.get("standalone") or question["question"]
            splits.setdefault(_folded(asked), set()).add("train" if split in TAUGHT else split)
    assert {question: found for question, found in splits.items() if len(found) > 1} == {}


def test_questions_on_the_corpus_ask_about_every_document_but_the_unseen_ones():
    asked = {Path(e["document"]).stem for q in _asked("corpus") for e in q["evidence"][:1]}
    assert asked & UNSEEN == set()
    assert asked | UNSEEN == {path.stem for path in ANSWERS}


@pytest.mark.parametrize("split", FILES)
def test_no_question_is_asked_twice(split):
    asked = Counter(_folded(entry["question"]) for entry in _entries(split) if "turns" not in entry)
    assert [question for question, count in asked.items() if count > 1] == []
