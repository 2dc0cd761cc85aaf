"""Shopify's order export: order fields stand on the first row of an order only."""

from collections.abc import Sequence
from decimal import Decimal

from shipments.imports.layouts.draft import Context, Layout, buyer_of, ordered_at
from shipments.imports.layouts.shares import in_shares
from shipments.imports.reading import amount, is_cancelled, moment, rouble, text, whole
from shipments.imports.table import Row
from shipments.orders.new import NewLine, NewOrder


def _key(row: Row, last: str) -> str:
    return row.get("Name") or last


def _attributes(text_: str) -> dict[str, str]:
    """`Note Attributes`, one "name: value" a line."""
    pairs = (line.partition(":") for line in text_.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _lines(rows: Sequence[Row]) -> list[NewLine]:
    cells = rows[0].cells
    goods = [row for row in rows if row.get("Lineitem sku")]
    prices = [
        amount(row.cells, "Lineitem price") * whole(row.cells, "Lineitem quantity") for row in goods
    ]
    shipping = in_shares(amount(cells, "Shipping", empty=Decimal(0)), prices)
    return [
        NewLine(
            sku=text(row.cells, "Lineitem sku", 64),
            quantity=whole(row.cells, "Lineitem quantity"),
            unit_price_rub=amount(row.cells, "Lineitem price"),
            shipping_rub=share,
        )
        for row, share in zip(goods, shipping, strict=True)
    ]


def _read(rows: Sequence[Row], context: Context) -> NewOrder:
    cells = rows[0].cells
    rouble(cells, "Currency")
    note = text(cells, "Notes", 1000)
    person = {**cells, **_attributes(cells.get("Note Attributes", ""))}
    return NewOrder(
        seller_id=context.seller_id or 0,
        number=text(cells, "Name", 60, required=True),
        marketplace="shopify",
        ordered_at=ordered_at(cells, "Created at", context),
        paid_at=moment(cells, "Paid at", context.zone),
        cancelled_at=moment(cells, "Cancelled at", context.zone)
        or (ordered_at(cells, "Created at", context) if is_cancelled(note) else None),
        buyer=buyer_of(person, name="Shipping Name", tel="Shipping Phone", email="Email"),
        postal_code=text(cells, "Shipping Zip", 20).strip("'")[:6],
        region=text(cells, "Shipping Province", 120),
        city=text(cells, "Shipping City", 120),
        street=text(cells, "Shipping Street", 250),
        lines=_lines(rows),
        note=note,
    )


COLUMNS = frozenset({"Name", "Created at", "Lineitem sku", "Lineitem quantity", "Lineitem price"})
SHOPIFY = Layout("shopify", COLUMNS, _key, _read)
