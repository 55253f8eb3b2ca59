"""What the network is trained towards, with and without a teacher."""

import math

import pytest
import torch

from rag.reader.span_model import Pair
from training.groups import IGNORED, LabelledPassage
from training.losses import TAUGHT, loss_of

# [CLS] q [SEP] [SEP], two sentences of two tokens each, [SEP]
PAIR = Pair(
    [2, 9, 3, 3, 11, 12, 13, 14, 3],
    [0, 0, 0, 1, 1, 1, 1, 1, 1],
    [(4, 6), (6, 8)],
    [(0, 0)] * 4 + [(0, 1), (2, 3), (4, 5), (6, 7)] + [(0, 0)],
)


def _passage(*labels, taught=None, spans=None):
    return LabelledPassage("", "a b c d", [(0, 4), (4, 7)], list(labels), spans, taught)


def _losses(logits, *passages, groups=None):
    """Return the loss where the network gives these logits to the sentences, and its gradient."""
    sentences = torch.tensor(logits, requires_grad=True)
    spans = torch.zeros(len(passages), len(PAIR.ids), 2)
    batch = ([PAIR] * len(passages), list(passages), groups or [0] * len(passages))
    loss = loss_of(lambda *inputs: (spans, sentences), batch)
    loss.backward()
    return loss.item(), sentences.grad.tolist()


def test_loss_without_a_teacher_is_entropy_and_choice():
    loss, _ = _losses([[0.0, 0.0]], _passage(1, 0))
    assert loss == pytest.approx(math.log(2) + math.log(2))


def test_choice_is_among_all_passages_of_a_question_and_of_no_other():
    together, _ = _losses([[0.0, 0.0], [0.0, 0.0]], _passage(1, 0), _passage(0, 0))
    apart, _ = _losses([[0.0, 0.0], [0.0, 0.0]], _passage(1, 0), _passage(0, 0), groups=[0, 1])
    assert together == pytest.approx(math.log(2) + math.log(4))
    assert apart == pytest.approx(math.log(2) + math.log(2))


def test_sentence_of_which_nothing_is_known_teaches_nothing():
    _, gradient = _losses([[1.0, 5.0]], _passage(0, IGNORED))
    assert gradient[0][0] > 0
    assert gradient[0][1] == 0


def test_teacher_is_followed_where_nothing_else_is_known():
    _, gradient = _losses([[0.0, 0.0]], _passage(0, IGNORED, taught=[-9.0, 9.0]))
    assert gradient[0][1] < 0


def test_teacher_who_doubts_a_label_weakens_it():
    _, alone = _losses([[0.0, 0.0]], _passage(0, 0))
    _, doubted = _losses([[0.0, 0.0]], _passage(0, 0, taught=[4.0, -9.0]))
    assert alone[0][0] > 0 > doubted[0][0]
    assert doubted[0][1] == pytest.approx(alone[0][1], abs=1e-3)


def test_both_losses_are_drawn_by_the_teachers_share_towards_its_judgement():
    passage = _passage(1, 0, taught=[0.0, 0.0])
    loss, _ = _losses([[1.0, 0.0]], passage)
    sure, unsure = math.log(1 + math.exp(-1)), math.log(1 + math.e)
    doubt = TAUGHT / 2  # the teacher holds both for as likely as not
    sentences = ((1 - doubt) * sure + doubt * unsure + math.log(2)) / 2
    choice = (1 - doubt) * sure + doubt * unsure
    assert loss == pytest.approx(sentences + choice)


def test_sentence_that_the_teacher_did_not_see_is_taught_by_its_label_alone():
    seen, _ = _losses([[1.0, 0.0]], _passage(1, 0))
    unseen, _ = _losses([[1.0, 0.0]], _passage(1, 0, taught=[None, None]))
    assert unseen == seen


def test_short_answer_is_drawn_to_its_words_and_else_to_none():
    spans = torch.zeros(1, len(PAIR.ids), 2, requires_grad=True)
    for words, expected in (([(4, 5)], 6), ([], 0)):
        passage = _passage(IGNORED, IGNORED, spans=words)
        loss_of(lambda *inputs: (spans, torch.zeros(1, 2)), ([PAIR], [passage], [0])).backward()
        assert (spans.grad[0] < 0).nonzero().tolist() == [[expected, 0], [expected, 1]]
        spans.grad = None
