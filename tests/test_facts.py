"""The corpus agrees with itself: what two documents state, they state alike. The facts are in data/facts.yaml."""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from rag.loaders import load_corpus
from rag.sentences import split_sentences

DATA = Path(__file__).parent.parent / "data"
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
GROUPS = {
    "{date}": rf"(\d{{1,2}} {MONTH} \d{{4}})",
    "{days}": rf"(\d{{1,2}} (?:and|to) \d{{1,2}} {MONTH} \d{{4}})",
    "{month}": rf"({MONTH} \d{{4}})",
    "{year}": r"((?:18|19)\d\d)",
}
DOUBT = re.compile(
    r"disputed|historian|estimate|usually|according to|between|Old Style|official|biograph|some accounts|differ"
)
FACTS = yaml.safe_load((DATA / "facts.yaml").read_text(encoding="utf-8"))
MISTAKES = {
    "Stalin becomes General Secretary": "Stalin was elected General Secretary on 4 April 1922.",
    "Lenin dies": "Vladimir Lenin died at Gorki on 22 January 1924.",
    "Lenin’s funeral": "Lenin was buried on Red Square on 26 January 1924 in bitter frost.",
    "Sverdlov dies": "The death of Yakov Sverdlov on 18 March 1919 left a gap.",
    "The Fourteenth Congress": "At the Fourteenth Party Congress in December 1926 Kamenev spoke against Stalin.",
    "The Tenth Congress": "The Tenth Congress of March 1922 banned factions.",
    "Frunze dies": "Mikhail Frunze died in hospital on 30 October 1925.",
    "The Treaty of Brest-Litovsk": "Lenin carried the Treaty of Brest-Litovsk in April 1918.",
    "Trotsky is sent to Alma-Ata": "Trotsky was sent to Alma-Ata in January 1929.",
    "Trotsky and Zinoviev are expelled from the party": "Both were expelled from the party on 15 November 1927.",
    "Death sentences of the Great Terror": "In two years 618,692 were sentenced to death.",
    "The delegates of the Congress of Victors": "Of the 1,996 delegates of 1934 most were arrested.",
    "Bukharin and Rykov are arrested": "Bukharin was arrested on 26 February 1937 during a Central Committee plenum.",
    "Stalin’s last arrest": "The police arrested Stalin on 23 February 1914 (Old Style) at a concert.",
}


@cache
def _texts():
    """Return each document's text with its paragraphs, by its id."""
    return {document.id: _paragraphs(document.text) for document in load_corpus(DATA).documents}


def _paragraphs(text):
    """Return each paragraph with its sentences."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    return [(block, [block[i:j] for i, j in split_sentences(block)]) for block in blocks]


def _patterns(fact):
    written = fact.get("patterns") or [fact["pattern"]]
    for name, group in GROUPS.items():
        written = [pattern.replace(name, group) for pattern in written]
    return [re.compile(pattern) for pattern in written]


def _allowed(fact):
    return fact.get("values") or [fact["value"]]


def _statements(fact, texts):
    """Return (document, sentence, paragraph, value) wherever a pattern of the fact fits, each once."""
    patterns = _patterns(fact)
    found = [
        (id, sentence, paragraph, match[1])
        for id, paragraphs in texts.items()
        for paragraph, sentences in paragraphs
        for sentence in sentences
        for pattern in patterns
        for match in pattern.finditer(sentence)
    ]
    return list(dict.fromkeys(found))


def _deviations(fact, texts):
    """Return a line for each statement whose value is not allowed, or is disputed and does not say so."""
    first = _allowed(fact)[0]
    wrong = []
    for id, sentence, paragraph, value in _statements(fact, texts):
        if value not in _allowed(fact):
            wrong.append(f"{id}: {value!r}, expected {first!r}: {sentence}")
        elif fact.get("disputed") and value != first and not DOUBT.search(paragraph):
            wrong.append(f"{id}: {value!r} is disputed, and the paragraph does not say so: {sentence}")
    return wrong


def _by_name(fact):
    return fact["fact"]


@pytest.mark.parametrize("fact", FACTS, ids=_by_name)
def test_documents_agree(fact):
    assert _deviations(fact, _texts()) == []


@pytest.mark.parametrize("fact", FACTS, ids=_by_name)
def test_two_documents_or_more_state_the_fact(fact):
    assert len({id for id, *_ in _statements(fact, _texts())}) >= 2


def test_there_are_at_least_eighty_facts_and_none_twice():
    names = [fact["fact"] for fact in FACTS]
    assert len(names) >= 80
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("fact", FACTS, ids=_by_name)
def test_fact_has_the_fields_of_the_readme(fact):
    assert fact.keys() - {"disputed"} in ({"fact", a, b} for a in ("pattern", "patterns") for b in ("value", "values"))
    assert [value for value in _allowed(fact) if not isinstance(value, str)] == []
    assert [pattern.pattern for pattern in _patterns(fact) if pattern.groups != 1] == []


@pytest.mark.parametrize("name", MISTAKES)
def test_wrong_sentence_slipped_into_a_document_is_caught(name):
    (fact,) = [fact for fact in FACTS if fact["fact"] == name]
    document = load_corpus(DATA).documents[0]
    mistaken = {document.id: _paragraphs(f"{document.text.rstrip()} {MISTAKES[name]}")}
    (line,) = _deviations(fact, mistaken)
    assert line.startswith(document.id)
    assert line.endswith(MISTAKES[name])
