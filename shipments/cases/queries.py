"""Reads of cases."""

from typing import Any

from django.db.models import Count, Min, QuerySet

from shipments.actor import Actor
from shipments.cases.models import Case


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Cases, newest first; a seller sees those of his parcels."""
    rows = Case.objects.visible_to(actor).select_related("parcel__order")
    return rows.order_by("-opened_at", "-pk")


def case_for(actor: Actor, pk: int) -> Case | None:
    return cases_for(actor).select_related("parcel__seller").filter(pk=pk).first()


def open_by_kind(actor: Actor) -> list[dict[str, Any]]:
    """How many cases of each kind are open (`n`), and since when the `oldest`; one query."""
    rows = Case.objects.visible_to(actor).filter(status=Case.Status.OPEN).order_by("kind")
    told = list(rows.values("kind").annotate(n=Count("pk"), oldest=Min("opened_at")))
    labels = dict(Case.Kind.choices)
    return [{**one, "label": labels[one["kind"]]} for one in told]
