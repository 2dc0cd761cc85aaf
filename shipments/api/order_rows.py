"""Rows of orders as `OrderOut` tells them, shaped from plain values: lists are read a lot."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from shipments.api.presenters import tracking_url
from shipments.orders.models import Order
from shipments.orders.queries import lines_of
from shipments.parcels.queries import parcels_of_orders

PLAIN = ("number", "marketplace", "status", "blocker", "promised_from", "promised_to", "city")
MOMENTS = ("ordered_at", "paid_at", "ship_by")
COLUMNS = (
    "pk",
    *PLAIN,
    *MOMENTS,
    "goods_rub",
    "shipping_rub",
    "seller__code",
    "channel__code",
)


def plain_rows(rows: QuerySet[Order]) -> QuerySet[Any]:
    """The orders as dicts of what a list tells of them."""
    return rows.prefetch_related(None).values(*COLUMNS)


def shaped(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list's answer for rows of `plain_rows`, with their lines and parcels; two queries."""
    found = list(rows)
    pks = [row["pk"] for row in found]
    lines: dict[int, list] = defaultdict(list)
    for order, sku, quantity, price, shipping in lines_of(pks):
        told = {"sku": sku, "quantity": quantity, "unit_price": roubles(price)}
        lines[order].append({**told, "shipping": roubles(shipping)})
    parcels: dict[int, list] = defaultdict(list)
    for order, number, last_mile_number, movement in parcels_of_orders(pks):
        parcels[order].append(
            {
                "number": number,
                "last_mile_number": last_mile_number,
                "movement": movement,
                "tracking_url": tracking_url(number),
            }
        )
    zone = timezone.get_current_timezone()
    return [_order(row, lines[row["pk"]], parcels[row["pk"]], zone) for row in found]


def _order(row: dict[str, Any], lines: list, parcels: list, zone: Any) -> dict[str, Any]:
    return {
        **{name: row[name] for name in PLAIN},
        **{name: moment(row[name], zone) for name in MOMENTS},
        "seller": row["seller__code"],
        "channel": row["channel__code"],
        "goods": roubles(row["goods_rub"]),
        "shipping": roubles(row["shipping_rub"]),
        "lines": lines,
        "parcels": parcels,
    }


def roubles(amount: Decimal) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": "RUB"}


def moment(value: datetime | None, zone: Any) -> str | None:
    """A moment as every answer writes it: on the clock of the request, UTC as Z."""
    if value is None:
        return None
    text = value.astimezone(zone).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text
