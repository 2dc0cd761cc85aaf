"""The files that are measured: production code without tests and migrations, tests, templates."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("shipments", "customs", "tracker", "launcher")


@cache
def product() -> list[Path]:
    """The product's own files."""
    found = (path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tests() -> list[Path]:
    """The tests and what they stand on."""
    return sorted((ROOT / "tests").rglob("*.py"))


@cache
def lines(path: Path) -> list[str]:
    """A file's lines."""
    return path.read_text().splitlines()


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, nested ones and methods too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def module(path: Path) -> str:
    """`shipments/orders/models.py` as `shipments.orders.models`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
