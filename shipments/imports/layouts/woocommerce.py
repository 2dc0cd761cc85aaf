"""WooCommerce's Customer/Order CSV Export: one row an order, goods as name|sku|quantity|total."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shipments.imports.cleaning import Unread, identifier
from shipments.imports.layouts.draft import IDENTITY, Context, Layout, buyer_of
from shipments.imports.layouts.statuses import (
    DISPUTED,
    DROPPED,
    PARTLY,
    REFUNDED,
    SHIPPED,
    Standing,
    Words,
    words,
)
from shipments.imports.layouts.sums import (
    NOTHING,
    TOTAL_MISSING,
    Sold,
    as_lines,
    disagree,
    share_goods,
    share_shipping,
)
from shipments.imports.reading import Cells, read_amount, read_pieces
from shipments.orders.intake import NewOrder
from shipments.orders.rules import MOST
from shipments.sentences import say


def _both(*known: str) -> frozenset[str]:
    """Each word as the shop shows it and as its database keeps it."""
    return words(*known, *(f"wc-{word}" for word in known))


STATUS = Words(
    paid=_both("processing"),
    unpaid=_both("pending", "on-hold", "failed"),
    cancelled=_both("cancelled", "canceled"),
    refused=(
        (_both("completed", "shipped", "delivered"), SHIPPED),
        (_both("refunded"), REFUNDED),
        (_both("partially-refunded", "partially-paid", "partial-shipped"), PARTLY),
        (_both("trash", "checkout-draft", "draft", "auto-draft"), DROPPED),
        (_both("disputed"), DISPUTED),
    ),
)
FIELDS = (
    "id",
    "name",
    "product_id",
    "variation_id",
    "sku",
    "quantity",
    "subtotal",
    "subtotal_tax",
    "total",
    "total_tax",
    "tax",
    "refunded",
    "refunded_qty",
    "meta",
)
# A separator stands before a known field only: names hold ";" and "|" too.
_ITEM_ENDS = re.compile(r";\s*(?=(?:id|name|product_id|sku|quantity):)")
_FIELD_ENDS = re.compile(rf"\|(?=(?:{'|'.join(FIELDS)}):)")


def _sold(item: str) -> Sold:
    """One item of the cell `line_items`. Raises Unread."""
    pairs = [part.partition(":")[::2] for part in _FIELD_ENDS.split(item)]
    parts = {name.strip(): value.strip() for name, value in pairs}
    if len(parts) < len(pairs):
        raise Unread(say("A field stands twice in '%(text)s'.", text=item[:60]))
    if not parts.get("sku"):
        raise Unread(say("No sku in '%(text)s'.", text=item[:60]))
    count = read_pieces(parts.get("quantity", ""))
    if _given_back(parts):
        raise Unread(PARTLY)
    return Sold(identifier(parts["sku"]), count, read_amount(parts.get("total", "")))


def _given_back(parts: dict[str, str]) -> bool:
    return any(parts.get(name, "").strip("0.,- ") for name in ("refunded", "refunded_qty"))


def _items(cells: Cells) -> list[Sold]:
    found = []
    for item in filter(str.strip, _ITEM_ENDS.split(cells.raw("line_items").rstrip("; "))):
        try:
            found.append(_sold(item.strip()))
        except Unread as unread:
            cells.refuse("line_items", unread.reason)
    if not found and not cells.faults:
        cells.refuse("line_items", say("The order has no goods: name at least one SKU."))
    return found


def _price(cells: Cells, sold: Sequence[Sold]) -> bool:
    """Make the lines cost what was paid; whether their prices are but shares of that.

    Whether a discount of the cart is in the items' sums already, the order's total tells.
    """
    before = sum((sold_line.goods for sold_line in sold), NOTHING)
    shipping = _sum(cells, "shipping_total", "shipping_tax_total", "fee_total", "fee_tax_total")
    tax = cells.amount("tax_total", empty=NOTHING)
    offs = {cells.amount(name, empty=NOTHING) for name in DISCOUNTS} | {NOTHING}
    ways = {before - off + more for off in offs for more in (NOTHING, tax) if off <= before}
    total = cells.amount("order_total", empty=NOTHING)
    found = {goods for goods in ways if goods + shipping == total or not cells.raw("order_total")}
    if len(found) != 1:
        reason = TOTAL_MISSING if found else disagree(before + shipping, total)
        cells.refuse("order_total", reason)
        return False
    [goods] = found
    if goods != before:
        share_goods(sold, goods)
    share_shipping(sold, shipping)
    return goods != before


def _sum(cells: Cells, *columns: str) -> Decimal:
    return sum((cells.amount(column, empty=NOTHING) for column in columns), NOTHING)


def _order(rows: Sequence[Cells], context: Context) -> NewOrder:
    cells = rows[0]
    standing, placed = STATUS.standing(cells, "status"), cells.required_moment("date")
    for column in ("currency", "order_currency"):
        cells.roubles(column)
    cells.russia("shipping_country")
    sold = _items(cells)
    shared = not cells.faults and _price(cells, sold)
    names = (cells.raw("shipping_last_name"), cells.raw("shipping_first_name"))
    street = (cells.raw("shipping_address_1"), cells.raw("shipping_address_2"))
    named = replace(
        cells.row, cells=cells.row.cells | {"shipping_name": " ".join(filter(None, names))}
    )
    return NewOrder(
        seller_id=context.seller_id or 0,
        number=cells.number("order_number", MOST["number"])
        or cells.number("order_id", MOST["number"], required=True),
        marketplace="woocommerce",
        ordered_at=placed,
        paid_at=None if standing == Standing.UNPAID else placed,
        cancelled_at=placed if standing == Standing.CANCELLED else None,
        buyer=buyer_of(
            replace(cells, row=named),
            name="shipping_name",
            tel="billing_phone",
            email="billing_email",
        ),
        postal_code=cells.index("shipping_postcode"),
        region=cells.text("shipping_state", MOST["region"]),
        city=cells.text("shipping_city", MOST["city"]),
        street=cells.fitting("shipping_address_1", ", ".join(filter(None, street)), MOST["street"]),
        lines=as_lines(sold),
        note=cells.text("customer_note", MOST["note"]),
        shared_prices=shared,
    )


DISCOUNTS = ("cart_discount", "order_discount", "discount_total")
COLUMNS = frozenset({"order_id", "date", "status", "line_items"})
READS = COLUMNS.union(
    DISCOUNTS,
    IDENTITY,
    {
        "order_number",
        "shipping_total",
        "shipping_tax_total",
        "tax_total",
        "fee_total",
        "fee_tax_total",
        "order_total",
        "currency",
        "order_currency",
        "billing_email",
        "billing_phone",
        "shipping_first_name",
        "shipping_last_name",
        "shipping_address_1",
        "shipping_address_2",
        "shipping_postcode",
        "shipping_city",
        "shipping_state",
        "shipping_country",
        "customer_note",
    },
)
WOOCOMMERCE = Layout(
    "woocommerce",
    COLUMNS,
    READS,
    frozenset(),
    ("order_number", "order_id"),
    _order,
    is_one_row=True,
)
