"""An order as it is handed in, before it is one of ours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal


@dataclass(slots=True)
class NewBuyer:
    """The receiver as typed; identity digits are encrypted at rest."""

    name: str = ""
    phone: str = ""
    email: str = ""
    inn: str = ""
    passport_series: str = ""
    passport_number: str = ""
    language: str = "ru"


@dataclass(slots=True)
class NewLine:
    """Pieces of a SKU; roubles a piece, shipping roubles for the whole line."""

    sku: str
    quantity: int
    unit_price_rub: Decimal
    shipping_rub: Decimal = Decimal(0)


@dataclass(slots=True)
class NewOrder:
    """An order to place. Paid orders carry `paid_at`, cancelled ones `cancelled_at`.

    `shared_prices` says that prices of lines are but shares of the order's sum.
    """

    seller_id: int
    number: str
    marketplace: str
    ordered_at: datetime
    buyer: NewBuyer
    lines: list[NewLine]
    channel_id: int | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    ship_by: datetime | None = None
    postal_code: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    note: str = ""
    shared_prices: bool = False


KOPECK = Decimal("0.01")


def with_merged_lines(order: NewOrder) -> NewOrder:
    """The order with one line a SKU: pieces are added up, and the sum stays as it was.

    Where two prices do not come to one price a piece, the kopecks over stand in the shipping.
    """
    found: dict[str, list[NewLine]] = {}
    for line in order.lines:
        found.setdefault(line.sku, []).append(line)
    if len(found) == len(order.lines):
        return order
    return replace(order, lines=[_merged(lines) for lines in found.values()])


def _merged(lines: Sequence[NewLine]) -> NewLine:
    pieces = sum(line.quantity for line in lines)
    if len(lines) == 1 or any(line.quantity <= 0 for line in lines):
        return next((line for line in lines if line.quantity <= 0), lines[0])
    goods = sum((line.quantity * line.unit_price_rub for line in lines), Decimal(0))
    shipping = sum((line.shipping_rub for line in lines), Decimal(0))
    price = (goods / pieces).quantize(KOPECK, ROUND_DOWN)
    return NewLine(lines[0].sku, pieces, price, shipping + goods - price * pieces)
