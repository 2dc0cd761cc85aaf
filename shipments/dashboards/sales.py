"""What sells, and how long the shelf will last at that rate."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Sum

from shipments.actor import Actor
from shipments.dashboards.cached import PAST, kept
from shipments.orders.models import Order, OrderLine
from shipments.stock.models import StockLevel

DAYS = 14
SOON = 7
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A product's free pieces, what is on its way, and what sold in the last DAYS days."""

    product_id: int
    sku: str
    free: int
    in_transit: int
    sold: int

    @property
    def days_left(self) -> int | None:
        return days_left(self.free, self.sold)


def days_left(free: int, sold: int) -> int | None:
    """Whole days until the free pieces are gone; None where nothing sells."""
    return max(0, free) * DAYS // sold if sold else None


def sold_lately(actor: Actor, *, at: datetime) -> dict[int, int]:
    """Pieces of each product in the orders of the last DAYS days, the cancelled ones left out."""
    return kept("sold", actor, lambda: _sold(actor, at), of=at.date(), longer=PAST)


def _sold(actor: Actor, at: datetime) -> dict[int, int]:
    orders = Order.objects.visible_to(actor).exclude(status=Order.Status.CANCELLED)
    lately = orders.filter(ordered_at__gt=at - timedelta(days=DAYS), ordered_at__lte=at)
    lines = OrderLine.objects.filter(order__in=lately.order_by().values("pk")).order_by()
    return dict(lines.values_list("product").annotate(pieces=Sum("quantity")))


def running_out(actor: Actor, *, at: datetime) -> list[Shelf]:
    """Products that sell and whose free pieces last less than SOON days, the first to go first;
    MOST of them at the most."""
    return kept("running_out", actor, lambda: _running_out(actor, at))


def _running_out(actor: Actor, at: datetime) -> list[Shelf]:
    sold = sold_lately(actor, at=at)
    rows = StockLevel.objects.visible_to(actor).order_by().values_list("product", "product__sku")
    told = rows.annotate(free=Sum(F("on_hand") - F("reserved")), coming=Sum("in_transit"))
    shelves = [
        Shelf(product, sku, free, coming, sold[product])
        for product, sku, free, coming in told
        if product in sold
    ]
    soon = [shelf for shelf in shelves if (shelf.days_left or 0) < SOON]
    return sorted(soon, key=lambda item: (item.days_left, -item.sold, item.sku))[:MOST]
