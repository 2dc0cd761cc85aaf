"""Our own layout: one row a line of an order (surface.md, Files)."""

from collections.abc import Sequence

from shipments.imports.layouts.draft import IDENTITY, Context, Layout, buyer_of
from shipments.imports.layouts.sums import NOTHING, Sold, as_lines
from shipments.imports.reading import Cells, is_cancelled
from shipments.orders.new import NewOrder
from shipments.orders.rules import MOST
from shipments.sentences import say

LINE = frozenset({"sku", "quantity", "unit_price", "shipping_fee"})


def _seller(cells: Cells, context: Context) -> int:
    code = cells.number("seller_code", 20)
    named = context.sellers.get(code)
    if context.seller_id is not None:
        if code and named != context.seller_id:
            text = say("Seller %(code)s is not the one this file is for.", code=code[:20])
            cells.refuse("seller_code", text)
        return context.seller_id
    if named is None:
        text = say("There is no seller '%(code)s' here.", code=code[:20])
        cells.refuse("seller_code", text)
    return named or 0


def _sold(cells: Cells) -> Sold:
    """One row's line; a row of nothing but the order's own fields has no goods."""
    cells.roubles("currency")
    if not any(cells.raw(column) for column in ("sku", "quantity", "unit_price")):
        cells.refuse("sku", say("The order has no goods: name at least one SKU."))
        return Sold("", 1, NOTHING)
    count = cells.pieces("quantity")
    return Sold(
        cells.number("sku", MOST["sku"], required=True),
        count,
        cells.amount("unit_price") * count,
        cells.amount("shipping_fee", empty=NOTHING),
    )


def _order(rows: Sequence[Cells], context: Context) -> NewOrder:
    cells = rows[0]
    placed, paid = cells.required_moment("ordered_at"), cells.moment("paid_at")
    note = cells.text("note", MOST["note"])
    return NewOrder(
        seller_id=_seller(cells, context),
        number=cells.number("order_number", MOST["number"], required=True),
        marketplace=cells.text("marketplace", MOST["marketplace"]) or "plain",
        ordered_at=placed,
        paid_at=paid,
        cancelled_at=(paid or placed) if is_cancelled(note) else None,
        buyer=buyer_of(cells, name="buyer_name", tel="buyer_phone", email="buyer_email"),
        postal_code=cells.index("postal_code"),
        region=cells.text("region", MOST["region"]),
        city=cells.text("city", MOST["city"]),
        street=cells.text("street", MOST["street"]),
        lines=as_lines([_sold(row) for row in rows]),
        note=note,
    )


COLUMNS = frozenset({"order_number", "ordered_at", "sku", "quantity", "unit_price"})
READS = (
    COLUMNS
    | LINE
    | IDENTITY
    | {
        "seller_code",
        "marketplace",
        "paid_at",
        "buyer_name",
        "buyer_phone",
        "buyer_email",
        "postal_code",
        "region",
        "city",
        "street",
        "currency",
        "note",
    }
)
PLAIN = Layout("plain", COLUMNS, READS, LINE, ("order_number",), _order, owner="seller_code")
