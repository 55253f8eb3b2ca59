"""Measures of the reader's network, against figures worked out by hand."""

import pytest
from tiny_library import HashEncoder

from rag.config import ChunkingSettings
from rag.evaluation.reading import RowOutcome, best_threshold, read_rows, summarise_reading, token_f1
from rag.evaluation.rows import Row
from rag.reader.judgement import Judgement

CONTEXT = "Stalin ruled. Lenin died in 1924. Trotsky left in 1929."


def _row(question, *answers, title="The_party"):
    found = [{"text": text, "start": CONTEXT.index(text)} for text in answers]
    return Row.of({"id": question, "title": title, "question": question, "context": CONTEXT, "answers": found})


class LastWord:
    """Takes the last word of each sentence for its answer and believes in what shares words with the question."""

    def judge(self, question, hits):
        judged = {}
        for hit in hits:
            for sentence in hit.passage.sentences:
                start = sentence.text.rindex(" ") + 1
                words = sentence.part(start, len(sentence.text) - 1)
                shared = len(set(question.lower().split()) & set(sentence.text.lower().split()))
                judged[sentence] = Judgement(shared - 1.5, words, shared - 1.5)
        return judged


def _read(*rows):
    return read_rows(LastWord(), HashEncoder(), rows, chunking=ChunkingSettings(), progress=iter)


@pytest.mark.parametrize(
    ("words", "answer", "f1"),
    [
        ("The 14 November 1927", "14 November 1927.", 1.0),
        ("in 1924", "1924", 2 / 3),
        ("1929", "1924", 0.0),
        ("the", "an", 1.0),
        ("the", "1924", 0.0),
    ],
)
def test_f1_as_squad_counts_it(words, answer, f1):
    assert token_f1(words, answer) == pytest.approx(f1)


def test_words_and_sentence_of_the_gold_passage_are_held_against_its_answers():
    right, wrong = _read(_row("when lenin died", "1924"), _row("when lenin died", "1929"))
    assert (right.words, right.f1, right.exact_match, right.is_sentence_right) == ("1924", 1.0, 1.0, True)
    assert (wrong.words, wrong.f1, wrong.exact_match, wrong.is_sentence_right) == ("1924", 0.0, 0.0, False)


def _outcome(belief, *, gold="x", words="x", title="t"):
    return RowOutcome((gold,) if gold else (), words, belief, True, title)


def test_threshold_gives_the_best_mean():
    outcomes = [_outcome(3.0), _outcome(2.0), _outcome(1.0, gold=""), _outcome(0.5, words="y"), _outcome(0.0, gold="")]
    assert best_threshold(outcomes) == 2.0
    assert best_threshold([_outcome(1.0, gold="")]) == float("inf")


def test_threshold_of_one_half_is_used_on_the_other():
    # By its own threshold either half would be right throughout; by the other's each loses one of two.
    low = [_outcome(1.0, title="a"), _outcome(0.0, gold="", title="a")]
    high = [_outcome(3.0, title="b"), _outcome(2.0, gold="", title="b")]
    report = summarise_reading([*low, *high])
    assert report["f1_at_threshold"]["mean"] == 0.5
    assert report["unanswerable_accuracy"]["mean"] == 0.5
    assert report["auroc"] == 0.75
    assert report["always_abstaining"] == 0.5


def test_intervals_are_those_of_the_articles():
    outcomes = [_outcome(1.0, words="xy"[n // 5 % 2], title=str(n // 5)) for n in range(100)]
    assert summarise_reading(outcomes)["answerable_f1"]["groups"] == 20
    low, high = summarise_reading(outcomes)["answerable_f1"]["interval"]
    assert high - low > 0.35  # of 100 rows one by one it would be .2


def test_rows_that_are_all_answered_have_no_threshold():
    report = summarise_reading(_read(_row("when lenin died", "1924"), _row("trotsky left", "Trotsky")))
    assert report["answerable_f1"]["mean"] == 0.5
    assert report["sentence_precision"]["mean"] == 1.0
    assert not {"auroc", "f1_at_threshold", "unanswerable_accuracy"} & report.keys()
