"""Reads of cases."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.cases.models import Case


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Cases, newest first; a seller sees those of his parcels."""
    rows = Case.objects.visible_to(actor).select_related("parcel__order")
    return rows.order_by("-opened_at", "-pk")
