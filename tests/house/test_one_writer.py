"""Only Lifecycle.move and the fold write a status."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {"shipments/lifecycle.py", "shipments/tracking/fold.py"}
STATUSES = {"status", "movement", "export_clearance", "import_clearance"}


def sources() -> Iterator[Path]:
    for folder in ("shipments", "customs", "tracker"):
        yield from (p for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts)


def writes(tree: ast.AST) -> Iterator[int]:
    """Lines that assign a status attribute, update(status=...), or setattr it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(t, ast.Attribute) and t.attr in STATUSES for t in targets):
                yield node.lineno
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "update" and any(word.arg in STATUSES for word in node.keywords):
                yield node.lineno
            if name == "setattr" and len(node.args) > 1:
                word = node.args[1]
                if isinstance(word, ast.Constant) and word.value in STATUSES:
                    yield node.lineno


def test_a_status_is_written_in_two_files_only():
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line in writes(ast.parse(path.read_text()))
    }

    assert {one for one in found if one.partition(":")[0] not in WRITERS} == set()


def test_the_check_sees_a_forbidden_write():
    bad = "order.status = 'paid'\nOrder.objects.update(status='paid')\nsetattr(o, 'status', 1)"

    assert len(list(writes(ast.parse(bad)))) == 3
