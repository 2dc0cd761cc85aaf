"""Rows as CSV or XLSX, written as they come."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel, Format

from shipments.exports.orders import Cell

Told = Callable[[int], None]
EVERY = 2_000
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Characters: of a column, and of one that holds several numbers.
WIDTH, WIDE = 18, 28


def write(
    form: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    told: Told,
    *,
    summed: Sequence[str] = (),
) -> bytes:
    """A file of the rows, "csv" or "xlsx"; `told` hears now and then how many are written.

    Text stays text: what looks like a formula is none, in either form. A CSV begins with a mark,
    so that Excel reads Cyrillic and Chinese right, and holds moments as 2026-11-28 14:30 and sums
    with two digits. In an XLSX moments and sums are real ones, the head stays while one scrolls,
    and the columns `summed` are added up below.
    """
    plain = _as_text if form == "csv" else _as_is
    counted = (dict(zip(header, map(plain, row), strict=True)) for row in _counted(rows, told))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{form}"
        if form == "csv":
            FastExcel(path, sanitize_formulas=True, bom=True).sheet("1", counted).save()
        else:
            book = FastExcel(path).format(datetime_format="yyyy-mm-dd hh:mm").freeze(row=1, col=1)
            book.sheet("1", counted, **_look(header, summed)).save()
        return path.read_bytes()


def _look(header: Sequence[str], summed: Sequence[str]) -> dict[str, Any]:
    """The widths, formats and the last row of a sheet."""
    money = Format().set_num_format("#,##0.00")
    pieces, *sums = summed or [""]
    return {
        "column_widths": {name: WIDE if name in header[-2:] else WIDTH for name in header},
        "column_formats": dict.fromkeys(sums, money),
        "header_format": Format().set_bold().set_text_wrap(),
        "totals_row": dict.fromkeys(filter(None, (pieces, *sums)), "sum"),
        "totals_label": _("Total"),
        "totals_format": Format().set_bold().set_num_format("#,##0.00"),
        "autofilter": True,
    }


def _as_is(cell: Cell) -> Cell:
    return cell


def _as_text(cell: Cell) -> str | int:
    """A cell of a CSV: what a table program reads as the day, the hour and the sum it is."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, Decimal):
        return f"{cell:.2f}" if cell == cell.quantize(Decimal("0.01")) else f"{cell.normalize():f}"
    return "" if cell is None else cell


def _counted(rows: Iterable[Sequence[Cell]], told: Told) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % EVERY == 0:
            told(number)
