"""The trained reader's network: question and passage in, a score for each sentence and each span of words out."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import nn

QUESTION_TOKENS = 64
HEADER_TOKENS = 48
PAIR_TOKENS = 320


@dataclass(frozen=True, slots=True)
class Pair:
    """A question beside a passage, as token ids.

    Attributes:
        ids: [CLS] question [SEP] title and heading, then the passage [SEP].
        types: 0 for the question's side, 1 for the passage's.
        sentences: (first, last + 1) token of each sentence; an empty range for one that was cut off.
        offsets: (start, end) of each token in the passage's text; (0, 0) outside the passage.
    """

    ids: list[int]
    types: list[int]
    sentences: list[tuple[int, int]]
    offsets: list[tuple[int, int]]


class SpanModel(nn.Module):
    """An encoder with three heads: start and end of the short answer, and whether a sentence answers.

    Position 0, [CLS], stands for "no short answer here" (Devlin et al. 2019 on SQuAD 2.0). A sentence's score is read
    from the mean of its tokens and stands on its own, so that scores compare across passages.
    """

    def __init__(self, encoder: nn.Module, width: int) -> None:
        """Put fresh heads on an encoder.

        Args:
            encoder: Called as BERT is, with a last hidden state (b, t, width).
            width: Of its states.
        """
        super().__init__()
        self.bert = encoder
        self.span = nn.Linear(width, 2)
        self.sentence = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 1))

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor, pooling: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the scores of a batch of pairs.

        Args:
            ids: (b, t) token ids.
            types: (b, t) 0 or 1.
            mask: (b, t) 1 where there is a token.
            pooling: (b, s, t) rows that average the tokens of each sentence; zero rows for padding.

        Returns:
            (b, t, 2) logits of start and end, and (b, s) logits of sentences.
        """
        states = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        sentences = pooling.to(states.dtype) @ states
        whole = states[:, :1].expand_as(sentences)
        return self.span(states), self.sentence(torch.cat([sentences, whole], dim=-1)).squeeze(-1)


def pair_of(tokenizer: Tokenizer, question: str, header: str, text: str, sentences: Sequence[tuple[int, int]]) -> Pair:
    """Return a question and a passage as one pair, cut to ``PAIR_TOKENS``.

    Args:
        tokenizer: The encoder's, without truncation or padding.
        question: The question.
        header: The passage's title and heading.
        text: The passage.
        sentences: (start, end) of each sentence in the text.
    """
    cls, sep = tokenizer.encode("").ids  # an empty text is [CLS] [SEP]
    # Of a long question its end is kept: what is asked stands there, what it is about before it.
    asked = tokenizer.encode(question, add_special_tokens=False).ids[-QUESTION_TOKENS:]
    head = tokenizer.encode(header, add_special_tokens=False).ids[:HEADER_TOKENS]
    body = tokenizer.encode(text, add_special_tokens=False)
    left = [cls, *asked, sep, *head, sep]
    room = PAIR_TOKENS - len(left) - 1
    ids = [*left, *body.ids[:room], sep]
    offsets = [(0, 0)] * len(left) + list(body.offsets[:room]) + [(0, 0)]
    types = [0] * (len(asked) + 2) + [1] * (len(ids) - len(asked) - 2)
    return Pair(ids, types, [_tokens_of(span, offsets, len(left)) for span in sentences], offsets)


def batch_of(pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the four inputs of ``SpanModel.forward`` for pairs, padded to the longest."""
    tokens = max(len(pair.ids) for pair in pairs)
    count = max(len(pair.sentences) for pair in pairs)
    ids, types = (
        torch.zeros(len(pairs), tokens, dtype=torch.long),
        torch.zeros(len(pairs), tokens, dtype=torch.long),
    )
    mask, pooling = torch.zeros(len(pairs), tokens), torch.zeros(len(pairs), count, tokens)
    for row, pair in enumerate(pairs):
        ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
        types[row, : len(pair.ids)] = torch.tensor(pair.types)
        mask[row, : len(pair.ids)] = 1
        for sentence, (first, end) in enumerate(pair.sentences):
            if first < end:
                pooling[row, sentence, first:end] = 1 / (end - first)
    return ids, types, mask, pooling


def _tokens_of(span: tuple[int, int], offsets: Sequence[tuple[int, int]], first: int) -> tuple[int, int]:
    inside = [i for i in range(first, len(offsets) - 1) if span[0] <= offsets[i][0] < span[1]]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
