"""The shape of the code: sizes, words, first sentences."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE, MAX_FUNCTION = 500, 60
FORBIDDEN = {"utils", "common", "core", "helpers", "extras", "misc"}


def sources() -> list[Path]:
    folders = ("shipments", "customs", "tracker", "launcher", "tools")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_named_by_what_it_is_and_says_what_lives_there(path):
    text = path.read_text()
    tree = ast.parse(text)

    assert text.count("\n") <= MAX_FILE
    assert not FORBIDDEN & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not text.strip() or ast.get_docstring(tree), "begin with one sentence on what lives here"
    long = [f.name for f in functions(tree) if (f.end_lineno or 0) - f.lineno >= MAX_FUNCTION]
    assert long == []
