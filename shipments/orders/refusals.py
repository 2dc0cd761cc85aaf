"""Why an order that is handed in cannot be placed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from shipments.actor import Actor
from shipments.catalogue.models import Product
from shipments.errors import BadInput, Refused
from shipments.orders.intake import NewLine, NewOrder
from shipments.orders.rules import (
    LINES,
    MAX_AMOUNT,
    MOST,
    PIECES,
    faults_of,
    number_fault,
    said_of,
)
from shipments.sentences import say

ZERO = Decimal(0)
EARLIEST, LATEST = 1990, 2100
# How far a marketplace's clock, or its zone, may be ahead of ours.
AHEAD = timedelta(days=1)

Products = Mapping[tuple[int, str], Product]


def refusal(order: NewOrder, products: Products, by: Actor, at: datetime) -> Refused | None:
    """Why an order cannot be placed, or None."""
    return unreadable(order, by, at) or refusal_of_lines(order.seller_id, order.lines, products)


def unreadable(order: NewOrder, by: Actor, at: datetime) -> Refused | None:
    """Why an order cannot even be compared with the one that is placed, or None."""
    if by.seller_id is not None and order.seller_id != by.seller_id:
        text = say("This order belongs to another seller.")
        return BadInput("foreign_seller", text, {"seller": ""})
    if reason := number_fault(order.number):
        return BadInput("bad_number", reason, {"number": order.number[:40]})
    return _texts(order) or _moments(order, at)


def twice(order: NewOrder) -> Refused:
    """The refusal of the second of two orders with one number."""
    text = say("Order %(number)s is here twice.", number=order.number)
    return BadInput("twice", text, {"number": order.number})


def _texts(order: NewOrder) -> Refused | None:
    """A text that cannot be kept whole, or an address to which no mail can go."""
    texts = {"number": order.number, "marketplace": order.marketplace, "note": order.note}
    for gap in faults_of({**texts, **said_of(order)}):
        if gap.field == "email" and len(order.buyer.email) <= MOST["email"]:
            return BadInput("bad_email", gap.reason, {"email": order.buyer.email[:60]})
        return BadInput("too_long", gap.reason, {gap.field: ""})
    return None


def _moments(order: NewOrder, at: datetime) -> Refused | None:
    """A moment that cannot be: of another age, ordered tomorrow, or paid before it was ordered."""
    for moment in filter(
        None, (order.ordered_at, order.paid_at, order.ship_by, order.cancelled_at)
    ):
        if not EARLIEST <= moment.year < LATEST:
            text = say("The year %(year)s cannot be right.", year=moment.year)
            return BadInput("bad_year", text, {"ordered_at": moment.isoformat()})
    if max(order.ordered_at, order.paid_at or order.ordered_at) > at + AHEAD:
        text = say("The order or its payment lies in the future: look at the date and its zone.")
        return BadInput("in_future", text, {"ordered_at": order.ordered_at.isoformat()})
    if order.paid_at and order.paid_at < order.ordered_at - AHEAD:
        text = say("The order was paid before it was made: look at the dates and their zones.")
        return BadInput("paid_too_early", text, {"paid_at": order.paid_at.isoformat()})
    return None


def refusal_of_lines(
    seller_id: int, lines: Sequence[NewLine], products: Products
) -> Refused | None:
    """Why these cannot be the lines of an order, or None."""
    if not lines:
        text = say("The order has no goods: name at least one SKU.")
        return BadInput("no_lines", text, {"sku": ""})
    if len(lines) > LINES:
        text = say("An order has %(most)s lines at most.", most=LINES)
        return BadInput("too_many_lines", text, {"sku": ""})
    for line in lines:
        if reason := _line(line, known=(seller_id, line.sku) in products):
            return reason
    return _too_much(lines)


def _line(line: NewLine, *, known: bool) -> Refused | None:
    if not known:
        text = say("SKU %(sku)s is not in the catalogue: add the product first.", sku=line.sku)
        return BadInput("unknown_sku", text, {"sku": line.sku})
    if not 0 < line.quantity <= PIECES:
        text = say(
            "The quantity must be a whole number of pieces, from 1 to %(most)s.", most=PIECES
        )
        return BadInput("bad_quantity", text, {"quantity": str(line.quantity)})
    if not 0 <= line.unit_price_rub <= MAX_AMOUNT or not 0 <= line.shipping_rub <= MAX_AMOUNT:
        text = say("Prices are roubles, not below nothing.")
        return BadInput("bad_price", text, {"unit_price": str(line.unit_price_rub)})
    return None


def _too_much(lines: Sequence[NewLine]) -> Refused | None:
    total = sum((line.quantity * line.unit_price_rub + line.shipping_rub for line in lines), ZERO)
    if total <= MAX_AMOUNT:
        return None
    text = say(
        "The order comes to %(total)s roubles; %(most)s is the most we can keep.",
        total=total,
        most=MAX_AMOUNT,
    )
    return BadInput("too_much", text, {"unit_price": str(total)})
