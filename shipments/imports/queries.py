"""Reads of imports."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.imports.models import ImportRun


def imports_for(actor: Actor) -> QuerySet[ImportRun]:
    """Imports the actor may see, newest first, without the files themselves."""
    return ImportRun.objects.visible_to(actor).defer("content").order_by("-created_at", "-pk")


def runs_waiting() -> QuerySet[ImportRun]:
    """Imports to begin or to go on with, oldest first."""
    rows = ImportRun.objects.filter(status__in=["waiting", "running"])
    return rows.select_related("seller").order_by("pk")
