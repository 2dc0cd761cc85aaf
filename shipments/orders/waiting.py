"""Orders that wait for a job: to be reserved, to be packed, to be given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shipments.orders.models import Order, OrderLine
from shipments.stock.models import StockLevel

# A line of goods that lack what customs asks for.
LACKING = Q(product__lacks_customs_data=True)
# The longest piece we take: it must lie on an aircraft's pallet (PMC, 3.18 m).
LONGEST_MM = 3_000
# The blocker of an order whose goods lack what customs asks for (`catalogue/gaps.py`).
CUSTOMS_DATA, OUT_OF_STOCK = "customs_data", "out_of_stock"
OF_THE_GOODS = (CUSTOMS_DATA, "no_weight", "too_heavy", "too_large")


def waiting_for_stock(warehouse_id: int) -> QuerySet[Order]:
    """Paid orders without a reservation that may get one now, first promised first.

    An order known to be short comes back once every line of it is free, so that thousands of them
    never stand in the way of the others; one whose goods lack customs data by `mended_goods`.
    """
    rows = Order.objects.filter(status=Order.Status.PAID, reserved_at__isnull=True)
    free = StockLevel.objects.filter(
        warehouse=warehouse_id,
        product=OuterRef("product"),
        on_hand__gte=F("reserved") + OuterRef("quantity"),
    )
    short = OrderLine.objects.filter(~Exists(free), order=OuterRef("pk"))
    rows = rows.exclude(blocker=CUSTOMS_DATA).filter(Q(blocker="") | ~Exists(short))
    return rows.order_by("promised_to", "pk")


def mended_goods() -> QuerySet[Order]:
    """Orders without a reservation whose goods lacked customs data and lack none any more."""
    rows = Order.objects.filter(
        blocker=CUSTOMS_DATA, status=Order.Status.PAID, reserved_at__isnull=True
    )
    lacking = OrderLine.objects.filter(LACKING, order=OuterRef("pk"))
    return rows.filter(~Exists(lacking)).order_by("pk")


def lacking_customs_data(pks: Sequence[int]) -> set[int]:
    """Of these orders those with goods that lack what customs asks for."""
    lines = OrderLine.objects.filter(LACKING, order__in=pks)
    return set(lines.values_list("order_id", flat=True))


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
    unfit |= LACKING
    wrong = OrderLine.objects.filter(unfit, order=OuterRef("pk"))
    rows = rows.filter(Q(blocker="") | Q(~Exists(wrong), blocker__in=OF_THE_GOODS))
    return rows.order_by("promised_to", "pk")


def unpaid_too_long(at: datetime) -> QuerySet[Order]:
    """Placed orders older than their channel waits for money, oldest first."""
    rows = Order.objects.filter(status=Order.Status.PLACED)
    patience = F("channel__unpaid_days") * timedelta(days=1)
    return rows.filter(ordered_at__lt=at - patience).order_by("ordered_at", "pk")
