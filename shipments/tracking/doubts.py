"""What a person does with events that cannot be: accept them all the same, or dismiss them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.tracking.actions import record_events
from shipments.tracking.intake import doubtful, events_of, resolve
from shipments.tracking.models import UnmappedEvent


@transaction.atomic
def accept_doubtful(
    *, rows: Sequence[UnmappedEvent], why: str = "", by: Actor, at: datetime
) -> int:
    """Record doubtful events all the same, on a person's word; returns how many.

    What was closed meanwhile stays as it is.
    """
    by.require(Role.CUSTOMS, Role.PLANNER)
    waiting = _still(rows)
    events = events_of(waiting)
    said = {"accepted_by": by.name, **({"reason": why} if why else {})}
    fresh = [replace(event, detail={**event.detail, **said}) for event in events.values()]
    record_events(fresh, at=at)
    resolve([row.pk for row in events], UnmappedEvent.Outcome.RECORDED, by=by.name, at=at, why=why)
    return len(events)


@transaction.atomic
def dismiss_doubtful(*, rows: Sequence[UnmappedEvent], why: str, by: Actor, at: datetime) -> int:
    """Close doubtful events without recording them, with the reason; returns how many.

    Raises BadInput where no reason is given.
    """
    by.require(Role.CUSTOMS, Role.PLANNER)
    if not why.strip():
        raise BadInput("no_reason", _("Say why it is not true."), {"why": why})
    waiting = [row.pk for row in _still(rows)]
    resolve(waiting, UnmappedEvent.Outcome.DISMISSED, by=by.name, at=at, why=why.strip())
    return len(waiting)


def _still(rows: Sequence[UnmappedEvent]) -> list[UnmappedEvent]:
    wanted = doubtful().filter(pk__in=[row.pk for row in rows])
    return list(wanted.order_by("pk").select_for_update(of=("self",)))
