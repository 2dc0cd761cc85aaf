"""Comparing what is booked on orders with what should be."""

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from shipments.orders.models import Order

UNPAID = {Order.Status.PLACED}


def balance_differences() -> tuple[int, list[str]]:
    """How many orders were compared, and the numbers of those whose payments do not add up.

    A placed order has no money booked, a paid one its goods and shipping, a cancelled one nothing
    left, whether it was paid before or not.
    """
    rows = Order.objects.annotate(
        booked=Coalesce(
            Sum("payments__amount_rub"), 0, output_field=Order._meta.get_field("goods_rub")
        )
    )
    empty = Q(status__in=[Order.Status.PLACED, Order.Status.CANCELLED])
    due = F("goods_rub") + F("shipping_rub")
    wrong = rows.filter((empty & ~Q(booked=0)) | (~empty & ~Q(booked=due)))
    return Order.objects.count(), list(wrong.order_by("pk").values_list("number", flat=True)[:100])
