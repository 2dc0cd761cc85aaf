"""What a layout gives: a drafted order, and the context it is read in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shipments.imports.reading import BadCell, moment, phone, text
from shipments.imports.table import Row
from shipments.orders.new import NewBuyer, NewOrder
from shipments.sentences import say


@dataclass(frozen=True, slots=True)
class Context:
    """Who the file is for: sellers by code, the seller named by hand, the zone of bare times."""

    sellers: dict[str, int]
    seller_id: int | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Layout:
    """How one marketplace writes orders: the columns that give it away, grouping and reading."""

    name: str
    columns: frozenset[str]
    key: Callable[[Row, str], str]
    read: Callable[[Sequence[Row], Context], NewOrder]
    delimiter: str = ","

    def fits(self, header: Sequence[str]) -> bool:
        return self.columns <= set(header)


def buyer_of(cells: dict[str, str], *, name: str, tel: str, email: str = "") -> NewBuyer:
    """The buyer from the columns named; identity columns are of the plain layout."""
    return NewBuyer(
        name=text(cells, name, 200) if name else "",
        phone=phone(cells.get(tel, "")) if tel else "",
        email=text(cells, email, 254) if email else "",
        inn=text(cells, "buyer_inn", 12),
        passport_series=text(cells, "passport_series", 4),
        passport_number=text(cells, "passport_number", 6),
    )


def ordered_at(cells: dict[str, str], column: str, context: Context) -> datetime:
    """When an order was placed. Raises BadCell where it does not say."""
    found = moment(cells, column, context.zone, required=True)
    if found is None:
        raise BadCell(column, say("The time is missing."))
    return found
