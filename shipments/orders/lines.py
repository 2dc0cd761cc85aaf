"""Correcting the goods of an order that is not packed: its sums and its reservation follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Right
from shipments.catalogue.models import Product
from shipments.errors import BadInput, WrongState
from shipments.history.actions import note_change
from shipments.orders.actions import reserve_goods, wants_of
from shipments.orders.intake import NewLine
from shipments.orders.models import Order, OrderLine, Payment
from shipments.orders.reasons import OrderReason
from shipments.orders.refusals import refusal_of_lines
from shipments.orders.rules import ADDRESS_INCOMPLETE, MAX_AMOUNT
from shipments.sentences import say, word
from shipments.stock.actions import release
from shipments.stock.ledger import lock_levels
from shipments.stock.queries import main_warehouse

# How the reference of a difference begins that was settled with the buyer.
DIFFERENCE = "difference: "
MOST_OF_REFERENCE = 60


@transaction.atomic
def correct_lines(
    *,
    order: Order,
    lines: Sequence[NewLine],
    shipping: Decimal,
    by: Actor,
    at: datetime,
    settled: str = "",
) -> Order:
    """Write the goods of an order anew: SKU, pieces and price of each line, roubles of shipping.

    - What was reserved is freed and reserved anew; what the shelf lacks blocks the order.
    - Of a paid order the difference of the sums is booked by the reference `settled`, by which it
      was paid or given back; without one another sum is refused.
      Who may not record money settles none.
    - Each line that changed is written in the history. The same once more changes nothing.
    - Raises WrongState once the order is packed or ended, BadInput naming what is wrong.
    """
    by.require(*SELLER_WRITERS)
    fresh = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if fresh.status not in Order.Status.OPEN:
        text = say(
            "The order is %(status)s: its goods can no longer be changed.",
            status=word(Order.Status(fresh.status).label),
        )
        raise WrongState("not_open", text)
    products = _products(fresh, lines)
    _refuse(fresh, lines, shipping, products)
    before = list(fresh.lines.order_by("pk"))
    told = _differences(before, lines, fresh.shipping_rub, shipping)
    if not told:
        return fresh
    goods = sum((line.quantity * line.unit_price_rub for line in lines), Decimal(0))
    _settle(fresh, goods + shipping, settled, by, at)
    _lock_goods(before, products)
    _free(fresh, by, at)
    _write(fresh, before, lines, shipping, products)
    Order.objects.filter(pk=fresh.pk).update(
        goods_rub=goods, shipping_rub=shipping, reserved_at=None, blocker=_blocker(fresh)
    )
    if fresh.status == Order.Status.PAID:
        reserve_goods([fresh.pk], by=by, at=at)
    for each_text in told:
        note_change(
            thing=fresh,
            old=fresh.status,
            new=fresh.status,
            by=by,
            at=at,
            reason=OrderReason.GOODS_CORRECTED,
            note=each_text,
        )
    fresh.refresh_from_db()
    return fresh


def _products(order: Order, lines: Sequence[NewLine]) -> dict[str, Product]:
    skus = {line.sku for line in lines}
    rows = Product.objects.filter(seller=order.seller_id, sku__in=skus)
    return {product.sku: product for product in rows}


def _refuse(
    order: Order, lines: Sequence[NewLine], shipping: Decimal, products: Mapping[str, Product]
) -> None:
    known = {(order.seller_id, sku): product for sku, product in products.items()}
    if reason := refusal_of_lines(order.seller_id, lines, known):
        raise reason
    if len({line.sku for line in lines}) < len(lines):
        text = say("A SKU stands in two lines: write it in one.")
        raise BadInput("sku_twice", text, {"sku": ""})
    if not 0 <= shipping <= MAX_AMOUNT:
        text = say("Prices are roubles, not below nothing.")
        raise BadInput("bad_price", text, {"shipping": str(shipping)})


def _differences(
    before: Sequence[OrderLine], lines: Sequence[NewLine], was: Decimal, shipping: Decimal
) -> list[str]:
    """What stood and what stands, one text for each line that is not the same."""
    old = {line.sku: _present(line) for line in before}
    new = {line.sku: _present(line) for line in lines}
    changed = [sku for sku in {**old, **new} if old.get(sku) != new.get(sku)]
    told = [f"{sku}: {old.get(sku, '0')} → {new.get(sku, '0')}" for sku in changed]
    return told + ([f"+ {was:.2f} → + {shipping:.2f} RUB"] if was != shipping else [])


def _present(line: OrderLine | NewLine) -> str:
    return f"{line.quantity} × {line.unit_price_rub:.2f} RUB"


def _settle(order: Order, total: Decimal, settled: str, by: Actor, at: datetime) -> None:
    """Book what was paid or given back since the order was paid. Raises BadInput where it is not
    said how, NotAllowed for one who may not record money."""
    due = total - order.goods_rub - order.shipping_rub
    if order.status != Order.Status.PAID or not due:
        return
    by.require_right(Right.MONEY)
    reference = " ".join(settled.split())
    if not reference or len(reference) > MOST_OF_REFERENCE:
        text = say(
            "The order is paid and comes to %(due)s ₽ otherwise than it did: settle it with the"
            " buyer, and write here by which payment or refund (up to %(most)s characters).",
            due=f"{due:+.2f}",
            most=MOST_OF_REFERENCE,
        )
        raise BadInput("not_settled", text, {"settled": ""})
    reference = f"{DIFFERENCE}{reference}"
    if order.payments.filter(reference=reference).exists():
        text = say(
            "This reference is booked on the order already: give the one of this difference."
        )
        raise BadInput("reference_taken", text, {"settled": reference})
    Payment.objects.create(
        order=order,
        kind=Payment.Kind.DIFFERENCE,
        amount_rub=due,
        reference=reference,
        happened_at=at,
    )


def _lock_goods(before: Sequence[OrderLine], products: Mapping[str, Product]) -> None:
    """Lock the levels of the old goods and the new in one go, so that nobody waits in a ring."""
    wanted = {line.product_id for line in before} | {product.pk for product in products.values()}
    lock_levels(wanted, main_warehouse().pk)


def _free(order: Order, by: Actor, at: datetime) -> None:
    if order.reserved_at:
        wants = wants_of([order.pk])
        release(wants=wants, warehouse_id=main_warehouse().pk, by=by, at=at)


def _blocker(order: Order) -> str:
    """What still stands in the way; what the old goods lacked is looked at anew."""
    return order.blocker if order.blocker == ADDRESS_INCOMPLETE else ""


def _write(
    order: Order,
    before: Sequence[OrderLine],
    lines: Sequence[NewLine],
    shipping: Decimal,
    products: Mapping[str, Product],
) -> None:
    """Keep the rows of goods that stay; the shipping stays with its lines as far as it can."""
    shares = _shares(before, lines, shipping)
    rows = {line.sku: line for line in before}
    OrderLine.objects.filter(
        pk__in=[row.pk for sku, row in rows.items() if sku not in shares]
    ).delete()
    OrderLine.objects.bulk_create(
        (
            OrderLine(
                order=order,
                product=products[line.sku],
                sku=line.sku,
                quantity=line.quantity,
                unit_price_rub=line.unit_price_rub,
                shipping_rub=shares[line.sku],
            )
            for line in lines
        ),
        update_conflicts=True,
        unique_fields=["order", "product"],
        update_fields=["quantity", "unit_price_rub", "shipping_rub"],
    )


def _shares(
    before: Sequence[OrderLine], lines: Sequence[NewLine], shipping: Decimal
) -> dict[str, Decimal]:
    """The shipping of each line: as it was, if that is not too much; the rest on the first."""
    was = {line.sku: line.shipping_rub for line in before}
    kept = {line.sku: was.get(line.sku, Decimal(0)) for line in lines}
    rest = shipping - sum(kept.values(), Decimal(0))
    first = lines[0].sku
    if rest < 0:
        return {**dict.fromkeys(kept, Decimal(0)), first: shipping}
    return {**kept, first: kept[first] + rest}
