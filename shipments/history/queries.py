"""Reads of the history of moves."""

from django.db import models

from shipments.history.models import Change


def changes_of(thing: models.Model) -> models.QuerySet[Change]:
    """All moves of one thing, oldest first."""
    kind = thing._meta.label_lower
    return Change.objects.filter(kind=kind, object_id=thing.pk).order_by("happened_at", "pk")
