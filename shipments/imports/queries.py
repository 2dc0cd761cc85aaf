"""Reads of imports."""

from typing import Any

from django.db.models import Count, Min, QuerySet

from shipments.actor import Actor
from shipments.imports.models import ImportRun, RowError
from shipments.parties.models import Seller


def imports_for(actor: Actor) -> QuerySet[ImportRun]:
    """Imports the actor may see, newest first, without the files themselves."""
    return ImportRun.objects.visible_to(actor).defer("content").order_by("-created_at", "-pk")


def runs_waiting() -> QuerySet[ImportRun]:
    """Imports to begin or to go on with, oldest first."""
    rows = ImportRun.objects.filter(status__in=["waiting", "running"])
    return rows.select_related("seller").order_by("pk")


def import_for(actor: Actor, number: str) -> ImportRun | None:
    """The import of a number if the actor may see it."""
    return ImportRun.objects.visible_to(actor).filter(number=number).first()


def refused_rows(run: ImportRun) -> QuerySet[RowError]:
    """The refused rows of a run, by line."""
    return run.errors.order_by("line", "pk")


def seller_of(actor: Actor) -> Seller | None:
    """The seller an actor belongs to."""
    return Seller.objects.filter(pk=actor.seller_id).first() if actor.seller_id else None


def reasons_of(run: ImportRun) -> list[Any]:
    """Why rows were refused: each reason with its column, how many rows, and the first line."""
    rows = run.errors.order_by().values("column", "reason")
    return list(rows.annotate(n=Count("pk"), line=Min("line")).order_by("-n", "line")[:50])
