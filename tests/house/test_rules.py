"""What sellers and buyers type is judged by the rules of its topic, never by an interface."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = "shipments.numbers"
# What people type; numbers of airlines, parcels and messages are read by their formats.
TYPED = {"companies", "contacts", "goods", "own", "pieces", "texts"}
CHECKS = ("valid_", "can_")


def imported_checks(path: Path) -> Iterator[str]:
    """The checks of what people type that a file imports; a whole module is all its checks."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if module_of(one.name) in TYPED)
        elif isinstance(node, ast.ImportFrom) and node.module == NUMBERS:
            yield from (one.name for one in node.names if one.name in TYPED)
        elif isinstance(node, ast.ImportFrom) and module_of(node.module or "") in TYPED:
            yield from (one.name for one in node.names if one.name.startswith(CHECKS))


def module_of(name: str) -> str:
    return name.removeprefix(f"{NUMBERS}.") if name.startswith(f"{NUMBERS}.") else ""


def test_nobody_but_the_rules_of_a_topic_calls_the_checks_of_numbers():
    files = [path for app in ("shipments", "customs") for path in (ROOT / app).rglob("*.py")]
    callers = {
        str(path.relative_to(ROOT)): checks
        for path in files
        if path.parent.name != "numbers" and (checks := sorted(imported_checks(path)))
    }

    assert set(callers) == {
        "shipments/catalogue/rules.py",
        "shipments/orders/rules.py",
        "shipments/parties/rules.py",
        "shipments/stock/rules.py",
    }
