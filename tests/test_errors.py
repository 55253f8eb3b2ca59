"""The tree of errors is the one that its module draws."""

import re

from rag import errors


def _drawn():
    """Return the parent of each error, by name, as the docstring draws the tree."""
    parents, above = {}, {}
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ([│ ├└─]*)(\w+Error)\b", line)
        if match:
            depth = len(match[1]) // 4
            above[depth] = match[2]
            parents[match[2]] = above.get(depth - 1, "Exception")
    return parents


def test_tree_in_the_docstring_is_the_tree_of_the_classes():
    classes = {n: c.__base__.__name__ for n, c in vars(errors).items() if isinstance(c, type)}
    assert _drawn() == classes
