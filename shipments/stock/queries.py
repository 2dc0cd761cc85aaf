"""Reads of stock."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from shipments.actor import Actor
from shipments.stock.models import GoodsReceipt, Replenishment, StockLevel, StockMove, Warehouse

_NUMBERS = ("on_hand", "reserved", "damaged", "in_transit")


def levels_for(actor: Actor) -> QuerySet[StockLevel]:
    """Stock levels with product and warehouse, by product."""
    rows = StockLevel.objects.visible_to(actor).select_related("product__seller", "warehouse")
    return rows.order_by("product_id", "pk")


def levels_of(actor: Actor, products: Iterable[int]) -> dict[int, int]:
    """The free pieces of each product, in all warehouses together."""
    rows = StockLevel.objects.visible_to(actor).filter(product__in=list(products)).order_by()
    return dict(rows.values_list("product").annotate(free=Sum(F("on_hand") - F("reserved"))))


def moves_for(actor: Actor, product_id: int) -> QuerySet[StockMove]:
    """All moves of a product that the actor may see, newest first."""
    levels = StockLevel.objects.visible_to(actor).filter(product=product_id)
    rows = StockMove.objects.filter(level__in=levels.values("pk"))
    return rows.select_related("level__warehouse", "order").order_by("-pk")


def replenishment_for(actor: Actor, number: str) -> Replenishment | None:
    """The newest replenishment of a number that the actor may see."""
    return replenishments_for(actor).filter(number=number).first()


def replenishments_for(actor: Actor) -> QuerySet[Replenishment]:
    """Replenishments with their lines, newest first."""
    rows = Replenishment.objects.visible_to(actor).select_related("seller", "warehouse")
    return rows.prefetch_related("lines__product").order_by("-created_at", "-pk")


def due_and_open(actor: Actor, *, at: datetime) -> list[int]:
    """How many inbound shipments are due, and how many are not closed at all."""
    is_open = Q(status__in=[Replenishment.Status.EXPECTED, Replenishment.Status.RECEIVING])
    rows = Replenishment.objects.visible_to(actor).filter(is_open)
    told = rows.aggregate(due=Count("pk", filter=Q(expected_at__lt=at)), all=Count("pk"))
    return [told["due"], told["all"]]


def receipts_of(replenishment: Replenishment) -> QuerySet[GoodsReceipt]:
    """What each truck brought, oldest first, with its goods."""
    return replenishment.receipts.prefetch_related("lines__product").order_by("pk")


def main_warehouse() -> Warehouse:
    """The border warehouse that orders are served from."""
    return Warehouse.objects.select_related("place").get(code="HRB-1")


def warehouses() -> QuerySet[Warehouse]:
    """All warehouses, by code."""
    return Warehouse.objects.select_related("place").order_by("code")


def stock_differences() -> tuple[int, list[str]]:
    """How many levels were compared, and those that are not the sum of their moves."""
    sums = {f"moved_{name}": Coalesce(Sum(f"moves__{name}"), 0) for name in _NUMBERS}
    wrong = Q()
    for name in _NUMBERS:
        wrong |= ~Q(**{name: F(f"moved_{name}")})
    rows = StockLevel.objects.annotate(**sums).filter(wrong).select_related("product")
    return StockLevel.objects.count(), [f"{row.product.sku}" for row in rows.order_by("pk")[:100]]
