"""One clock: no test asks what time it is before it begins."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
CLOCKS = {"now", "today", "utcnow"}


def asked_at_import(tree: ast.AST) -> Iterator[int]:
    """The lines on which a clock is asked while the module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in CLOCKS:
            yield node.lineno
        yield from asked_at_import(node)


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS))
)
def test_no_test_asks_the_clock_while_it_is_imported(path):
    assert list(asked_at_import(ast.parse(path.read_text()))) == []


def test_a_clock_asked_at_import_is_found_and_one_asked_in_a_test_is_not():
    text = "AT = {1: timezone.now()}\ndef test():\n    timezone.now()\n"

    assert list(asked_at_import(ast.parse(text))) == [1]
