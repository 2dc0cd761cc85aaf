"""Excel sheets as rows of text: the sheet with the table is found, merged cells are filled."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from shipments.errors import BadInput
from shipments.imports.broken_cells import BrokenCell, broken_cells, column_number
from shipments.imports.heads import Head, Line, find_head
from shipments.sentences import say

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_BYTES = 60 * 1024 * 1024
MAX_CELLS = 30_000_000
# A float keeps fifteen digits: a longer number is no longer the one that was typed.
EXACT = 10**15
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')


def read_sheet(content: bytes, known: Collection[str]) -> tuple[list[Line], str]:
    """The rows of the sheet that holds the table, and its name. Raises BadInput."""
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        broken = broken_cells(zipfile.ZipFile(io.BytesIO(content)))
        sheets = {
            name: _lines(book.get_sheet_by_name(name), broken.get(name, ()))
            for name in _visible(book)
        }
    except Exception as error:  # calamine raises its own and plain errors for broken sheets
        raise BadInput("broken_sheet", say("The Excel sheet cannot be opened.")) from error
    name = _chosen(sheets, known)
    return sheets[name], name


def _visible(book: CalamineWorkbook) -> list[str]:
    """Names of the sheets of cells that a person sees; of all such sheets where he sees none."""
    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    shown = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    return shown or [one.name for one in sheets]


def _chosen(sheets: dict[str, list[Line]], known: Collection[str]) -> str:
    """The sheet with most known names; where another holds such a table too, none is guessed."""
    heads = {name: head for name, lines in sheets.items() if (head := find_head(lines, known))}
    if not heads:
        raise BadInput("no_header", say("The sheet is empty."))
    most = max(head.hits for head in heads.values())
    like = [
        name for name, head in heads.items()
        if 2 * head.hits >= most and (head.hits > 1 or len(head.names) > 2)
    ]  # fmt: skip
    full = [name for name in like if not all(map(Line.is_blank, _below(sheets[name], heads[name])))]
    if len(full) > 1:
        text = say("Sheets %(names)s all hold rows: give each sheet as a file of its own.",
                   names=", ".join(full))  # fmt: skip
        raise BadInput("many_sheets", text)
    return (full or like or list(heads))[0]


def _below(lines: list[Line], head: Head) -> list[Line]:
    return lines[head.place + 1 :]


def _lines(sheet: CalamineSheet, broken: Iterable[BrokenCell]) -> list[Line]:
    rows = [list(map(_text, cells)) for cells in sheet.to_python(skip_empty_area=False)]
    for row, column, text in broken:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = text
    filled: dict[int, set[int]] = {}
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        for place in range(top + 1, min(bottom + 1, len(rows))):
            rows[place][left] = rows[top][left]
            filled.setdefault(place, set()).add(left)
    return [
        Line(place + 1, cells, frozenset(filled.get(place, ()))) for place, cells in enumerate(rows)
    ]


def _text(cell: object) -> str:
    """A cell as the person sees it: 5.0 is 5, a date is ISO, a number has fifteen digits."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return f"{cell:.14E}" if abs(cell) >= EXACT else f"{cell:.15g}"
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell).replace("\x00", "")


def _refuse_bomb(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        sizes = [info.file_size for info in archive.infolist()]
        if sum(sizes) > min(MAX_UNPACKED, MAX_RATIO * len(content) + MAX_BYTES):
            raise BadInput("too_large", say("The sheet unpacks to more than we take: split it."))
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        cells = sum(_cells(archive, name) for name in parts)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, RuntimeError) as error:
        raise BadInput("broken_sheet", say("The Excel sheet cannot be opened.")) from error
    if cells > MAX_CELLS:
        raise BadInput("too_large", say("The sheet has more cells than we take: split it."))


def _cells(archive: zipfile.ZipFile, name: str) -> int:
    """How many cells a sheet says it has; 0 where it does not say."""
    with archive.open(name) as part:
        found = _DIMENSION.search(part.read(4_000))
    return column_number(found[1]) * int(found[2]) if found else 0
