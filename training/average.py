"""Average the weights of two readers of one line, which reads better than either (Wortsman et al. 2022).

python -m training.average FIRST.safetensors SECOND.safetensors --share 0.65 --out FOLDER
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main() -> None:
    """Write the average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, default=0.65, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    first, second, share = load_file(arguments.first), load_file(arguments.second), arguments.share
    state = {name: torch.lerp(first[name].float(), second[name].float(), share).half().contiguous() for name in first}
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_file(state, arguments.out / "reader.safetensors")


if __name__ == "__main__":
    main()
