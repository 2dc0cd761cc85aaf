"""Whose money is undecided: orders that ended without reaching their buyers, one case each."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum

from shipments.cases.models import Case, CaseParcel
from shipments.cases.opening import Cause
from shipments.cases.stuck import LATELY, LIMIT
from shipments.orders.models import Order, Payment
from shipments.parcels.models import Movement, Parcel, ParcelItem
from shipments.sentences import Sentence, say

# How a parcel ends that did not reach its buyer, and what became of its goods; the first that
# fits any parcel of the order is told.
GOODS: dict[str, Sentence] = {
    Movement.LOST: say("The goods are lost."),
    Movement.DESTROYED: say("The goods were destroyed."),
    Movement.RETURNED: say("The goods came back and are not on the shelf yet."),
}


def causes_of_money(*, at: datetime) -> list[Cause]:
    """Orders that ended lately, wholly or in part, without reaching the buyer who paid for them.

    Nothing is given back by itself: a person decides, and is asked once. What was found since and
    then ended so again is asked of anew.
    """
    rows = Parcel.objects.filter(
        movement__in=list(GOODS), movement_at__gt=at - LATELY, order__status__in=Order.Status.AT_END
    )
    asked = CaseParcel.objects.filter(
        parcel=OuterRef("pk"), case__kind=Case.Kind.MONEY, done_at__isnull=True
    )
    paid = Payment.objects.filter(order=OuterRef("order")).order_by().values("order")
    booked = Subquery(paid.annotate(total=Sum("amount_rub")).values("total"))
    given = ParcelItem.objects.filter(parcel=OuterRef("pk")).order_by().values("parcel")
    gifts = Subquery(given.annotate(n=Sum(F("quantity") * F("declared_rub"))).values("n"))
    found = rows.filter(~Exists(asked)).annotate(booked=booked, gifts=gifts).filter(booked__gt=0)
    return _by_order(found.select_related("order").order_by("order", "pk")[:LIMIT])


def _by_order(parcels: QuerySet[Parcel]) -> list[Cause]:
    orders: dict[int, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        orders[parcel.order_id].append(parcel)
    return [_cause(found) for found in orders.values()]


def _cause(parcels: list[Parcel]) -> Cause:
    order, movements = parcels[0].order, {parcel.movement for parcel in parcels}
    goods = next(told for movement, told in GOODS.items() if movement in movements)
    note = say(
        "Refund due: %(sum)s ₽, not decided yet. %(goods)s", sum=f"{_due(parcels):.2f}", goods=goods
    )
    members = [(parcel.pk, parcel.movement_at) for parcel in parcels]
    return Cause(f"order:{order.pk}", about=order.number, note=note, parcels=members)


def _due(parcels: list[Any]) -> Decimal:
    """What the buyer paid and did not get: of a whole order all that was paid, else the goods.

    Gifts are worth something to customs and cost the buyer nothing; and nobody gets back more than
    was paid.
    """
    paid: Decimal = parcels[0].booked
    if parcels[0].order.status != Order.Status.DELIVERED:
        return paid
    goods = sum((parcel.value_rub - (parcel.gifts or 0) for parcel in parcels), Decimal(0))
    return min(goods, paid)


def money_case_of(order: Order) -> Case | None:
    """The latest case on the money of an order, open or decided."""
    rows = Case.objects.filter(kind=Case.Kind.MONEY, cause=f"order:{order.pk}")
    return rows.order_by("-pk").first()
