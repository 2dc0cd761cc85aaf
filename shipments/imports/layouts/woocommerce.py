"""WooCommerce's Customer/Order CSV Export: one row an order, goods as name|sku|quantity|total."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from shipments.imports.layouts.draft import Context, Layout, buyer_of, ordered_at
from shipments.imports.layouts.shares import KOPECK
from shipments.imports.reading import BadCell, amount, text, whole
from shipments.imports.table import Row
from shipments.orders.new import NewLine, NewOrder
from shipments.sentences import say

UNPAID, CANCELLED = {"pending", "on-hold", "failed"}, {"cancelled", "refunded"}


def _key(row: Row, last: str) -> str:
    return row.get("order_number") or row.get("order_id")


def _line(item: str) -> NewLine:
    parts = dict(part.partition(":")[::2] for part in item.split("|"))
    if not parts.get("sku"):
        raise BadCell("line_items", say("No sku in '%(text)s'.", text=item[:60]))
    count, total = whole(parts, "quantity"), amount(parts, "total")
    price = (total / max(1, count)).quantize(KOPECK, ROUND_DOWN)
    return NewLine(parts["sku"].strip(), count, price, total - price * count)


def _lines(cells: dict[str, str]) -> list[NewLine]:
    lines = [_line(item) for item in cells.get("line_items", "").split(";") if item.strip()]
    if lines:
        lines[-1].shipping_rub += amount(cells, "shipping_total", empty=Decimal(0))
    return lines


def _read(rows: Sequence[Row], context: Context) -> NewOrder:
    cells, status = rows[0].cells, rows[0].get("status").casefold()
    placed = ordered_at(cells, "date", context)
    names = ("shipping_last_name", "shipping_first_name")
    named = {**cells, "name": " ".join(filter(None, (cells.get(n, "").strip() for n in names)))}
    order = NewOrder(
        seller_id=context.seller_id or 0,
        number=text(cells, "order_number", 60) or text(cells, "order_id", 60, required=True),
        marketplace="woocommerce",
        ordered_at=placed,
        paid_at=None if status in UNPAID else placed,
        cancelled_at=placed if status in CANCELLED else None,
        buyer=buyer_of(named, name="name", tel="billing_phone", email="billing_email"),
        lines=_lines(cells),
        note=text(cells, "customer_note", 1000),
    )
    return replace(
        order,
        postal_code=text(cells, "shipping_postcode", 6),
        region=text(cells, "shipping_state", 120),
        city=text(cells, "shipping_city", 120),
        street=text(cells, "shipping_address_1", 250),
    )


COLUMNS = frozenset({"order_id", "date", "status", "line_items"})
WOOCOMMERCE = Layout("woocommerce", COLUMNS, _key, _read)
