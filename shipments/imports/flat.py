"""A table as JSON says it, to go through a pipe or into a column, and back; and rates."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from shipments.imports.table import Row, Table
from shipments.rates.listed import Listed, Rate, RowFault
from shipments.sentences import read

# Header, encoding, delimiter, line of the head, sheet.
FlatHead = list[Any]
# Line, cells under the head, further cells by name, what is wrong, what a merge filled.
FlatRow = list[Any]


def flat_head(table: Table) -> FlatHead:
    return [table.header, table.encoding, table.delimiter, table.head_line, table.sheet]


def flat_row(header: list[str], row: Row) -> FlatRow:
    """A row; cells it lacks are those of the last columns."""
    if [*row.cells] == header:
        cells, further = [*row.cells.values()], {}
    else:
        cells = [row.cells[name] for name in header if name in row.cells]
        further = {name: cell for name, cell in row.cells.items() if cell and name not in header}
    return [row.line, cells, further, row.fault.written() if row.fault else "", [*row.filled]]


def table_of_flat(head: FlatHead, rows: Iterable[FlatRow]) -> Table:
    """The table these were made of."""
    header, *how = head
    return Table(header, [_row(header, flat_row) for flat_row in rows], *how)


def _row(header: list[str], told: FlatRow) -> Row:
    line, cells, further, fault, filled = told
    named = dict(zip(header, cells, strict=False))
    if further:
        named |= further
    return Row(line, named, read(fault) if fault else None, frozenset(filled))


def flat_rates(listed: Listed) -> dict[str, Any]:
    return {
        "rates": [
            [rate.currency, rate.day.isoformat(), str(rate.roubles)] for rate in listed.rates
        ],
        "faults": [[fault.line, fault.text, fault.reason.written()] for fault in listed.faults],
    }


def rates_of_flat(record: dict[str, Any]) -> Listed:
    """The list this was made of."""
    rates = [
        Rate(currency, date.fromisoformat(day), Decimal(roubles))
        for currency, day, roubles in record["rates"]
    ]
    return Listed(rates, [RowFault(line, text, read(why)) for line, text, why in record["faults"]])
