"""Shopify's order export: order fields stand on the first row of an order only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from shipments.imports.layouts.draft import IDENTITY, Context, Layout, buyer_of
from shipments.imports.layouts.statuses import (
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
from shipments.imports.reading import Cells, is_cancelled
from shipments.orders.intake import NewOrder
from shipments.orders.rules import MOST
from shipments.sentences import say

MONEY = Words(
    paid=words("paid"),
    unpaid=words("pending", "authorized", "unpaid"),
    refused=(
        (words("refunded", "voided"), REFUNDED),
        (words("partially_refunded", "partially_paid"), PARTLY),
        (words("expired"), DROPPED),
    ),
)
# What a cancelled order may say of its money: nothing of it is shipped.
CLOSED = words("paid", "pending", "authorized", "unpaid", "refunded", "voided", "expired", "")
GOODS = Words(
    paid=words("", "unfulfilled", "pending"),
    refused=((words("fulfilled", "shipped"), SHIPPED), (words("partial", "restocked"), PARTLY)),
)
LINE = frozenset(
    {
        "Lineitem sku",
        "Lineitem quantity",
        "Lineitem price",
        "Lineitem discount",
        "Lineitem name",
        "Lineitem fulfillment status",
    }
)


def _attributes(text: str) -> dict[str, str]:
    """Identity digits of `Note Attributes`, one "name: value" a line."""
    pairs = (line.partition(":") for line in text.splitlines())
    found = {name.strip(): value.strip() for name, _, value in pairs}
    return {name: value for name, value in found.items() if name in IDENTITY}


def _cancelled_at(cells: Cells, placed: datetime) -> datetime | None:
    at = cells.moment("Cancelled at")
    return at or (placed if is_cancelled(cells.raw("Notes")) else None)


def _paid_at(cells: Cells, *, cancelled: bool) -> datetime | None:
    """When the order was paid, if its status says that it is; the two must agree."""
    at = cells.moment("Paid at")
    if "Financial Status" not in cells.row.cells:
        return at
    if cancelled and cells.word("Financial Status") in CLOSED:
        return at
    standing = MONEY.standing(cells, "Financial Status")
    if standing == Standing.PAID and at is None:
        cells.refuse("Paid at", say("The order is paid, but not when: the time is missing."))
    if standing == Standing.UNPAID and at is not None:
        cells.refuse("Paid at", say("The order has a time of payment, but is not called paid."))
    return at


def _check_refunds(cells: Cells) -> None:
    """Refuse an order whose money went back, or is due though it is called paid."""
    if back := cells.amount("Refunded Amount", empty=NOTHING):
        is_whole = back == cells.amount("Total", empty=NOTHING)
        cells.refuse("Refunded Amount", REFUNDED if is_whole else PARTLY)
    is_paid = cells.word("Financial Status") == "paid"
    if is_paid and cells.amount("Outstanding Balance", empty=NOTHING):
        cells.refuse("Outstanding Balance", PARTLY)


def _sold(cells: Cells) -> Sold:
    GOODS.standing(cells, "Lineitem fulfillment status")
    if not cells.raw("Lineitem sku"):
        text = say(
            "'%(name)s' has no SKU, so the whole order is left out: give it one in the shop.",
            name=cells.raw("Lineitem name")[:60],
        )
        cells.refuse("Lineitem sku", text)
        return Sold("", 1, NOTHING)
    count = cells.pieces("Lineitem quantity")
    goods = cells.amount("Lineitem price") * count
    off = cells.amount("Lineitem discount", empty=NOTHING)
    if off > goods:
        cells.refuse("Lineitem discount", say("The discount is larger than the price."))
    return Sold(cells.number("Lineitem sku", MOST["sku"]), count, goods - off)


def _price(cells: Cells, sold: Sequence[Sold], off: Decimal) -> bool:
    """Make the lines cost what was paid; whether their prices are but shares of that.

    `off` are the discounts of the lines, taken off already.
    """
    before = sum((sold_line.goods for sold_line in sold), NOTHING)
    found = set(_paid_sums(cells, before, off))
    if len(found) != 1:
        ours = before + cells.amount("Shipping", empty=NOTHING)
        reason = TOTAL_MISSING if found else disagree(ours, cells.amount("Total", empty=NOTHING))
        cells.refuse("Total", reason)
        return False
    [(goods, shipping)] = found
    if goods != before:
        share_goods(sold, goods)
    share_shipping(sold, shipping)
    return goods != before


def _paid_sums(cells: Cells, goods: Decimal, off: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """What goods and shipping cost by each meaning of the discount that the order's sums confirm.

    `Discount Amount` may come on top of the lines' discounts, hold them too, or be the
    shipping's; taxes may stand within the prices or come on top.
    """
    discount, tax, shipping = (
        cells.amount(name, empty=NOTHING) for name in ("Discount Amount", "Taxes", "Shipping")
    )
    ways = [(goods - discount, shipping), (goods + off - max(discount, off), shipping)]
    if cells.raw("Subtotal"):
        ways += [(goods, shipping), (goods, shipping - discount)]
    for paid, sent in ways:
        for more in (NOTHING, tax):
            if paid >= 0 and sent >= 0 and _confirmed(cells, paid, paid + sent + more):
                yield paid + more, sent


def _confirmed(cells: Cells, goods: Decimal, total: Decimal) -> bool:
    return goods == cells.amount("Subtotal", empty=goods) and (
        total == cells.amount("Total", empty=total)
    )


def _street(cells: Cells) -> str:
    """`Shipping Street`, or the two lines it is made of."""
    parts = (cells.raw("Shipping Address1"), cells.raw("Shipping Address2"))
    joined = ", ".join(filter(None, parts))
    return cells.text("Shipping Street", MOST["street"]) or cells.fitting(
        "Shipping Address1", joined, MOST["street"]
    )


def _order(rows: Sequence[Cells], context: Context) -> NewOrder:
    cells = rows[0]
    cells.roubles("Currency")
    cells.russia("Shipping Country")
    placed = cells.required_moment("Created at")
    cancelled = _cancelled_at(cells, placed)
    GOODS.standing(cells, "Fulfillment Status")
    if cancelled is None:
        _check_refunds(cells)
    paid_at = _paid_at(cells, cancelled=cancelled is not None)
    sold = [_sold(row) for row in rows]
    off = sum((row.amount("Lineitem discount", empty=NOTHING) for row in rows), NOTHING)
    shared = not cells.faults and _price(cells, sold, off)
    identity = replace(cells.row, cells=cells.row.cells | _attributes(cells.raw("Note Attributes")))
    return NewOrder(
        seller_id=context.seller_id or 0,
        number=cells.number("Name", MOST["number"], required=True),
        marketplace="shopify",
        ordered_at=placed,
        paid_at=paid_at,
        cancelled_at=cancelled,
        buyer=buyer_of(
            replace(cells, row=identity), name="Shipping Name", tel="Shipping Phone", email="Email"
        ),
        postal_code=cells.index("Shipping Zip"),
        region=cells.text("Shipping Province", MOST["region"]),
        city=cells.text("Shipping City", MOST["city"]),
        street=_street(cells),
        lines=as_lines(sold),
        note=cells.text("Notes", MOST["note"]),
        shared_prices=shared,
    )


COLUMNS = frozenset({"Name", "Created at", "Lineitem sku", "Lineitem quantity", "Lineitem price"})
READS = (
    COLUMNS
    | LINE
    | IDENTITY
    | {
        "Email",
        "Financial Status",
        "Paid at",
        "Fulfillment Status",
        "Currency",
        "Subtotal",
        "Shipping",
        "Taxes",
        "Total",
        "Discount Amount",
        "Shipping Name",
        "Shipping Street",
        "Shipping Address1",
        "Shipping Address2",
        "Shipping City",
        "Shipping Zip",
        "Shipping Country",
        "Shipping Province",
        "Shipping Phone",
        "Notes",
        "Note Attributes",
        "Cancelled at",
        "Refunded Amount",
        "Outstanding Balance",
    }
)
SHOPIFY = Layout("shopify", COLUMNS, READS, LINE, ("Name",), _order, is_sparse=True)
