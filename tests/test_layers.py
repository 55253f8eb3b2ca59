"""Each module imports from lower floors alone: design.md draws the house, this holds it up."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = (
    {"types", "errors", "asgi", "controls"},
    {"config", "anchors", "messages", "guesses", "folding"},
    {"loaders", "sentences", "encoder", "search", "wire", "teacher"},
    {"chunking", "names", "catalogue", "storage", "feedback"},
    {"library"},
    {"retriever", "indexing", "finding"},
    {"reader", "conversation"},
    {"answering"},
    {"engine", "evaluation"},
    {"api", "ui", "guard"},
    {"server", "commands"},
    {"cli"},
    {"__main__", "app"},
)
FLOOR_BY_PART = {part: floor for floor, parts in enumerate(FLOORS) for part in parts}


def _name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _modules():
    paths = [*sorted((ROOT / "rag").rglob("*.py")), ROOT / "app.py"]
    return {_name(path): path for path in paths}


MODULES = _modules()


def _imports(path):
    """Return the modules of rag that a file names in an import, at whatever depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in full if name in MODULES} or {node.module}
    return {name for name in found if name.split(".")[0] in ("rag", "app")}


def _part(module):
    names = module.split(".")
    return names[1] if len(names) > 1 and names[0] == "rag" else names[0]


@pytest.mark.parametrize("module", [m for m in MODULES if m != "rag"])
def test_module_has_a_floor(module):
    assert _part(module) in FLOOR_BY_PART


@pytest.mark.parametrize("module", [m for m in MODULES if m != "rag"])
def test_module_imports_from_lower_floors_or_its_own_package(module):
    wrong = [
        other
        for other in _imports(MODULES[module])
        if other != "rag" and _part(other) != _part(module) and _floor(other) >= _floor(module)
    ]
    assert wrong == []


def test_package_itself_imports_nothing_of_rag():
    assert _imports(MODULES["rag"]) == set()


def test_no_modules_import_each_other_in_a_circle():
    waiting = {module: _imports(path) & MODULES.keys() - {module} for module, path in MODULES.items()}
    while free := {module for module, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {module: needs for module, needs in waiting.items() if module not in free}
    assert waiting == {}


def _floor(module):
    return FLOOR_BY_PART[_part(module)]
