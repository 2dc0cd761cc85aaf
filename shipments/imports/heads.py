"""Finding the head of a table: the row of column names, whatever stands above it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shipments.errors import BadInput
from shipments.imports.cleaning import plain, tidy
from shipments.sentences import say

DEPTH = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in the file: its line, its cells, which of them a merge filled."""

    number: int
    cells: list[str]
    filled: frozenset[int] = frozenset()

    def is_blank(self) -> bool:
        return not any(map(str.strip, self.cells))

    def width(self) -> int:
        """How many cells are not empty."""
        return sum(bool(cell.strip()) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Head:
    """Names of the columns, where they stand, how many are known, which have only a number."""

    names: list[str]
    place: int
    hits: int
    unnamed: list[int]


def squeezed(name: str) -> str:
    """A name without case and spacing: how heads of one column differ."""
    return plain(name.replace("_", " ")).casefold()


def find_head(lines: Sequence[Line], known: Collection[str]) -> Head | None:
    """The row with most known names, else the first wide one; None where all is empty.

    One known word may stand by chance in a title, so it takes two to make a head.
    """
    spellings = _spellings(known)
    written = [place for place, line in enumerate(lines[:DEPTH]) if not line.is_blank()]
    if not written:
        return None
    hits = {place: _hits(lines[place], spellings) for place in written}
    best = max(written, key=lambda place: hits[place])
    if hits[best] < 2:
        widest = max(lines[place].width() for place in written)
        best = next(place for place in written if 2 * lines[place].width() > widest)
    cells = lines[best].cells
    names = _names(cells, spellings)
    unnamed = [at for at in range(len(names)) if not tidy(cells[at])]
    return Head(names, best, hits[best], unnamed)


def check_head(head: Head, lines: Sequence[Line]) -> None:
    """Raises BadInput for two equal names, and for rows of data above the head."""
    doubled = {name for name in head.names if head.names.count(name) > 1}
    if doubled:
        text = say(
            "Two columns are named %(names)s: name each column once.",
            names=", ".join(sorted(doubled)),
        )
        raise BadInput("equal_heads", text)
    for line in lines[: head.place]:
        if 2 * line.width() > len(head.names) and any(map(_is_numbered, line.cells)):
            text = say(
                "Line %(line)s stands above the names of the columns, but looks like a row: "
                "put the names first.",
                line=line.number,
            )
            raise BadInput("rows_above_head", text)


def _is_numbered(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _spellings(known: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(set(known)):
        found.setdefault(squeezed(name), []).append(name)
    return found


def _hits(line: Line, spellings: dict[str, list[str]]) -> int:
    return len({squeezed(cell) for cell in line.cells} & spellings.keys())


def _names(cells: Sequence[str], spellings: dict[str, list[str]]) -> list[str]:
    """The names in the spelling that is known; columns without a name are numbered.

    Layouts differ in case (Paid at, paid_at): a spelling goes with most others of this head.
    """
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    names = [" ".join(tidy(cell).split()) or f"({at})" for at, cell in enumerate(cells, start=1)]
    fits = [spellings.get(squeezed(name), []) for name in names]
    sure = [fit[0] for fit in fits if len(fit) == 1]
    small = 2 * sum(map(str.islower, sure)) > len(sure)
    return [_spelled(name, fit, small) for name, fit in zip(names, fits, strict=True)]


def _spelled(name: str, fit: Sequence[str], small: bool) -> str:
    if name in fit:
        return name
    return next((text for text in fit if text.islower() == small), name)
