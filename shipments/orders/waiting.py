"""Orders that wait for a job: to be reserved, to be packed, to be given up."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from shipments.orders.models import Order


def waiting_for_stock() -> QuerySet[Order]:
    """Paid orders without a reservation, first promised first."""
    rows = Order.objects.filter(status=Order.Status.PAID, reserved_at__isnull=True)
    return rows.order_by("promised_to", "pk")


def waiting_for_packing() -> QuerySet[Order]:
    """Paid and reserved orders without a blocker, first promised first."""
    rows = Order.objects.filter(status=Order.Status.PAID, reserved_at__isnull=False, blocker="")
    return rows.order_by("promised_to", "pk")


def unpaid_too_long(at: datetime) -> QuerySet[Order]:
    """Placed orders older than their channel waits for money, oldest first."""
    rows = Order.objects.filter(status=Order.Status.PLACED)
    patience = F("channel__unpaid_days") * timedelta(days=1)
    return rows.filter(ordered_at__lt=at - patience).order_by("ordered_at", "pk")
