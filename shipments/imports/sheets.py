"""Writing refused rows back as a file of the same layout, with a column that says why."""

import csv
import io
from collections.abc import Iterable, Sequence

from shipments.imports.guard import REASON, guarded
from shipments.imports.layouts.registry import KNOWN
from shipments.imports.models import ImportRun
from shipments.imports.table import read_table


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """UTF-8 with a mark, so that Excel reads Cyrillic and Chinese right."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def errors_file(run: ImportRun) -> bytes:
    """The refused rows of a run in the file's own columns, with the reason last."""
    table = read_table(bytes(run.content), KNOWN)
    ours = {theirs: name for name, theirs in run.columns.items()}
    errors = run.errors.order_by("line", "pk")
    rows = (
        [
            *(error.row.get(ours.get(name, name), "") for name in table.header),
            f"{error.column}: {error.reason}".strip(": "),
        ]
        for error in errors.iterator()
    )
    return write_csv([*table.header, REASON], rows, table.delimiter or ",")
