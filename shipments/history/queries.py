"""Reads of the history of moves."""

from collections.abc import Iterable

from django.db import models

from shipments.history.models import Change


def changes_of(thing: models.Model) -> models.QuerySet[Change]:
    """All moves of one thing, oldest first."""
    kind = thing._meta.label_lower
    return Change.objects.filter(kind=kind, object_id=thing.pk).order_by("happened_at", "pk")


def changes_of_all(things: Iterable[models.Model]) -> models.QuerySet[Change]:
    """All moves of several things, the latest first; one query."""
    wanted = models.Q(pk__in=[])
    for thing in things:
        wanted |= models.Q(kind=thing._meta.label_lower, object_id=thing.pk)
    return Change.objects.filter(wanted).order_by("-happened_at", "-pk")
