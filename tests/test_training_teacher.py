"""What a teacher thinks of passages, written down and read again."""

import json

import pytest
import torch
from tiny_model import make_model

from rag.reader.span_scorer import load_tokenizer
from training.groups import Group, LabelledPassage
from training.networks import new_model, save
from training.teacher import Teacher, key_of, teach


def _passage(text):
    return LabelledPassage("Title", text, [(0, len(text))], [0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("teacher") / "encoder")


@pytest.fixture(scope="module")
def teacher(folder):
    torch.manual_seed(3)
    return Teacher(new_model(folder, None), load_tokenizer(folder), cores=2)


def test_judgement_does_not_depend_on_what_is_judged_beside(teacher):
    asked = [(f"who was {n}?", _passage("it was " + "long " * (n % 7) + str(n))) for n in range(40)]
    together = teacher.judge(asked)
    assert len({logits[0] for logits in together}) > 1
    for one, logits in zip(asked[::9], together[::9], strict=True):
        assert teacher.judge([one])[0] == pytest.approx(logits, abs=0.02)


def test_saved_network_is_the_same_network(folder, tmp_path):
    model = new_model(folder, None)
    save(model, tmp_path)
    again = new_model(folder, tmp_path / "reader.safetensors").state_dict()
    assert all(torch.allclose(weights, again[name], atol=1e-3) for name, weights in model.state_dict().items())


@pytest.mark.parametrize("frozen", [0, 1])
def test_word_embeddings_never_learn_and_frozen_layers_do_not(folder, frozen):
    learns = {
        name for name, weights in new_model(folder, None, frozen=frozen).named_parameters() if weights.requires_grad
    }
    assert "bert.embeddings.word_embeddings.weight" not in learns
    assert any("encoder.layer.0" in name for name in learns) == (not frozen)
    assert "span.weight" in learns


def test_line_that_was_broken_off_is_judged_again(tmp_path):
    path = tmp_path / "judgements.jsonl"
    group = Group("who?", [_passage("right")])
    whole = json.dumps({"key": key_of("who?", group.passages[0]), "logits": [0.5]}) + "\n"
    path.write_text(whole + whole[:20])
    assert teach([group], [path]) == 1
    assert path.read_text() == whole


def test_sentence_that_was_cut_off_is_not_judged(teacher):
    text = "long " * 400
    passage = LabelledPassage("", text + "End.", [(0, len(text)), (len(text), len(text) + 4)], [0, 0])
    ((seen, unseen),) = teacher.judge([("who?", passage)])
    assert seen is not None
    assert unseen is None


def test_passages_are_taught_and_rivals_that_were_not_judged_left_out(teacher, tmp_path):
    group = Group("who?", [_passage("right")], [_passage("wrong"), _passage("wrong too")])
    judged = [group.passages[0], group.rivals[1]]
    path = tmp_path / "judgements.jsonl"
    path.write_text("".join(json.dumps({"key": key_of("who?", p), "logits": [0.5]}) + "\n" for p in judged))
    other = Group("who else?", [_passage("right")], [_passage("wrong")])
    assert teach([group, other], [path]) == 2
    assert [p.taught for p in (*group.passages, *group.rivals)] == [[0.5], [0.5]]
    assert group.rivals == judged[1:]
    assert other.passages[0].taught is None
    assert len(other.rivals) == 1


def test_of_several_teachers_the_mean_is_taught(tmp_path):
    passage, other = _passage("one. two."), _passage("three.")
    passage.sentences = [(0, 4), (5, 9)]
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    key = key_of("who?", passage)
    first.write_text(
        json.dumps({"key": key, "logits": [1.0, 2.0]}) + "\n"
        + json.dumps({"key": key_of("who?", other), "logits": [1.0]}) + "\n"
    )  # fmt: skip
    second.write_text(json.dumps({"key": key, "logits": [4.0, None]}) + "\n")
    assert teach([Group("who?", [passage, other])], [first, second]) == 1
    assert passage.taught == [2.5, None]
    assert other.taught is None
