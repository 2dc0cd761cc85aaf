"""A file of sellers, read by the rules of a company."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from shipments.actor import Actor
from shipments.imports.columns import SELLER
from shipments.imports.grouping import Group
from shipments.imports.layouts.draft import Context
from shipments.imports.models import ImportRun
from shipments.imports.outcome import (
    Outcome,
    Told,
    one_by_one,
    read_apart,
    refuse_missing,
    take_apart,
)
from shipments.imports.reading import BadRows, Cells, Fault
from shipments.imports.table import Row
from shipments.parties.actions import NewSeller, save_sellers
from shipments.parties.rules import COMPANY, checked_company

UTC = ZoneInfo("UTC")
COLUMNS = ("code", "name_zh", "uscc")
# A spreadsheet may damage what names something, and marks what is to stay a text.
NUMBERS = ("code", "uscc", "customs_code", "settlement_account")
MOST = 2_000


@dataclass(frozen=True, slots=True)
class SellerFile:
    """How a file of sellers is read: one row a seller."""

    name: str = "plain"
    reads: frozenset[str] = frozenset(SELLER)

    @classmethod
    def of(cls, run: ImportRun, header: Sequence[str], context: Context) -> Self:
        """Raises BadInput where a column is missing."""
        refuse_missing(COLUMNS, header)
        return cls()

    def groups(self, rows: Iterable[Row]) -> list[Group]:
        return one_by_one(rows)

    def read(self, group: Group) -> NewSeller:
        """The seller of a row. Raises BadRows with all that is wrong with it."""
        return read_apart(group, lambda rows: read_seller(rows[0]))

    def take(self, groups: Sequence[Group], *, by: Actor, at: datetime) -> Outcome:
        """Save the sellers of some rows; one bad row harms no other."""
        outcome, _ = take_apart(groups, self.read, lambda new: _present(new, by))
        outcome.lines = outcome.groups["created"]
        return outcome


def _present(new: Sequence[NewSeller], by: Actor) -> list[Told]:
    """A word for each; of those taken it does not matter which one was known before."""
    saved = save_sellers(new=new, by=by)
    refused = {
        index: [Fault(0, next(iter(item.fields), ""), item.sentence)]
        for index, item in saved.refused
    }
    taken = iter(["created"] * saved.created + ["repeated"] * saved.repeated)
    return [
        ("refused", refused[index]) if index in refused else (next(taken), [])
        for index in range(len(new))
    ]


def read_seller(row: Row) -> NewSeller:
    """The seller of a row. Raises BadRows with all that is wrong with it."""
    cells = Cells(row, UTC)
    if row.fault:
        cells.refuse("", row.fault)
    values: dict[str, str] = {}
    for column in COMPANY:
        text = cells.number(column, MOST) if column in NUMBERS else cells.text(column, MOST)
        if cells.is_refused(column):
            continue
        value, faults = checked_company({column: text})
        values |= value
        for reason in faults.values():
            cells.refuse(column, reason)
    if cells.faults:
        raise BadRows(cells.faults)
    return NewSeller(**values)
