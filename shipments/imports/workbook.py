"""Excel sheets as rows of text: the sheet with the table is found, merged cells are filled."""

import io
import zipfile
from collections.abc import Collection

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from shipments.errors import BadInput, Refused
from shipments.imports.heads import Head, Line, find_head
from shipments.imports.sheet_scan import Scan, scan_sheets
from shipments.imports.strict_csv import MAX_CELLS, MAX_COLUMNS, check_size
from shipments.sentences import say

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO = 200
MAX_BYTES = 60 * 1024 * 1024
MAX_LENGTH = 1024 * 1024
# A float keeps fifteen digits: a longer number is no longer the one that was typed.
EXACT = 10**15


def read_sheet(content: bytes, known: Collection[str]) -> tuple[list[Line], str]:
    """The rows of the sheet that holds the table, and its name. Raises BadInput."""
    _refuse_bomb(content)
    try:
        scans = scan_sheets(zipfile.ZipFile(io.BytesIO(content)))
        sheets = _sheets(CalamineWorkbook.from_filelike(io.BytesIO(content)), scans)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # calamine raises its own and plain errors for broken sheets
        raise BadInput("broken_sheet", say("The Excel sheet cannot be opened.")) from error
    name = _chosen(sheets, known)
    return sheets[name], name


def _sheets(book: CalamineWorkbook, scans: dict[str, Scan]) -> dict[str, list[Line]]:
    """The rows of each sheet that a person sees. Raises BadInput for one that reaches too far."""
    names = _visible(book)
    known = [scans[name] for name in names if name in scans]
    for scan in known:
        _refuse_far(scan)
    check_size(0, sum(scan.rows * scan.columns for scan in known))
    return {name: _lines(book.get_sheet_by_name(name), scans.get(name, Scan())) for name in names}


def _refuse_far(scan: Scan) -> None:
    if scan.columns > MAX_COLUMNS or scan.rows * scan.columns > MAX_CELLS:
        text = say(
            "The sheet reaches to row %(row)s and to cell %(cell)s, further than we take: delete"
            " what stands outside the table, or save its rows as a new file.",
            row=scan.rows,
            cell=scan.far,
        )
        raise BadInput("too_large", text)


def _visible(book: CalamineWorkbook) -> list[str]:
    """Names of the sheets of cells that a person sees; of all such sheets where he sees none."""
    sheets = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return shown or [sheet.name for sheet in sheets]


def _chosen(sheets: dict[str, list[Line]], known: Collection[str]) -> str:
    """The sheet with most known names; where another holds such a table too, none is guessed."""
    heads = {name: head for name, lines in sheets.items() if (head := find_head(lines, known))}
    if not heads:
        raise BadInput("no_header", say("The sheet is empty."))
    most = max(head.hits for head in heads.values())
    like = [
        name
        for name, head in heads.items()
        if 2 * head.hits >= most and (head.hits > 1 or len(head.names) > 2)
    ]
    full = [name for name in like if not all(map(Line.is_blank, _below(sheets[name], heads[name])))]
    if len(full) > 1:
        text = say(
            "Sheets %(names)s all hold rows: give each sheet as a file of its own.",
            names=", ".join(full),
        )
        raise BadInput("many_sheets", text)
    return (full or like or list(heads))[0]


def _below(lines: list[Line], head: Head) -> list[Line]:
    return lines[head.place + 1 :]


def _lines(sheet: CalamineSheet, scan: Scan) -> list[Line]:
    rows = [list(map(_text, cells)) for cells in sheet.to_python(skip_empty_area=False)]
    for row, column, text in scan.broken:
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
    text = cell.isoformat() if hasattr(cell, "isoformat") else str(cell).replace("\x00", "")
    if len(text) > MAX_LENGTH:
        raise BadInput("too_large", say("A cell is longer than a million characters."))
    return text


def _refuse_bomb(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        sizes = [info.file_size for info in archive.infolist()]
        if sum(sizes) > min(MAX_UNPACKED, MAX_RATIO * len(content) + MAX_BYTES):
            raise BadInput("too_large", say("The sheet unpacks to more than we take: split it."))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, RuntimeError) as error:
        raise BadInput("broken_sheet", say("The Excel sheet cannot be opened.")) from error
