"""The network's inputs: tokens of question and passage, sentences and offsets."""

import pytest
import torch
from tokenizers import Tokenizer

from rag.encoder import PACKAGED, model_folder
from rag.reader.span_model import PAIR_TOKENS, batch_of, pair_of

TEXT = "Lenin fell ill. Stalin won 😀."
SENTENCES = [(0, 15), (16, 29)]


@pytest.fixture(scope="module")
def tokenizer():
    tokenizer = Tokenizer.from_file(str(model_folder(PACKAGED) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _words(tokenizer, ids):
    return [tokenizer.id_to_token(i) for i in ids]


def test_pair_is_question_header_and_passage_between_separators(tokenizer):
    pair = pair_of(tokenizer, "Who won?", "The end", TEXT, SENTENCES)
    words = _words(tokenizer, pair.ids)
    assert words[:10] == ["[CLS]", "who", "won", "?", "[SEP]", "the", "end", "[SEP]", "lenin", "fell"]
    assert words[-1] == "[SEP]"
    assert pair.types == [0] * 5 + [1] * (len(words) - 5)


def test_sentences_cover_their_own_tokens(tokenizer):
    pair = pair_of(tokenizer, "Who won?", "", TEXT, SENTENCES)
    words = _words(tokenizer, pair.ids)
    first, end = pair.sentences[0]
    assert words[first:end] == ["lenin", "fell", "ill", "."]
    assert words[pair.sentences[1][0]] == "stalin"


def test_offsets_point_at_the_words_of_the_passage(tokenizer):
    pair = pair_of(tokenizer, "Who won?", "", TEXT, SENTENCES)
    first, end = pair.sentences[1]
    assert TEXT[pair.offsets[first][0] : pair.offsets[end - 1][1]] == "Stalin won 😀."


def test_sentence_that_was_cut_off_has_no_tokens(tokenizer):
    text = "word " * PAIR_TOKENS + "end."
    pair = pair_of(tokenizer, "Who won?", "", text, [(0, len(text) - 4), (len(text) - 4, len(text))])
    assert len(pair.ids) == PAIR_TOKENS
    assert pair.sentences[1] == (0, 0)


def test_pooling_averages_the_tokens_of_each_sentence(tokenizer):
    pairs = [pair_of(tokenizer, "Who won?", "", TEXT, SENTENCES), pair_of(tokenizer, "Why?", "", "Luck.", [(0, 5)])]
    ids, types, mask, pooling = batch_of(pairs)
    assert ids.shape == types.shape == mask.shape == (2, len(pairs[0].ids))
    assert torch.allclose(pooling.sum(dim=2), torch.tensor([[1.0, 1.0], [1.0, 0.0]]))
    assert mask.sum(dim=1).tolist() == [len(pair.ids) for pair in pairs]
