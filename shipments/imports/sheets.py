"""Writing rows back as a file of the same layout, with a column that says what is wrong."""

import csv
import io
from collections.abc import Iterable, Sequence

from rustpy_xlsxwriter import FastExcel

from shipments.imports.guard import REASON, guarded
from shipments.imports.layouts.registry import KNOWN
from shipments.imports.models import ImportRun, RowError
from shipments.imports.table import read_table


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """UTF-8 with a mark, so that Excel reads Cyrillic and Chinese right."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet of text cells: a phone stays a phone, and what begins with = is no formula."""
    out = io.BytesIO()
    records = (dict(zip(header, row, strict=True)) for row in rows)
    FastExcel(out).sheet("1", records).freeze(row=1).save()
    return out.getvalue()


def errors_file(run: ImportRun, form: str = "csv") -> bytes:
    """The rows of a run kept for a person in the file's own columns, with the reasons last.

    `form` is "csv" or "xlsx".
    """
    table = read_table(bytes(run.content), KNOWN, encoding=run.encoding, delimiter=run.delimiter)
    ours = {theirs: name for name, theirs in run.columns.items()}
    rows = (
        [*(error.row.get(ours.get(name, name), "") for name in table.header), _reasons(error)]
        for error in run.errors.order_by("line", "pk").iterator()
    )
    if form == "xlsx":
        return write_xlsx([*table.header, REASON], rows)
    return write_csv([*table.header, REASON], rows, table.delimiter or ",")


def _reasons(error: RowError) -> str:
    """All that is wrong with a row, each thing with its column."""
    return "; ".join(f"{column}: {reason}".strip(": ") for column, reason in error.faults)
