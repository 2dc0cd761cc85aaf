"""Rows as CSV or XLSX, written as they come."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from rustpy_xlsxwriter import FastExcel

from shipments.exports.orders import Cell

Told = Callable[[int], None]
EVERY = 2_000
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def write(form: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], told: Told) -> bytes:
    """A file of the rows, "csv" or "xlsx"; `told` hears now and then how many are written.

    Text stays text: what looks like a formula is none, in either form. A CSV begins with a mark,
    so that Excel reads Cyrillic and Chinese right.
    """
    records = (dict(zip(header, row, strict=True)) for row in _counted(rows, told))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{form}"
        FastExcel(path, sanitize_formulas=True, bom=True).sheet("1", records).save()
        return path.read_bytes()


def _counted(rows: Iterable[Sequence[Cell]], told: Told) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % EVERY == 0:
            told(number)
