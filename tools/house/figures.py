"""Each figure of the house: how it is measured, what it should be."""

import fnmatch
import re
import tomllib
from ast import AST, ClassDef, Constant, FunctionDef, walk
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import grimp
from django.apps import apps

from tools.house import sources
from tools.house.sources import ROOT

STATUS_FIELDS = {"status", "movement", "export_clearance", "import_clearance"}
ENUMERATIONS = {"TextChoices", "StatusChoices", "StrEnum", "Enum"}


@dataclass(frozen=True)
class Figure:
    """What was measured, what it should be at most (or at least), and where it is worst."""

    name: str
    value: float
    goal: float
    at_least: bool = False
    worst: str = ""

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def measure() -> Iterator[Figure]:
    """Every figure, in the order of the table."""
    yield from _sizes()
    yield _mutual_pairs()
    yield _skips()
    yield _untyped()
    yield _test_ratio()
    yield _unnamed_actions()
    yield _status_literals()
    yield _template_lines()
    yield _coverage_gate()


def _sizes() -> Iterator[Figure]:
    files = {len(sources.lines(path)): path for path in sources.product()}
    sizes = sorted(len(sources.lines(path)) for path in sources.product())
    yield Figure("file lines, median", median(sizes), 100)
    yield Figure("file lines, largest", sizes[-1], 500, worst=_short(files[sizes[-1]]))
    spans = {
        (node.end_lineno or node.lineno) - node.lineno + 1: f"{_short(path)}:{node.lineno}"
        for path in sources.product()
        for node in sources.functions(path)
    }
    every = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources.product()
        for node in sources.functions(path)
    )
    yield Figure("function lines, median", median(every), 10)
    yield Figure("function lines, 90th percentile", every[int(len(every) * 0.9)], 30)
    yield Figure("function lines, largest", every[-1], 60, worst=spans[every[-1]])


def _mutual_pairs() -> Figure:
    """Pairs of topics (folders or modules of the second level) that import each other."""
    graph = grimp.build_graph(
        *(name for name in sources.PRODUCT if name != "launcher"), cache_dir=None
    )
    pairs: dict[tuple[str, str], set[bool]] = {}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            item, other = _topic(importer), _topic(imported)
            if item != other and "migrations" not in importer:
                low, high = sorted((item, other))
                pairs.setdefault((low, high), set()).add(item < other)
    mutual = sorted(" <-> ".join(pair) for pair, ways in pairs.items() if len(ways) == 2)
    return Figure("mutual pairs of topics", len(mutual), 0, worst=", ".join(mutual[:3]))


def _topic(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _skips() -> Figure:
    mark = re.compile(r"#\s*fmt:\s*(skip|off)")
    found = [
        path
        for path in (*sources.product(), *sources.tests(), *sorted((ROOT / "tools").rglob("*.py")))
        for line in sources.lines(path)
        if mark.search(line) and "re.compile" not in line
    ]
    return Figure("lines kept from the formatter", len(found), 0, worst=_most(found))


def _untyped() -> Figure:
    """Lines of modules whose errors mypy is told to ignore."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    ignored = [
        setting["module"] for setting in settings["overrides"] if setting.get("ignore_errors")
    ]
    patterns = [pattern for group in ignored for pattern in group]
    found = [
        path
        for path in sources.product()
        if any(fnmatch.fnmatch(sources.module(path) + ".", pattern + "*") for pattern in patterns)
    ]
    return Figure("lines without a type check", sum(len(sources.lines(path)) for path in found), 0)


def _test_ratio() -> Figure:
    mine = sum(len(sources.lines(path)) for path in sources.product())
    theirs = sum(len(sources.lines(path)) for path in sources.tests())
    return Figure("test lines per product line", round(theirs / mine, 2), 0.9, at_least=True)


def _unnamed_actions() -> Figure:
    missing = unnamed_actions()
    return Figure("actions that no test names", len(missing), 0, worst=", ".join(missing[:3]))


def unnamed_actions() -> list[str]:
    """Public functions of `actions.py` and its like (they take `by` by name) that no test names."""
    words = {word for path in sources.tests() for word in re.findall(r"\w+", path.read_text())}
    return [
        f"{_short(path)}:{node.name}"
        for path in sources.product()
        for node in sources.tree(path).body
        if isinstance(node, FunctionDef) and _is_action(node) and node.name not in words
    ]


def _is_action(node: FunctionDef) -> bool:
    by_name = {argument.arg for argument in node.args.kwonlyargs}
    return not node.name.startswith("_") and {"by", "at"} <= by_name


def _status_literals() -> Figure:
    """Words of a status, spelled as text outside the enumerations."""
    values = set(_statuses())
    found = [
        path
        for path in sources.product()
        if path.parts[len(ROOT.parts)] in ("shipments", "customs")
        for text in _texts(sources.tree(path))
        if text in values
    ]
    return Figure("statuses spelled as text", len(found), 40, worst=_most(found))


def _texts(tree: AST) -> Iterator[Any]:
    """Every text of a file that stands in no enumeration."""
    inside = {
        id(child)
        for node in walk(tree)
        if isinstance(node, ClassDef)
        and ENUMERATIONS & {getattr(b, "attr", getattr(b, "id", "")) for b in node.bases}
        for child in walk(node)
    }
    for node in walk(tree):
        if isinstance(node, Constant) and id(node) not in inside:
            yield node.value


def _statuses() -> Iterator[str]:
    """Every value of every status in the database."""
    for label in ("shipments", "customs"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if field.name in STATUS_FIELDS:
                    yield from (value for value, _ in field.flatchoices)


def _template_lines() -> Figure:
    """Lines of all templates for each page (what extends a frame): 4,500 for 69 pages."""
    files = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    pages = sum("{% extends" in path.read_text() for path in files)
    total = sum(len(sources.lines(path)) for path in files)
    return Figure("template lines for each page", round(total / pages, 1), 65)


def _coverage_gate() -> Figure:
    """The share of lines that `make test` demands to be run; it fails below it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    report = settings.get("coverage", {}).get("report", {})
    return Figure("coverage that is demanded, %", report.get("fail_under", 0), 92, at_least=True)


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _most(paths: list[Path]) -> str:
    return ", ".join(f"{_short(path)} {count}" for path, count in Counter(paths).most_common(3))
