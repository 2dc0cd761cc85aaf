"""What an action on many orders will do, counted before it is done."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from shipments.orders.models import Order, Payment
from shipments.parcels.models import Movement, Parcel

Status = Order.Status


def cancelling(orders: QuerySet[Order]) -> dict[str, Any]:
    """How many orders can be cancelled (`can`), have left (`left`), are cancelled (`already`).

    `money` is what is booked as returned to their buyers: pairs of a currency and a sum.
    """
    rows = Order.objects.filter(pk__in=orders.order_by().values("pk"))
    gone = Parcel.objects.filter(
        ~Q(movement__in=Movement.IN_WAREHOUSE)
        | Q(containments__until=None, containments__isnull=False)
    )
    left = Q(
        status=Status.PACKED, pk__in=gone.exclude(movement=Movement.CANCELLED).values("order")
    ) | Q(
        status__in=[
            Status.SHIPPED,
            Status.DELIVERED,
            Status.RETURNED,
            Status.LOST,
            Status.DESTROYED,
        ]
    )
    already = Q(status=Status.CANCELLED)
    counts = rows.aggregate(
        can=Count("pk", filter=~left & ~already),
        left=Count("pk", filter=left),
        already=Count("pk", filter=already),
    )
    paid = Payment.objects.filter(order__in=rows.filter(~left & ~already).order_by().values("pk"))
    total = paid.aggregate(total=Sum("amount_rub"))["total"] or Decimal(0)
    return {**counts, "money": [("RUB", total)] if total else []}


def held_parcels(orders: QuerySet[Order]) -> QuerySet[Parcel]:
    """The parcels of the orders that are still under way."""
    rows = Parcel.objects.filter(order__in=orders.order_by().values("pk"))
    return rows.exclude(movement__in=Movement.ENDED).order_by("pk")
