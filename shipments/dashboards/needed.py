"""What the paid orders that wait need, and what of it nobody has sent yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Sum

from shipments.actor import Actor
from shipments.catalogue.models import Product
from shipments.orders.models import Order, OrderLine
from shipments.stock.models import Replenishment, ReplenishmentLine, StockLevel
from shipments.stock.queries import main_warehouse


@dataclass(frozen=True, slots=True)
class Needed:
    """A product of which waiting orders need more than is free; pieces, and the next arrival."""

    product: Product
    orders: int
    needed: int
    free: int
    coming: int
    next_at: datetime | None

    @property
    def to_send(self) -> int:
        """Pieces that are neither on the shelf nor on their way."""
        return max(0, self.needed - self.free - self.coming)


def goods_needed(actor: Actor) -> list[Needed]:
    """Goods that paid orders without a reservation wait for, most to send first.

    Four queries, however many orders wait: each is of the actor's rows alone.
    """
    asked = _asked(actor)
    shelves = _shelves(actor, asked)
    short = [pk for pk, (_, pieces) in asked.items() if pieces > shelves.get(pk, (0, 0))[0]]
    products = Product.objects.visible_to(actor).select_related("seller").in_bulk(short)
    arrivals = _arrivals(actor, short)
    rows = [
        Needed(products[pk], *asked[pk], *shelves.get(pk, (0, 0)), arrivals.get(pk))
        for pk in short
        if pk in products
    ]
    return sorted(rows, key=lambda row: (-row.to_send, -row.needed, row.product.sku))


def _asked(actor: Actor) -> dict[int, tuple[int, int]]:
    """Product -> how many waiting orders ask for it, and for how many pieces."""
    waiting = Order.objects.visible_to(actor).filter(
        status=Order.Status.PAID, reserved_at__isnull=True
    )
    lines = OrderLine.objects.filter(order__in=waiting.order_by().values("pk")).order_by()
    rows = lines.values_list("product").annotate(n=Count("pk"), pieces=Sum("quantity"))
    return {product: (n, pieces) for product, n, pieces in rows}


def _shelves(actor: Actor, products: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Product -> free pieces and pieces on their way, where orders are served from."""
    rows = StockLevel.objects.visible_to(actor).filter(
        warehouse=main_warehouse(), product__in=list(products)
    )
    told = rows.values_list("product", F("on_hand") - F("reserved"), "in_transit")
    return {product: (free, coming) for product, free, coming in told}


def _arrivals(actor: Actor, products: Iterable[int]) -> dict[int, datetime]:
    """Product -> when the next of what is announced is expected."""
    coming = Replenishment.objects.visible_to(actor).filter(
        status__in=[Replenishment.Status.EXPECTED, Replenishment.Status.RECEIVING],
        warehouse=main_warehouse(),
    )
    lines = ReplenishmentLine.objects.filter(
        replenishment__in=coming.order_by().values("pk"),
        product__in=list(products),
        expected__gt=F("received") + F("damaged"),
    )
    return dict(lines.order_by().values_list("product").annotate(Min("replenishment__expected_at")))
