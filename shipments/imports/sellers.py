"""A file of sellers; the organisation code's check digit must be right."""

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

UTC = ZoneInfo("UTC")
COLUMNS = ("code", "name_zh", "uscc")


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
        outcome, _ = take_apart(groups, self.read, lambda new: _told(new, by))
        outcome.lines = outcome.groups["created"]
        return outcome


def _told(new: Sequence[NewSeller], by: Actor) -> list[Told]:
    """A word for each; of those taken it does not matter which one was known before."""
    saved = save_sellers(new=new, by=by)
    refused = {
        index: [Fault(0, next(iter(one.fields), ""), one.sentence)] for index, one in saved.refused
    }
    taken = iter(["created"] * saved.created + ["repeated"] * saved.repeated)
    return [
        ("refused", refused[index]) if index in refused else (next(taken), [])
        for index in range(len(new))
    ]


def read_seller(row: Row) -> NewSeller:
    """The seller of a row. Raises BadRows."""
    cells = Cells(row, UTC)
    if row.fault:
        cells.refuse("", row.fault)
    seller = NewSeller(
        code=cells.number("code", 20, required=True),
        name_zh=cells.text("name_zh", 200, required=True),
        name_en=cells.text("name_en", 200),
        uscc=cells.number("uscc", 18, required=True).upper(),
        customs_code=cells.number("customs_code", 10),
        city_zh=cells.text("city_zh", 80),
        city_en=cells.text("city_en", 80),
        contact_email=cells.text("contact_email", 254),
        settlement_account=cells.number("settlement_account", 34),
    )
    if cells.faults:
        raise BadRows(cells.faults)
    return seller
