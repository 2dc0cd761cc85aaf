"""The orders that wait: unpaid, to be packed, blocked by the shelf or by the catalogue."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Value

from shipments.actor import Actor
from shipments.dashboards.pipeline import Tally
from shipments.orders.models import Order, OrderLine
from shipments.orders.rules import ADDRESS_INCOMPLETE
from shipments.orders.waiting import CUSTOMS_DATA, LACKING, LONGEST_MM, OF_THE_GOODS, OUT_OF_STOCK

# Beyond this a number only says "so many and more".
COUNTED = 1_000
BLOCKERS = (OUT_OF_STOCK, ADDRESS_INCOMPLETE, *OF_THE_GOODS)
WHO: dict[str, str] = {Order.Status.PLACED: "buyer", Order.Status.PAID: "warehouse"}


def waiting_orders(actor: Actor) -> dict[str, Tally]:
    """By blocker or status: how many, COUNTED at the most, and since when the oldest; one query."""
    rows = Order.objects.visible_to(actor)
    parts = [_oldest(word, rows.filter(blocker=word)) for word in BLOCKERS]
    parts += [_oldest(word, rows.filter(status=word)) for word in Order.Status.OPEN]
    return {word: Tally(word, n, since, WHO.get(word, "you")) for word, n, since in _tallied(parts)}


def _oldest(word: str, rows: QuerySet) -> QuerySet:
    told = rows.annotate(word=Value(word)).values_list("word", "ordered_at")
    return told.order_by("ordered_at")[:COUNTED]


def _tallied(parts: list[QuerySet]) -> list[tuple[str, int, datetime]]:
    """The parts counted by their word in the database."""
    sql, params = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word, count(*), min(at) FROM ({sql}) AS f(word, at) GROUP BY word", params
        )
        return cursor.fetchall()


def goods_that_block(actor: Actor, limit: int = 5) -> list[Any]:
    """The products for whose sake paid orders cannot be packed, with how many orders wait."""
    orders = Order.objects.visible_to(actor).filter(blocker__in=OF_THE_GOODS).order_by()
    lines = OrderLine.objects.filter(_unfit(), order__in=orders.values("pk")[:COUNTED])
    rows = lines.values("product", "sku", blocker=F("order__blocker")).annotate(n=Count("order"))
    return list(rows.order_by("-n", "sku")[:limit])


def _unfit() -> Q:
    """A line whose goods are the reason that stands on its order."""
    found = Q(order__blocker="no_weight", product__weight_grams__isnull=True)
    found |= Q(LACKING, order__blocker=CUSTOMS_DATA)
    most = F("order__channel__max_parcel_grams")
    found |= Q(order__blocker="too_heavy", product__weight_grams__gt=most)
    for side in ("length", "width", "height"):
        long = {f"product__{side}_mm__gt": LONGEST_MM}
        found |= Q(order__blocker="too_large", **long)
    return found
