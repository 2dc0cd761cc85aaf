"""Writing rows back as a file of the same layout, with a column that says what is wrong."""

import csv
import io
from collections.abc import Iterable, Sequence

from rustpy_xlsxwriter import FastExcel

from shipments.imports.guard import REASON, guarded
from shipments.imports.models import ImportRun, RowError


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
    ours = {theirs: name for name, theirs in run.columns.items()}
    header = run.header or _header(run)
    rows = (
        [*(error.row.get(ours.get(name, name), "") for name in header), _reasons(error)]
        for error in run.errors.order_by("line", "pk").iterator()
    )
    if form == "xlsx":
        return write_xlsx([*header, REASON], rows)
    return write_csv([*header, REASON], rows, run.sign or ",")


def _header(run: ImportRun) -> list[str]:
    """The columns of a file that was done before they were kept, by its rows."""
    first = run.errors.order_by("line", "pk").first()
    return [run.columns.get(name, name) for name in first.row] if first else []


def _reasons(error: RowError) -> str:
    """All that is wrong with a row, each thing with its column."""
    return "; ".join(f"{column}: {reason}".strip(": ") for column, reason in error.faults)
