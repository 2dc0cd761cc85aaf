"""Draws the stack of topics from the import contracts into docs/architecture.md.

`python -m tools.drawing update | check`: a topic's sentence is the first of its own docstring.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- the stack, drawn from pyproject.toml by `make drawing` -->", "<!-- end -->"


def drawing() -> str:
    """Every layer of both stacks, the highest first: each topic with its sentence."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    lines = []
    for contract in contracts["contracts"]:
        if contract["type"] == "layers" and contract.get("exhaustive"):
            [container] = contract["containers"]
            lines += [f"{container}/", *_layers(container, contract["layers"]), ""]
    return "\n".join(["```text", *lines[:-1], "```"])


def _layers(container: str, layers: list[str]) -> Iterator[str]:
    for place, layer in enumerate(layers):
        last = place == len(layers) - 1
        for number, topic in enumerate(sorted(layer.split(" | "))):
            branch = ("└─ " if last else "├─ ") if number == 0 else ("   " if last else "│  ")
            yield f"  {branch}{topic:16} {_sentence(ROOT / container / topic)}".rstrip()


def _sentence(topic: Path) -> str:
    path = topic / "__init__.py" if topic.is_dir() else topic.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text())) or ""
    return text.partition("\n")[0]


def _drawn() -> str:
    """The page with today's drawing in its place."""
    head, _begin, rest = PAGE.read_text().partition(BEGIN)
    _old, end, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{drawing()}\n{end}{tail}"


def main() -> int:
    """Write the drawing, or tell whether the page has today's: 1 if not."""
    word = sys.argv[1] if len(sys.argv) == 2 else ""
    if word == "update":
        PAGE.write_text(_drawn())
    elif word != "check":
        print(__doc__)
        return 2
    elif PAGE.read_text() != _drawn():
        print("docs/architecture.md has an old drawing: run `make drawing`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
