"""Amazon's order report: tab separated, one row an item, order fields on each row."""

from collections.abc import Sequence
from decimal import Decimal

from shipments.imports.layouts.draft import IDENTITY, Context, Layout, buyer_of
from shipments.imports.layouts.statuses import DISPUTED, PARTLY, SHIPPED
from shipments.imports.layouts.sums import NOTHING, Sold, as_lines
from shipments.imports.reading import Cells
from shipments.orders.new import NewOrder
from shipments.orders.rules import MOST
from shipments.sentences import say

GOODS, SENT = ("item-price", "item-tax"), ("shipping-price", "shipping-tax")
OFF = {"item-price": "item-promotion-discount", "shipping-price": "ship-promotion-discount"}


def _paid(cells: Cells, columns: tuple[str, str]) -> Decimal:
    """What was paid for a row's goods or shipping: price and tax less the promotion."""
    price, tax = (cells.amount(column, empty=NOTHING) for column in columns)
    off = cells.amount(OFF[columns[0]], empty=NOTHING)
    if off > price + tax:
        cells.refuse(OFF[columns[0]], say("The discount is larger than the price."))
    return price + tax - off


def _sold(cells: Cells) -> Sold:
    cells.roubles("currency")
    count = cells.pieces("quantity-purchased")
    if not cells.raw("item-price"):
        text = say("The price is missing: take the report of new orders, which has prices.")
        cells.refuse("item-price", text)
    if cells.amount("quantity-shipped", empty=NOTHING):
        all_gone = cells.amount("quantity-shipped") >= count
        cells.refuse("quantity-shipped", SHIPPED if all_gone else PARTLY)
    return Sold(
        cells.number("sku", MOST["sku"], required=True),
        count,
        _paid(cells, GOODS),
        _paid(cells, SENT),
    )


def _refuse_doubtful(cells: Cells) -> None:
    for column in ("is-buyer-requested-cancellation", "verge-of-cancellation"):
        if cells.word(column) not in ("", "false", "no", "0"):
            cells.refuse(column, DISPUTED)


def _street(cells: Cells) -> str:
    parts = (cells.raw(f"ship-address-{number}") for number in (1, 2, 3))
    return cells.fitting("ship-address-1", ", ".join(filter(None, parts)), MOST["street"])


def _order(rows: Sequence[Cells], context: Context) -> NewOrder:
    cells = rows[0]
    cells.russia("ship-country")
    _refuse_doubtful(cells)
    own = cells.raw("ship-phone-number")
    return NewOrder(
        seller_id=context.seller_id or 0,
        number=cells.number("order-id", MOST["number"], required=True),
        marketplace="amazon",
        ordered_at=cells.required_moment("purchase-date"),
        paid_at=cells.moment("payments-date"),
        buyer=buyer_of(
            cells,
            name="recipient-name",
            tel="ship-phone-number" if own else "buyer-phone-number",
            email="buyer-email",
        ),
        postal_code=cells.index("ship-postal-code"),
        region=cells.text("ship-state", MOST["region"]),
        city=cells.text("ship-city", MOST["city"]),
        street=_street(cells),
        lines=as_lines([_sold(row) for row in rows]),
    )


COLUMNS = frozenset({"order-id", "order-item-id", "purchase-date", "sku", "quantity-purchased"})
LINE = frozenset({"order-item-id", "sku", "quantity-purchased", "quantity-shipped"}).union(
    GOODS, SENT, OFF.values()
)
READS = (
    COLUMNS
    | LINE
    | IDENTITY
    | {
        "payments-date",
        "buyer-email",
        "buyer-phone-number",
        "currency",
        "recipient-name",
        "ship-address-1",
        "ship-address-2",
        "ship-address-3",
        "ship-city",
        "ship-state",
        "ship-postal-code",
        "ship-country",
        "ship-phone-number",
        "is-buyer-requested-cancellation",
        "verge-of-cancellation",
    }
)
AMAZON = Layout("amazon", COLUMNS, READS, LINE, ("order-id",), _order)
