"""A file of inbound shipments: rows of one number are one shipment, announced to its warehouse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import transaction

from shipments.actor import Actor
from shipments.catalogue.models import Product
from shipments.errors import Refused
from shipments.imports.cleaning import Unread, identifier
from shipments.imports.columns import INBOUND
from shipments.imports.grouping import Group
from shipments.imports.layouts.draft import Context
from shipments.imports.models import ImportRun
from shipments.imports.outcome import Outcome, Told, read_apart, refuse_missing, take_apart
from shipments.imports.reading import BadRows, Cells, Fault
from shipments.imports.table import Row
from shipments.parties.models import Seller
from shipments.sentences import say
from shipments.stock.models import Replenishment, Warehouse
from shipments.stock.queries import main_warehouse
from shipments.stock.replenishing import announce_replenishment
from shipments.stock.rules import MOST, pieces_of

COLUMNS = ("shipment_number", "expected_at", "sku", "quantity")


@dataclass(frozen=True, slots=True)
class InboundLine:
    """Pieces of a SKU, and the line of the file that says so."""

    line: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class NewInbound:
    """A shipment as its rows say it; `warehouse` is a code, empty for the main one."""

    number: str
    expected_at: datetime
    warehouse: str
    lines: tuple[InboundLine, ...]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class InboundFile:
    """How a file of inbound shipments is read: further rows of a number may leave out its day."""

    context: Context
    name: str = "plain"
    reads: frozenset[str] = frozenset(column.name for column in INBOUND)

    @classmethod
    def of(cls, run: ImportRun, header: Sequence[str], context: Context) -> Self:
        """Raises BadInput where a column is missing."""
        refuse_missing(COLUMNS, header)
        return cls(context)

    def groups(self, rows: Iterable[Row]) -> list[Group]:
        """Rows by number, in the order of the file; one without a number stands alone, refused."""
        found: dict[str, Group] = {}
        for row in rows:
            number = _number(row)
            group = found.setdefault(number or f"\n{row.line}", Group())
            if not number:
                text = say("The shipment's number is missing, or a spreadsheet damaged it.")
                group.faults.append(Fault(row.line, "shipment_number", text))
            if row.fault:
                group.faults.append(Fault(row.line, "", row.fault))
            group.rows.append(row)
        return list(found.values())

    def read(self, group: Group) -> NewInbound:
        """The shipment of a group of rows. Raises BadRows with all that is wrong with it."""
        return read_apart(group, self._read)

    def _read(self, rows: Sequence[Row]) -> NewInbound:
        faults: list[Fault] = []
        cells = [Cells(row, self.context.zone, self.context.day_first, faults) for row in rows]
        first = cells[0]
        made = NewInbound(
            first.number("shipment_number", MOST["number"], required=True),
            first.required_moment("expected_at"),
            first.number("warehouse", MOST["warehouse"]),
            tuple(
                InboundLine(
                    cell.row.line,
                    cell.number("sku", MOST["sku"], required=True),
                    cell.pieces("quantity", pieces_of),
                )
                for cell in cells
            ),
        )
        for cell in cells[1:]:
            _refuse_another(first, cell)
        if faults:
            raise BadRows(faults)
        return made

    def take(self, groups: Sequence[Group], *, by: Actor, at: datetime) -> Outcome:
        """Announce the shipments of some rows; one bad shipment harms no other."""

        def save(new: Sequence[NewInbound]) -> list[Told]:
            return [_announced(new_inbound, self.context.seller_id, by, at) for new_inbound in new]

        outcome, saved = take_apart(groups, self.read, save)
        outcome.lines = sum(len(item.lines) for item, word in saved if word == "created")
        return outcome


def _number(row: Row) -> str:
    try:
        return identifier(row.get("shipment_number"))
    except Unread:
        return ""


def _refuse_another(first: Cells, cells: Cells) -> None:
    """A further row may repeat the day and the warehouse of its shipment, or leave them empty."""
    for column in ("expected_at", "warehouse"):
        if cells.raw(column) not in ("", first.raw(column)):
            text = say(
                "Not the same as in line %(line)s, though the number is.", line=first.row.line
            )
            cells.refuse(column, text)


def _announced(new_inbound: NewInbound, seller_id: int | None, by: Actor, at: datetime) -> Told:
    """Announce one shipment, or say why not; one known already is compared, never changed."""
    seller = Seller.objects.filter(pk=seller_id or 0).first()
    if seller is None:
        return "refused", [Fault(0, "", say("Name the seller whose goods these are."))]
    faults, pieces = _pieces(new_inbound, seller)
    warehouse = Warehouse.objects.filter(code=new_inbound.warehouse).first() or main_warehouse()
    if new_inbound.warehouse not in ("", warehouse.code):
        text = say("There is no warehouse %(code)s.", code=new_inbound.warehouse)
        faults.append(Fault(new_inbound.lines[0].line, "warehouse", text))
    if faults:
        return "refused", faults
    if known := Replenishment.objects.filter(seller=seller, number=new_inbound.number).first():
        return _compared(known, pieces, new_inbound)
    try:
        with transaction.atomic():
            announce_replenishment(
                seller=seller,
                warehouse=warehouse,
                number=new_inbound.number,
                lines=pieces,
                expected_at=new_inbound.expected_at,
                by=by,
                at=at,
            )
    except Refused as refused:
        return "refused", [Fault(new_inbound.lines[0].line, "shipment_number", refused.sentence)]
    return "created", []


def _pieces(new_inbound: NewInbound, seller: Seller) -> tuple[list[Fault], dict[int, int]]:
    """Product -> pieces, a SKU in two rows added up; and the SKUs that nobody knows."""
    rows = Product.objects.filter(seller=seller, sku__in={line.sku for line in new_inbound.lines})
    known = dict(rows.values_list("sku", "pk"))
    faults, pieces = [], dict.fromkeys(known.values(), 0)
    for line in new_inbound.lines:
        if line.sku in known:
            pieces[known[line.sku]] += line.quantity
        else:
            text = say("SKU %(sku)s is not in the catalogue: add the product first.", sku=line.sku)
            faults.append(Fault(line.line, "sku", text))
    return faults, pieces


def _compared(known: Replenishment, pieces: dict[int, int], new_inbound: NewInbound) -> Told:
    same = dict(known.lines.filter(expected__gt=0).values_list("product_id", "expected")) == pieces
    if same and known.expected_at == new_inbound.expected_at:
        return "repeated", []
    text = say(
        "There is a shipment of this number with another day or other goods: correct it on its "
        "page, or give this one another number."
    )
    return "differing", [Fault(0, "", text)]
