"""Looking at a buyer's unmasked data: who may, and that it was done."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.orders.models import Order, Reveal


def reveal_buyer(*, order: Order, why: str, by: Actor, at: datetime) -> Reveal:
    """Write down that somebody looks; only then may the page show. Raises NotAllowed for others
    than those who work on the orders, and officers who check the consignee."""
    by.require(*SELLER_WRITERS, Role.CUSTOMS)
    return Reveal.objects.create(order=order, by=by.name[:80], why=why[:300], happened_at=at)


def reveal_buyers(*, orders: Sequence[Order], why: str, by: Actor, at: datetime) -> list[Reveal]:
    """Write down that many buyers are given out at once, as to a machine or into a file."""
    return Reveal.objects.bulk_create(
        Reveal(order=order, by=by.name[:80], why=why[:300], happened_at=at) for order in orders
    )


def reveals_of(actor: Actor, order: Order) -> QuerySet[Reveal]:
    """Who looked at the buyer of an order, newest first."""
    return Reveal.objects.visible_to(actor).filter(order=order).order_by("-happened_at", "-pk")
