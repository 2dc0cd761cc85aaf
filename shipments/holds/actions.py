"""Placing and releasing holds; a hold on a container holds the parcels inside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotAllowed
from shipments.holds.lifecycle import HOLD
from shipments.holds.models import SUBJECTS, Hold
from shipments.lifecycle import Moved
from shipments.tracking.actions import NewEvent, record_events

# A parcel is held while a placed hold stands on it or on a container it lies in now.
_HELD = """
UPDATE shipments_parcel p SET held = h.held FROM (
    SELECT w.id, EXISTS (
        SELECT 1 FROM shipments_hold d WHERE d.status = 'placed' AND (d.parcel_id = w.id
            OR d.bag_id = c.bag_id OR d.uld_id = c.uld_id
            OR d.consolidation_id = c.consolidation_id)) AS held
      FROM unnest(%s::bigint[]) AS w(id)
      LEFT JOIN shipments_containment c ON c.parcel_id = w.id AND c.until IS NULL
) h WHERE p.id = h.id AND p.held <> h.held
"""


def refresh_held(parcel_ids: Sequence[int]) -> None:
    """Write on the parcels whether they are held, now that holds or contents have changed."""
    if parcel_ids:
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [sorted(parcel_ids)])


def _parcels_under(subject: str, ids: Sequence[int]) -> list[int]:
    if subject == "parcel":
        return list(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT parcel_id FROM shipments_containment WHERE until IS NULL"
            f" AND {subject}_id = ANY(%s)",
            [list(ids)],
        )
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def place_holds(
    *,
    subject: str,
    ids: Sequence[int],
    reason: str,
    by: Actor,
    at: datetime,
    note: str = "",
    releases_when: str = "",
) -> list[Hold]:
    """Hold many things of one kind; one already held for the same reason is left as it is.

    `subject` is one of SUBJECTS, `reason` one of Hold.Reason. Raises BadInput.
    """
    by.require(Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS, Role.SELLER_OWNER, Role.SELLER_OPERATOR)
    if subject not in SUBJECTS or reason not in Hold.Reason.values:
        raise BadInput("bad_hold", _("Name what is held and one of the known reasons."))
    _require_own_reason(by, {reason})
    standing = Hold.objects.filter(
        status=Hold.Status.PLACED, reason=reason, **{f"{subject}_id__in": ids}
    )
    taken = set(standing.values_list(f"{subject}_id", flat=True))
    fresh = [pk for pk in sorted(set(ids)) if pk not in taken]
    holds = Hold.objects.bulk_create(
        Hold(
            **{f"{subject}_id": pk},
            reason=reason,
            note=note,
            releases_when=releases_when,
            placed_by=by.name,
            placed_at=at,
        )
        for pk in fresh
    )
    _tell(holds, subject, "hold_placed", at)
    refresh_held(_parcels_under(subject, fresh))
    return holds


@transaction.atomic
def release_holds(*, holds: Sequence[Hold], by: Actor, at: datetime, why: str = "") -> Moved:
    """Release holds; what was released before stays so. Parcels with another hold stay held.

    Raises NotAllowed for a seller who did not ask for it, and for whoever is not of customs where
    customs asks, unless he placed it himself.
    """
    by.require(Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS, Role.SELLER_OWNER, Role.SELLER_OPERATOR)
    _require_own_reason(by, {hold.reason for hold in holds})
    of_customs = [one for one in holds if one.reason == Hold.Reason.CUSTOMS]
    if any(one.placed_by != by.name for one in of_customs) and not by.has(Role.CUSTOMS):
        text = _("What customs asked for is released by customs staff.")
        raise NotAllowed("of_customs", text)
    moved = HOLD.move(holds, Hold.Status.RELEASED, by=by, at=at, why=why)
    pks = [hold.pk for hold in moved.moved]
    Hold.objects.filter(pk__in=pks).update(released_by=by.name, released_at=at)
    for subject in SUBJECTS:
        mine = [hold for hold in moved.moved if getattr(hold, f"{subject}_id")]
        _tell(mine, subject, "hold_released", at)
        refresh_held(_parcels_under(subject, [getattr(hold, f"{subject}_id") for hold in mine]))
    return moved


def _require_own_reason(by: Actor, reasons: set[str]) -> None:
    """A seller stops and frees parcels in his own name only, never in that of customs."""
    if by.is_seller and reasons - {Hold.Reason.SELLER}:
        text = _("Sellers place and release only holds of their own.")
        raise NotAllowed("not_your_reason", text)


def _tell(holds: Sequence[Hold], subject: str, code: str, at: datetime) -> None:
    events = [
        NewEvent(
            subject=subject,
            subject_id=getattr(hold, f"{subject}_id"),
            code=code,
            happened_at=at,
            source="holds",
            source_ref=f"{code}-{hold.pk}",
            detail={"reason": hold.reason},
        )
        for hold in holds
    ]
    record_events(events, at=at)
