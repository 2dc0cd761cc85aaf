"""Reads of exports."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from shipments.actor import Actor
from shipments.exports.models import ExportRun


def exports_for(actor: Actor) -> QuerySet[ExportRun]:
    """The files an actor's company asked for, newest first, without their contents.

    `is_kept` says whether the file is written and still there.
    """
    kept = ExpressionWrapper(Q(content__isnull=False), output_field=BooleanField())
    rows = ExportRun.objects.visible_to(actor).defer("content").annotate(is_kept=kept)
    return rows.order_by("-created_at", "-pk")


def export_for(actor: Actor, number: str) -> ExportRun | None:
    return exports_for(actor).filter(number=number).first()


def exports_open(limit: int = 10) -> list[ExportRun]:
    """The exports a job is to write, oldest first; one left running was killed and begins anew."""
    rows = ExportRun.objects.filter(status__in=ExportRun.Status.UNDER_WAY).defer("content")
    return list(rows.order_by("pk")[:limit])
