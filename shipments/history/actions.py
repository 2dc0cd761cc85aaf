"""Writing down who changed what where no status moves: a time, an aircraft."""

from datetime import datetime

from django.db import models

from shipments.actor import Actor
from shipments.history.models import Change


def note_change(
    *,
    thing: models.Model,
    old: str,
    new: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
) -> Change:
    """Keep one change of a thing beside the moves of its status."""
    return Change.objects.create(
        kind=thing._meta.label_lower,
        object_id=thing.pk,
        old=old[:24],
        new=new[:24],
        by=by.name[:80],
        reason=reason,
        note=note[:300],
        happened_at=at,
    )
