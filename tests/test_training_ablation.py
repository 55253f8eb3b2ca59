"""What the variants of the training leave out, and what is written down of them."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from tiny_model import make_model

from training import ablation
from training.ablation import Variant, ablate, measure, mixture_of, table, train, variants_of
from training.groups import Group, LabelledPassage
from training.losses import LossWeights
from training.networks import WEIGHTS, save

SOURCES = {
    "rows": ([Group(f"row {n}?", []) for n in range(40)], 0.5),
    "ours": ([Group(f"ours {n}?", []) for n in range(60)], 1.0),
}


def _learnable(count):
    passage = LabelledPassage("Title", "It was Lenin. It rained.", [(0, 13), (14, 24)], [1, 0], [(7, 12)])
    rival = LabelledPassage("Title", "It was late.", [(0, 12)], [0])
    return {"ours": ([Group(f"Who was it, {n}?", [passage], [rival]) for n in range(count)], 1.0)}


def test_each_source_and_each_loss_has_a_variant():
    variants = {variant.name: variant for variant in variants_of(list(SOURCES))}
    assert variants["everything"] == Variant("everything")
    assert variants["without rows"].without == ("rows",)
    assert variants["without the loss of spans"].weights == LossWeights(span=0.0)
    assert len({replace(variant, name="") for variant in variants.values()}) == len(variants)


@pytest.mark.parametrize(("without", "drawn"), [((), [10, 30]), (("rows",), [40]), (("ours",), [40])])
def test_what_is_left_out_is_made_up_for_by_the_others(without, drawn):
    mixture = mixture_of(Variant("any", without=without), SOURCES, 40)
    assert [round(share * len(groups)) for groups, share in mixture] == drawn


def test_no_more_is_drawn_than_there_is():
    assert [share for _, share in mixture_of(Variant("any"), SOURCES, 1000)] == [1.0, 1.0]


def test_groups_that_are_read_twice_are_half_as_many(tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(ablation, "batches", lambda groups, *args, **options: read.append(groups) or iter([]))
    train(Variant("any", rounds=2), _learnable(8), make_model(tmp_path / "encoder"), groups=8, cores=1)
    assert [len(groups) for groups in read] == [4, 4]
    assert read[0] == read[1]


def test_variant_begins_with_the_weights_that_are_given(tmp_path):
    folder = make_model(tmp_path / "encoder")
    torch.manual_seed(1)
    begun = ablation.new_model(folder, None)
    save(begun, tmp_path / "begun")
    as_it_began = next(v for v in variants_of([]) if v.name == "as it began")
    start = tmp_path / "begun" / WEIGHTS
    kept = train(as_it_began, _learnable(8), folder, groups=8, cores=1, start=start)._model
    assert torch.allclose(kept.span.weight.float(), begun.span.weight, atol=0.01)


def test_loss_that_is_left_out_teaches_nothing(tmp_path):
    folder = make_model(tmp_path / "encoder")
    torch.manual_seed(Variant("any").seed)
    fresh = ablation.new_model(folder, None).span.bias
    learnt = {
        weight: train(
            Variant("any", weights=LossWeights(span=weight), rate=0.01), _learnable(8), folder, groups=8, cores=1
        )._model.span.bias
        for weight in (0.5, 0.0)
    }
    assert not torch.allclose(learnt[0.5].float(), fresh, atol=0.003)
    assert torch.allclose(learnt[0.0].float(), fresh, atol=0.003)


def test_measures_are_of_the_best_sentence(tmp_path):
    questions = [
        SimpleNamespace(written_out=q, is_answerable=q != "c", is_answered_by=lambda s: "right" in s) for q in "abc"
    ]
    logits = {"a": {"right": 2.0, "wrong": 1.0}, "b": {"right": 1.0, "wrong": 3.0}, "c": {"wrong": 2.5}}
    scorer = SimpleNamespace(
        judge=lambda question, _: {s: SimpleNamespace(logit=x) for s, x in logits[question].items()}
    )
    figures = measure(scorer, {"dev": [(question, []) for question in questions]})
    assert figures == {"dev, first": 0.5, "dev, AUROC": 0.5}


def test_variant_that_is_written_down_is_not_done_again(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(ablation.SentenceTransformerEncoder, "load", lambda settings: None)
    monkeypatch.setattr(ablation, "measured_sets", lambda encoder: {})
    monkeypatch.setattr(ablation, "rows_of", lambda path: [])
    monkeypatch.setattr(ablation, "train", lambda variant, *args, **options: done.append(variant.name))
    monkeypatch.setattr(ablation, "_measure_rows", lambda *args: {"rows, F1": 0.5})
    out = tmp_path / "variants.jsonl"
    for _ in range(2):
        ablate(SOURCES, tmp_path / "rows", out, groups=5, cores=1, only=["everything", "without rows"])
    assert done == ["everything", "without rows"]
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert table(lines).splitlines() == [
        "| variant | rows, F1 |",
        "| --- | --- |",
        "| everything | .500 |",
        "| without rows | .500 |",
    ]
