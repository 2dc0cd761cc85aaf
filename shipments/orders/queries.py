"""Reads of orders."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.catalogue.gaps import customs_gaps
from shipments.catalogue.models import Product
from shipments.orders.models import Order, OrderLine

# Nobody reads a chip's number beyond this, and counting a million rows takes long.
COUNTED = 1_000


def orders_for(actor: Actor) -> QuerySet[Order]:
    """Orders the actor may see, newest first, with what a list shows: lines and parcels."""
    rows = Order.objects.visible_to(actor).select_related("seller", "channel")
    return rows.prefetch_related("lines", "parcels").order_by("-ordered_at", "-pk")


def lines_of(orders: Sequence[int]) -> QuerySet[OrderLine, tuple]:
    """Order, SKU, pieces, price and shipping of each line of these orders, in the order written."""
    rows = OrderLine.objects.filter(order__in=orders).order_by("pk")
    return rows.values_list("order_id", "sku", "quantity", "unit_price_rub", "shipping_rub")


def order_for(actor: Actor, number: str) -> Order | None:
    """The newest order of a number that the actor may see, with its contents."""
    return with_contents(orders_for(actor)).filter(number=number).first()


def with_contents(rows: QuerySet[Order]) -> QuerySet[Order]:
    """The orders with what a page of one shows too: receiver, products and payments."""
    return rows.select_related("receiver").prefetch_related("lines__product", "payments")


def orders_by_status(actor: Actor) -> dict[str, int]:
    """How many orders are in each status, counted up to COUNTED; one query."""
    rows = Order.objects.visible_to(actor).order_by().values_list("status", flat=True)
    first, *others = (rows.filter(status=word)[:COUNTED] for word in Order.Status.values)
    return dict(Counter(first.union(*others, all=True)))


def counted(rows: QuerySet) -> int:
    """How many rows there are, counted up to COUNTED."""
    return rows.order_by()[:COUNTED].count()


def goods_with_gaps(order: Order) -> list[tuple[Product, list[str]]]:
    """The products of an order without their customs data, and the words of what each lacks."""
    told = ((line.product, customs_gaps(line.product)) for line in order.lines.all())
    return [(product, words) for product, words in told if words]


def newest_order() -> int:
    """The row id of the newest order there is: what comes later is no part of what was shown."""
    return Order.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def orders_going_on(named: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these (seller, number) pairs those whose order is here and has not left the warehouse."""
    pairs = set(named)
    rows = Order.objects.filter(
        seller_id__in={seller for seller, _ in pairs},
        number__in={number for _, number in pairs},
        status__in=[Order.Status.PLACED, Order.Status.PAID, Order.Status.PACKED],
    )
    return set(rows.values_list("seller_id", "number")) & pairs
