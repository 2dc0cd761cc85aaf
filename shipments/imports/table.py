"""A file as rows of text: CSV or XLSX, its head, encoding and delimiter found. No meaning here."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shipments.errors import BadInput
from shipments.imports.decoding import ENCODINGS, decode
from shipments.imports.guard import REASON, unguarded
from shipments.imports.heads import Head, Line, check_head, find_head
from shipments.imports.strict_csv import DELIMITERS, read_lines
from shipments.imports.workbook import MAX_BYTES, read_sheet
from shipments.sentences import Sentence, say

__all__ = ["DELIMITERS", "ENCODINGS", "Row", "Table", "read_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file it begins on, and its cells by column, as typed.

    `fault` says why the row as a whole cannot be trusted; `filled` names the columns whose cell
    was filled from a merged cell above.
    """

    line: int
    cells: dict[str, str]
    fault: Sentence | None = None
    filled: frozenset[str] = frozenset()

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(slots=True)
class Table:
    """A header, the rows below it, and how the file was written (encoding is xlsx for a sheet)."""

    header: list[str]
    rows: Iterable[Row]
    encoding: str
    delimiter: str
    head_line: int = 1
    sheet: str = ""


def read_table(
    content: bytes, known: Collection[str] = (), *, encoding: str = "", delimiter: str = ""
) -> Table:
    """Recognise and open a file. `known` are columns that tell the head and a right reading.

    Rows of nothing are no rows; our own column of reasons is left out and our guard against
    formulas taken off. Raises BadInput: too large, not a table, an open quote, equal heads.
    """
    if len(content) > MAX_BYTES:
        raise BadInput("too_large", say("The file is larger than 60 MB: split it."))
    if content[:4] == b"PK\x03\x04":
        lines, sheet = read_sheet(content, known)
        return _table(lines, known, "xlsx", "", sheet)
    text, encoding = decode(content, known, encoding)
    lines, delimiter = read_lines(text, known, delimiter)
    return _table(lines, known, encoding, delimiter, "")


def _table(
    lines: list[Line], known: Collection[str], encoding: str, delimiter: str, sheet: str
) -> Table:
    head = find_head(lines, known)
    if head is None:
        raise BadInput("no_header", say("The first line must name the columns."))
    check_head(head, lines)
    below, width = lines[head.place + 1 :], len(lines[head.place].cells)
    left_out = {REASON, *_empty(head, below)}
    header = [name for name in head.names if name not in left_out]
    rows = _rows(below, head.names, width, delimiter)
    return Table(header, rows, encoding, delimiter, lines[head.place].number, sheet)


def _empty(head: Head, below: Sequence[Line]) -> set[str]:
    """Columns that have neither a name nor a cell."""
    return {
        head.names[at]
        for at in head.unnamed
        if not any(cell.strip() for line in below for cell in line.cells[at : at + 1])
    }


def _rows(lines: Sequence[Line], names: list[str], width: int, delimiter: str) -> Iterator[Row]:
    is_ours = REASON in names
    for line in lines:
        if line.is_blank():
            continue
        cells = dict(zip(names, line.cells, strict=False))
        if is_ours:
            cells = {name: unguarded(cell) for name, cell in cells.items() if name != REASON}
        extra = line.cells[len(names) :]
        cells |= {f"({len(names) + at})": cell for at, cell in enumerate(extra, 1) if cell.strip()}
        filled = frozenset(names[place] for place in line.filled if place < len(names))
        yield Row(line.number, cells, _fault(line, len(names), width, delimiter), filled)


def _fault(line: Line, names: int, width: int, delimiter: str) -> Sentence | None:
    """What is wrong with a row as a whole: cells without a head, heads without a cell."""
    if any(cell.strip() for cell in line.cells[names:]) or len(line.cells) > width:
        return say(
            "The row has more cells (%(cells)s) than there are columns (%(names)s): a cell that "
            "holds the delimiter must stand in quotes.",
            cells=len(line.cells),
            names=names,
        )
    if len(line.cells) < names:
        return say(
            "The row has fewer cells (%(cells)s) than there are columns (%(names)s).",
            cells=len(line.cells),
            names=names,
        )
    has_breaks = delimiter and "\n" in "".join(line.cells)
    if has_breaks and any(_swallowed(cell, names, delimiter) for cell in line.cells):
        return say("A cell holds a whole row of the file: its quote is closed too late.")
    return None


def _swallowed(cell: str, names: int, delimiter: str) -> bool:
    return "\n" in cell and names > 3 and cell.count(delimiter) >= names - 1
