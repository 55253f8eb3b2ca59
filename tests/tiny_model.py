"""A sentence-transformers model of random weights, small enough to make anew: what the real encoder's class loads."""

import string
import sys
from pathlib import Path

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def make_model(folder: Path) -> Path:
    """Write the model to a folder and return it."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder.mkdir(parents=True)
    characters = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join([*SPECIAL, *characters, *(f"##{c}" for c in characters)]), encoding="utf-8")
    torch.manual_seed(1)
    size = len(SPECIAL) + 2 * len(characters)
    config = BertConfig(
        vocab_size=size, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(vocabulary), do_lower_case=True).save_pretrained(folder)
    return folder


if __name__ == "__main__":
    make_model(Path(sys.argv[1]))
