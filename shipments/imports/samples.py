"""Files to begin with: our columns and one row as an example."""

from shipments.imports.columns import COLUMNS
from shipments.imports.sheets import write_csv, write_xlsx

FORMS = ("csv", "xlsx")


def sample_file(kind: str, form: str) -> bytes:
    """A file of "orders", "products" or "inbound" with one example row, "csv" or "xlsx"."""
    header = [column.name for column in COLUMNS[kind]]
    example = [column.example for column in COLUMNS[kind]]
    write = write_xlsx if form == "xlsx" else write_csv
    return write(header, [example])
