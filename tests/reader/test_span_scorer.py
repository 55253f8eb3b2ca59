"""The shipped weights: checked before they are loaded, and worth their size."""

import pytest

from rag.errors import EncoderError
from rag.reader.span_scorer import READER_WEIGHTS, SpanScorer
from rag.types import Document, Hit, Passage, Span

pytestmark = pytest.mark.slow

TEXT = (
    "Trotsky was expelled from the party on 14 November 1927. "
    "Trotsky wrote a history of the revolution. "
    "Kirov was shot in the Smolny in Leningrad."
)
CUTS = [(0, 56), (57, 99), (100, 142)]


@pytest.fixture(scope="module")
def scorer():
    return SpanScorer.load()


@pytest.fixture(scope="module")
def hit():
    document = Document("a.md", "Notes", "a.md", TEXT)
    return Hit(Passage.of([Span(document, a, b) for a, b in CUTS], "", row=0), 1.0, 1, {})


def _best(scorer, question, hit):
    judgements = scorer.judge(question, [hit])
    return max(judgements, key=lambda sentence: judgements[sentence].logit), judgements


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the party throw Trotsky out?", 0),
        ("What did Trotsky write?", 1),
        ("Where was Kirov killed?", 2),
    ],
)
def test_sentence_that_answers_is_judged_best(scorer, hit, question, sentence):
    best, _ = _best(scorer, question, hit)
    assert best == hit.passage.sentences[sentence]


def test_short_answer_lies_in_its_sentence(scorer, hit):
    best, judgements = _best(scorer, "When was Trotsky expelled from the party?", hit)
    assert judgements[best].short is not None
    assert judgements[best].short.text.endswith("14 November 1927")


def test_judgements_repeat(scorer, hit):
    assert scorer.judge("Who was shot?", [hit]) == scorer.judge("Who was shot?", [hit])


def test_other_weights_are_refused(tmp_path):
    damaged = bytearray(READER_WEIGHTS.read_bytes())
    damaged[-1] ^= 1
    path = tmp_path / "reader.safetensors"
    path.write_bytes(damaged)
    with pytest.raises(EncoderError, match="expected"):
        SpanScorer.load(path)


def test_missing_weights_are_named_without_their_folder(tmp_path):
    with pytest.raises(EncoderError, match=r"reader\.safetensors cannot be read") as caught:
        SpanScorer.load(tmp_path / "reader.safetensors")
    assert str(tmp_path) not in str(caught.value)
