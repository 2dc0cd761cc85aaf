"""Orders that wait for a job: to be reserved, to be packed, to be given up."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shipments.orders.models import Order, OrderLine
from shipments.orders.values import WITHOUT_VALUE
from shipments.stock.models import StockLevel

# The longest piece we take: it must lie on an aircraft's pallet (PMC, 3.18 m).
LONGEST_MM = 3_000
OF_THE_GOODS = ("no_weight", "no_value", "too_heavy", "too_large")


def waiting_for_stock(warehouse_id: int) -> QuerySet[Order]:
    """Paid orders without a reservation that may get one now, first promised first.

    An order known to be short comes back once every line of it is free, so that thousands of them
    never stand in the way of the others.
    """
    rows = Order.objects.filter(status=Order.Status.PAID, reserved_at__isnull=True)
    free = StockLevel.objects.filter(
        warehouse=warehouse_id, product=OuterRef("product"),
        on_hand__gte=F("reserved") + OuterRef("quantity"),
    )  # fmt: skip
    short = OrderLine.objects.filter(~Exists(free), order=OuterRef("pk"))
    return rows.filter(Q(blocker="") | ~Exists(short)).order_by("promised_to", "pk")


def waiting_for_packing() -> QuerySet[Order]:
    """Paid and reserved orders that nothing blocks or holds, first promised first.

    An order blocked by its goods comes back once the catalogue is right.
    """
    rows = Order.objects.filter(status=Order.Status.PAID, reserved_at__isnull=False, held=False)
    unfit = Q(product__weight_grams__isnull=True) | Q(
        product__weight_grams__gt=F("order__channel__max_parcel_grams")
    )
    for side in ("length", "width", "height"):
        unfit |= Q(**{f"product__{side}_mm__gt": LONGEST_MM})
    unfit |= WITHOUT_VALUE
    wrong = OrderLine.objects.filter(unfit, order=OuterRef("pk"))
    rows = rows.filter(Q(blocker="") | Q(~Exists(wrong), blocker__in=OF_THE_GOODS))
    return rows.order_by("promised_to", "pk")


def unpaid_too_long(at: datetime) -> QuerySet[Order]:
    """Placed orders older than their channel waits for money, oldest first."""
    rows = Order.objects.filter(status=Order.Status.PLACED)
    patience = F("channel__unpaid_days") * timedelta(days=1)
    return rows.filter(ordered_at__lt=at - patience).order_by("ordered_at", "pk")
