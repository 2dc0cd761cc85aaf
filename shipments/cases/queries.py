"""Reads of cases."""

from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shipments.actor import Actor
from shipments.cases.models import Case, CaseParcel
from shipments.parcels.models import Parcel


def cases_for(actor: Actor) -> QuerySet[Any]:
    """Cases, newest first, each with `pieces` (how many parcels) and `number` (of the first).

    A seller sees those that hold up his parcels, and counts his parcels only.
    """
    mine = CaseParcel.objects.visible_to(actor).filter(case=OuterRef("pk"))
    first = mine.order_by("pk").values("parcel__number")[:1]
    pieces = mine.order_by().values("case").annotate(n=Count("pk")).values("n")
    rows = Case.objects.visible_to(actor)
    rows = rows if actor.sees_all_sellers else rows.distinct()
    shown = rows.annotate(number=Subquery(first), pieces=Coalesce(Subquery(pieces), 0))
    return shown.order_by("-opened_at", "-pk")


def case_for(actor: Actor, pk: int) -> Any:
    """One case, if the actor may see it."""
    return cases_for(actor).filter(pk=pk).first()


def parcels_of(case: Case, actor: Actor) -> QuerySet[Parcel]:
    """The parcels of a case that the actor may see, with `since` and `done_at` (None: still)."""
    rows = Parcel.objects.visible_to(actor).filter(cases=case).select_related("seller", "order")
    member = CaseParcel.objects.filter(case=case, parcel=OuterRef("pk"))
    told = {name: Subquery(member.values(name)[:1]) for name in ("since", "done_at")}
    return rows.annotate(**told).order_by("pk")


def undecided_refunds(actor: Actor) -> int:
    """Of how many orders of the actor's the money is not decided."""
    rows = Case.objects.visible_to(actor).filter(kind=Case.Kind.MONEY, status=Case.Status.OPEN)
    return rows.order_by().values("pk").distinct().count()


def open_by_kind(actor: Actor) -> list[dict[str, Any]]:
    """How many cases of each kind are open (`n`), and since when the `oldest`; one query."""
    rows = Case.objects.visible_to(actor).filter(status=Case.Status.OPEN).order_by("kind")
    counted = rows.values("kind").annotate(n=Count("pk", distinct=True), oldest=Min("opened_at"))
    labels = dict(Case.Kind.choices)
    return [{**row, "label": labels[row["kind"]]} for row in counted]
