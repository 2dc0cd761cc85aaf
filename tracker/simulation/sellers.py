"""The demo's sellers: they place orders, send goods to the warehouse, and change their minds."""

import math
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from shipments.actor import system
from shipments.cancellation.actions import cancel_orders
from shipments.catalogue.models import Product
from shipments.errors import Duplicate
from shipments.orders.actions import pay_orders
from shipments.orders.intake import NewBuyer, NewLine, NewOrder
from shipments.orders.models import Order
from shipments.orders.placing import place_orders
from shipments.parties.models import Seller
from shipments.stock.models import Replenishment, StockLevel, Warehouse
from shipments.stock.replenishing import (
    announce_replenishment,
    cancel_replenishment,
    close_replenishment,
    receive_replenishment,
)
from tracker.simulation.chance import Dice
from tracker.simulation.names import ADDRESSES, FIRST_NAMES, LAST_NAMES, MARKETPLACES, inn

BY = system("simulation: sellers")
LATE_PAYERS, CANCELLED, NEVER_PAID = 0.05, 0.01, 0.01
ON_THE_ROAD = timedelta(hours=60)
LOW, REFILL = 20, 200


def order_some(dice: Dice, *, since: datetime, until: datetime, per_day: int) -> int:
    """Place the orders that fall between two moments; more by day than by night."""
    products = list(
        Product.objects.exclude(weight_grams=None).select_related("seller").order_by("pk")
    )
    if not products or not per_day:
        return 0
    orders = [
        _order(dice, moment, n, products) for n, moment in _moments(dice, since, until, per_day)
    ]
    return len(place_orders(new=orders, by=BY, at=until).created)


def _moments(
    dice: Dice, since: datetime, until: datetime, per_day: int
) -> Iterator[tuple[int, datetime]]:
    """The moments of ordering, numbered: evenly in the hour, fewer at night in Moscow."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    while hour < until:
        share = 1.3 if 5 <= hour.hour < 20 else 0.5
        count = math.floor(per_day / 24 * share + dice.chance(hour.isoformat(), "orders"))
        for n in range(count):
            moment = hour + timedelta(seconds=3600 * (n + 0.5) / count)
            if since <= moment < until:
                yield n, moment
        hour += timedelta(hours=1)


def _order(dice: Dice, moment: datetime, n: int, products: list[Product]) -> NewOrder:
    name = f"{moment:%Y%m%d%H}{n:04d}"
    product = dice.pick(name, "product", products)
    late = dice.happens(name, "pays late", LATE_PAYERS)
    postal_code, region, city, street = dice.pick(name, "address", ADDRESSES)
    return NewOrder(
        seller_id=product.seller_id,
        number=f"D{name}",
        marketplace=dice.pick(name, "marketplace", MARKETPLACES),
        ordered_at=moment,
        paid_at=None if late else moment + timedelta(minutes=2),
        buyer=_buyer(dice, name),
        postal_code=postal_code,
        region=region,
        city=city,
        street=f"{street}, {dice.between(name, 'house', 1, 120)}",
        lines=[_line(dice, name, product)],
    )


def _buyer(dice: Dice, name: str) -> NewBuyer:
    """A buyer as Russian customs wants him: with the INN and the passport of an express parcel."""
    person = f"{dice.pick(name, 'last', LAST_NAMES)} {dice.pick(name, 'first', FIRST_NAMES)}"
    digits = dice.between(name, "phone", 1_000_000, 9_999_999)
    return NewBuyer(
        name=person,
        phone=f"+7943{digits:07d}",
        email=f"buyer{dice.between(name, 'mail', 1, 999_999)}@example.com",
        inn=inn(6_600_000_000 + dice.between(name, "inn", 10_000_000, 99_999_999)),
        passport_series=f"65{dice.between(name, 'series', 0, 25):02d}",
        passport_number=f"{dice.between(name, 'passport', 100_000, 999_999)}",
    )


def _line(dice: Dice, name: str, product: Product) -> NewLine:
    value = product.declared_value_cny or Decimal(80)
    price = value * Decimal("12.3") * Decimal(100 + dice.between(name, "margin", 10, 90)) / 100
    return NewLine(
        sku=product.sku,
        quantity=1 + dice.happens(name, "second piece", 0.12),
        unit_price_rub=price.quantize(Decimal("1")),
        shipping_rub=Decimal(dice.between(name, "shipping", 90, 600)),
    )


def pay_late(dice: Dice, *, at: datetime) -> int:
    """Pay what was ordered without money, some hours later; a few never pay."""
    rows = Order.objects.filter(status=Order.Status.PLACED, number__startswith="D")
    due = [
        order
        for order in rows.order_by("pk")[:2000]
        if not dice.happens(order.number, "never pays", NEVER_PAID / LATE_PAYERS)
        and dice.is_due(order.number, "pays", order.ordered_at, at, median=9, most=48)
    ]
    if due:
        pay_orders(orders=due, by=BY, at=at, require_stock=False)
    return len(due)


def change_minds(dice: Dice, *, at: datetime) -> int:
    """Cancel a few paid orders before they are packed."""
    rows = Order.objects.filter(status=Order.Status.PAID, number__startswith="D").order_by("pk")
    sorry = [o for o in rows[:5000] if dice.happens(o.number, "cancels", CANCELLED)]
    if sorry:
        cancel_orders(orders=sorry, by=BY, at=at, why="buyer changed his mind")
    return len(sorry)


def refill(dice: Dice, *, at: datetime, warehouse: Warehouse) -> int:
    """Announce goods for products that run low or that paid orders wait for, once at a time."""
    wanted = _wanted(warehouse)
    coming = set(
        Replenishment.objects.filter(status__in=["expected", "receiving"]).values_list(
            "lines__product_id", flat=True
        )
    )
    by_seller: dict[int, dict[int, int]] = {}
    for product, seller_id, quantity in wanted:
        if product not in coming:
            by_seller.setdefault(seller_id, {})[product] = quantity
    for seller_id, lines in sorted(by_seller.items()):
        seller = Seller.objects.get(pk=seller_id)
        with suppress(Duplicate):  # announced by a run that was killed right after
            announce_replenishment(
                seller=seller,
                warehouse=warehouse,
                number=f"R{at:%Y%m%d%H%M}-{seller.code}",
                lines=lines,
                expected_at=at + ON_THE_ROAD,
                by=BY,
                at=at,
            )
    return len(by_seller)


def _wanted(warehouse: Warehouse) -> list[tuple[int, int, int]]:
    """(product, seller, pieces) of what is low on the shelf or asked for by paid orders."""
    waiting = Order.objects.filter(status=Order.Status.PAID, reserved_at=None)
    asked: dict[int, tuple[int, int]] = {}
    rows = waiting.values_list("lines__product_id", "seller_id", "lines__quantity")
    for product, seller, quantity in rows:
        if product:
            asked[product] = (seller, asked.get(product, (seller, 0))[1] + quantity)
    low = StockLevel.objects.filter(warehouse=warehouse, in_transit=0).exclude(on_hand__gt=LOW)
    for product, seller in low.values_list("product_id", "product__seller_id"):
        asked.setdefault(product, (seller, 0))
    return [(product, seller, need + REFILL) for product, (seller, need) in sorted(asked.items())]


def receive(dice: Dice, *, at: datetime) -> int:
    """Receive what has come: mostly as announced, sometimes short, over or damaged."""
    due = Replenishment.objects.filter(status=Replenishment.Status.EXPECTED, expected_at__lte=at)
    for replenishment in due.prefetch_related("lines").order_by("pk"):
        counts = {
            line.product_id: _count(
                dice, f"{replenishment.number}-{line.product_id}", line.expected
            )
            for line in replenishment.lines.all()
        }
        _take_in(replenishment, counts, at)
    return len(due)


@transaction.atomic
def _take_in(
    replenishment: Replenishment, counts: dict[int, tuple[int, int]], at: datetime
) -> None:
    """All of it in one receipt, and closed; cancelled where nothing came."""
    if not any(good or damaged for good, damaged in counts.values()):
        cancel_replenishment(replenishment=replenishment, by=BY, at=at)
        return
    receive_replenishment(replenishment=replenishment, counts=counts, by=BY, at=at)
    close_replenishment(replenishment=replenishment, by=BY, at=at)


def _count(dice: Dice, name: str, expected: int) -> tuple[int, int]:
    """(received in good order, damaged) of what was expected."""
    short = dice.between(name, "short", 1, 3) if dice.happens(name, "is short", 0.03) else 0
    over = dice.between(name, "over", 1, 2) if dice.happens(name, "is over", 0.01) else 0
    damaged = dice.between(name, "damage", 1, 2) if dice.happens(name, "damaged", 0.02) else 0
    return max(0, expected - short + over - damaged), min(damaged, expected)
