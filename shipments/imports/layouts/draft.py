"""What a layout gives: a drafted order, and the context it is read in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shipments.imports.reading import BadRows, Cells, Fault
from shipments.imports.table import Row
from shipments.orders.new import NewBuyer, NewOrder
from shipments.orders.rules import MOST


@dataclass(frozen=True, slots=True)
class Context:
    """Who the file is for: sellers by code, the seller named by hand, the zone of bare times.

    `day_first` says what 03/11/2026 means; while it is None such a day is refused.
    """

    sellers: dict[str, int]
    seller_id: int | None
    zone: ZoneInfo
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How one marketplace writes orders.

    `columns` give it away, `reads` are all that it reads, of which `line` may differ between the
    rows of one order. `number` and `owner` are the columns that name an order: of two numbers
    the first that is there, and whose it is where the file says so. Further rows of an order may
    leave other columns empty where `is_sparse`; there are none where an order `is_one_row`.
    `zone` is the clock of its times, where the shop has one of its own.
    """

    name: str
    columns: frozenset[str]
    reads: frozenset[str]
    line: frozenset[str]
    numbers: tuple[str, ...]
    draft: Callable[[Sequence[Cells], Context], NewOrder]
    owner: str = ""
    is_sparse: bool = False
    is_one_row: bool = False
    zone: ZoneInfo | None = None

    def fits(self, header: Sequence[str]) -> bool:
        return self.columns <= set(header)

    def read(self, rows: Sequence[Row], context: Context) -> NewOrder:
        """The order that the rows of one group are. Raises BadRows with all that is wrong."""
        faults: list[Fault] = []
        zone = self.zone or context.zone
        order = self.draft([Cells(row, zone, context.day_first, faults) for row in rows], context)
        if faults:
            raise BadRows(faults)
        return order


def buyer_of(cells: Cells, *, name: str, tel: str, email: str = "") -> NewBuyer:
    """The receiver from the columns named; identity columns are of the plain layout."""
    return NewBuyer(
        name=cells.text(name, MOST["name"]),
        phone=cells.phone(tel),
        email=cells.email(email),
        inn=cells.digits("buyer_inn", MOST["inn"]),
        passport_series=cells.digits("passport_series", MOST["passport_series"]),
        passport_number=cells.digits("passport_number", MOST["passport_number"]),
    )


IDENTITY = frozenset({"buyer_inn", "passport_series", "passport_number"})
