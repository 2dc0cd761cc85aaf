"""Our own layout: one row a line of an order (surface.md, Files)."""

from collections.abc import Sequence

from shipments.imports.layouts.draft import Context, Layout, buyer_of, ordered_at
from shipments.imports.reading import BadCell, amount, is_cancelled, moment, rouble, text, whole
from shipments.imports.table import Row
from shipments.orders.new import NewLine, NewOrder
from shipments.sentences import say


def _key(row: Row, last: str) -> str:
    return f"{row.get('seller_code')}/{row.get('order_number')}"


def _seller(cells: dict[str, str], context: Context) -> int:
    code = cells.get("seller_code", "").strip()
    if context.seller_id is not None and (
        not code or context.sellers.get(code) == context.seller_id
    ):
        return context.seller_id
    if context.seller_id is not None:
        text_of = say("Seller %(code)s is not the one this file is for.", code=code[:20])
        raise BadCell("seller_code", text_of)
    if code not in context.sellers:
        raise BadCell("seller_code", say("There is no seller '%(code)s' here.", code=code[:20]))
    return context.sellers[code]


def _line(row: Row) -> NewLine | None:
    if not row.get("sku"):
        return None
    rouble(row.cells, "currency")
    return NewLine(
        sku=text(row.cells, "sku", 64),
        quantity=whole(row.cells, "quantity"),
        unit_price_rub=amount(row.cells, "unit_price"),
        shipping_rub=amount(row.cells, "shipping_fee", empty=amount({"x": "0"}, "x")),
    )


def _read(rows: Sequence[Row], context: Context) -> NewOrder:
    cells = rows[0].cells
    placed, paid = ordered_at(cells, "ordered_at", context), moment(cells, "paid_at", context.zone)
    note = text(cells, "note", 1000)
    return NewOrder(
        seller_id=_seller(cells, context),
        number=text(cells, "order_number", 60, required=True),
        marketplace=text(cells, "marketplace", 20) or "plain",
        ordered_at=placed,
        paid_at=paid,
        cancelled_at=(paid or placed) if is_cancelled(note) else None,
        buyer=buyer_of(cells, name="buyer_name", tel="buyer_phone", email="buyer_email"),
        postal_code=text(cells, "postal_code", 6),
        region=text(cells, "region", 120),
        city=text(cells, "city", 120),
        street=text(cells, "street", 250),
        lines=[line for row in rows if (line := _line(row))],
        note=note,
    )


COLUMNS = frozenset({"order_number", "ordered_at", "sku", "quantity", "unit_price"})
PLAIN = Layout("plain", COLUMNS, _key, _read)
