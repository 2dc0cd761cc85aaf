"""Placing and releasing holds; a hold on a container holds the parcels inside."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.errors import BadInput, NotAllowed
from shipments.event_codes import EventCode
from shipments.holds.lifecycle import HOLD
from shipments.holds.models import REACHED, SUBJECTS, Hold
from shipments.lifecycle import Moved
from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel
from shipments.tracking.actions import NewEvent, lock_parcels, record_events
from shipments.tracking.models import Containment

HOLDERS = SELLER_WRITERS | {Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS}
# A parcel is held while a placed hold stands on it, its order or a container that it lies in now or
# lay in until that was unloaded.
_HELD = """
UPDATE shipments_parcel p SET held = h.held FROM (
    SELECT w.id, EXISTS (
        SELECT 1 FROM shipments_hold d WHERE d.status = 'placed'
           AND (d.parcel_id = w.id OR d.order_id = q.order_id)) OR EXISTS (
        SELECT 1 FROM shipments_containment c
          JOIN shipments_hold d ON d.status = 'placed' AND (d.bag_id = c.bag_id
            OR d.uld_id = c.uld_id OR d.consolidation_id = c.consolidation_id)
         WHERE c.parcel_id = w.id AND (c.until IS NULL OR c.ended_by = 'unloaded')) AS held
      FROM unnest(%s::bigint[]) AS w(id) JOIN shipments_parcel q ON q.id = w.id
) h WHERE p.id = h.id AND p.held <> h.held
"""
# What another hand is placing or releasing at this moment is waited for: a parcel is set free only
# by who sees all of its holds.
_WAIT = """
SELECT count(*) FROM (SELECT 1 FROM shipments_parcel WHERE id = ANY(%s) AND held
                       ORDER BY id FOR NO KEY UPDATE) locked
"""


def refresh_held(parcel_ids: Sequence[int]) -> None:
    """Write on the parcels whether they are held, now that holds or contents have changed."""
    if parcel_ids:
        with connection.cursor() as cursor:
            cursor.execute(_WAIT, [sorted(parcel_ids)])
            cursor.execute(_HELD, [sorted(parcel_ids)])


def _parcels_under(subject: str, ids: Sequence[int]) -> list[int]:
    if subject == "parcel":
        return list(ids)
    if subject == "order":
        return list(Parcel.objects.filter(order__in=ids).values_list("pk", flat=True))
    rows = Containment.objects.filter(REACHED, **{f"{subject}__in": list(ids)})
    return list(rows.order_by("parcel").distinct().values_list("parcel", flat=True))


def _lock(subject: str, ids: Sequence[int]) -> None:
    """Lock what is held until the transaction ends: parcels before their orders, by their rows.

    Two clicks place one hold, and what is put in or packed at this moment is seen.
    """
    if subject in ("parcel", "order"):
        lock_parcels(set(_parcels_under(subject, ids)))
    if subject != "parcel":
        model: Any = Hold._meta.get_field(subject).related_model
        rows = model._default_manager.filter(pk__in=ids)
        is_order = subject == "order"
        list(rows.order_by("pk").select_for_update(no_key=is_order).values_list("pk"))


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
    by.require(*HOLDERS)
    if subject not in SUBJECTS or reason not in Hold.Reason.values:
        raise BadInput("bad_hold", _("Name what is held and one of the known reasons."))
    _require_own_reason(by, {reason})
    new = Hold(reason=reason, note=note, releases_when=releases_when, placed_by=by.name)
    return _placed(subject, dict.fromkeys(sorted(set(ids)), new), at)


@transaction.atomic
def place_holds_again(*, holds: Sequence[Hold], by: Actor, at: datetime) -> list[Hold]:
    """Hold anew what these released holds held, as they did: reason, note, end and who placed them.

    What is held for the same reason by now is left as it is.
    """
    by.require(*HOLDERS)
    _require_own_reason(by, {hold.reason for hold in holds})
    groups: dict[tuple[str, str], dict[int, Hold]] = defaultdict(dict)
    for hold in sorted(holds, key=lambda hold: hold.pk):
        groups[hold.subject, hold.reason][hold.thing.pk] = hold
    placed: list[Hold] = []
    for (subject, _reason), found in sorted(groups.items()):
        placed += _placed(subject, dict(sorted(found.items())), at)
    return placed


def _placed(subject: str, models: Mapping[int, Hold], at: datetime) -> list[Hold]:
    """Hold these things for one reason, each as its model says, but those that are held for it."""
    ids = list(models)
    _lock(subject, ids)
    standing = Hold.objects.filter(
        status=Hold.Status.PLACED,
        reason__in={model.reason for model in models.values()},
        **{f"{subject}_id__in": ids},
    )
    taken = set(standing.values_list(f"{subject}_id", flat=True))
    fresh = [pk for pk in ids if pk not in taken]
    holds = Hold.objects.bulk_create(_like(models[pk], subject, pk, at) for pk in fresh)
    _tell(holds, subject, EventCode.HOLD_PLACED, at)
    _refresh(subject, fresh)
    return holds


def _like(model: Hold, subject: str, pk: int, at: datetime) -> Hold:
    return Hold(
        **{f"{subject}_id": pk},
        reason=model.reason,
        note=model.note,
        releases_when=model.releases_when,
        placed_by=model.placed_by,
        placed_at=at,
    )


def _refresh(subject: str, ids: Sequence[int]) -> None:
    """Write on orders and parcels whether they are held now."""
    if subject == "order":
        stands = Hold.objects.filter(order=OuterRef("pk"), status=Hold.Status.PLACED)
        Order.objects.filter(pk__in=ids).update(held=Exists(stands))
    refresh_held(_parcels_under(subject, ids))


@transaction.atomic
def release_holds(*, holds: Sequence[Hold], by: Actor, at: datetime, why: str = "") -> Moved:
    """Release holds; what was released before stays so. Parcels with another hold stay held.

    Raises NotAllowed for a seller who did not ask for it, and for whoever is not of customs where
    customs asks, unless he placed it himself.
    """
    by.require(*HOLDERS)
    _require_own_reason(by, {hold.reason for hold in holds})
    of_customs = [hold for hold in holds if hold.reason == Hold.Reason.CUSTOMS]
    if any(of_custom.placed_by != by.name for of_custom in of_customs) and not by.has(Role.CUSTOMS):
        text = _("What customs asked for is released by customs staff.")
        raise NotAllowed("of_customs", text)
    moved = HOLD.move(holds, Hold.Status.RELEASED, by=by, at=at, note=why)
    pks = [hold.pk for hold in moved.moved]
    Hold.objects.filter(pk__in=pks).update(released_by=by.name, released_at=at)
    for subject in SUBJECTS:
        if mine := [hold for hold in moved.moved if getattr(hold, f"{subject}_id")]:
            ids = [getattr(hold, f"{subject}_id") for hold in mine]
            _lock(subject, ids)
            _tell(mine, subject, EventCode.HOLD_RELEASED, at)
            _refresh(subject, ids)
    return moved


def _require_own_reason(by: Actor, reasons: set[str]) -> None:
    """A seller stops and frees parcels in his own name only, never in that of customs."""
    if by.is_seller and reasons - {Hold.Reason.SELLER}:
        text = _("Sellers place and release only holds of their own.")
        raise NotAllowed("not_your_reason", text)


def _tell(holds: Sequence[Hold], subject: str, code: str, at: datetime) -> None:
    """Tell what is held itself; of an order each parcel that is packed of it."""
    if subject == "order":
        _tell_of_orders(holds, code, at)
        return
    where = _places(holds, subject)
    events = []
    for hold in holds:
        zone, place = where.get(hold.pk, ("UTC", ""))
        row, ref = getattr(hold, f"{subject}_id"), f"{code}-{hold.pk}"
        events.append(
            NewEvent(
                subject,
                row,
                code,
                at,
                source="holds",
                source_ref=ref,
                zone=zone,
                place=place,
                detail={"reason": hold.reason},
            )
        )
    record_events(events, at=at)


def _tell_of_orders(holds: Sequence[Hold], code: str, at: datetime) -> None:
    by_order = {hold.order_id: hold for hold in holds}
    rows = Parcel.objects.filter(order__in=by_order).order_by("pk").values_list("pk", "order_id")
    told = [(pk, by_order[order]) for pk, order in rows]
    record_events(
        [
            NewEvent(
                "parcel",
                pk,
                code,
                at,
                source="holds",
                source_ref=f"{code}-{hold.pk}",
                detail={"reason": hold.reason},
            )
            for pk, hold in told
        ],
        at=at,
    )


def _places(holds: Sequence[Hold], subject: str) -> dict[int, tuple[str, str]]:
    """Zone and code of the place where each held thing is: where its channel begins or ends.

    What is in the air or with the last mile is told without a place.
    """
    path = {
        "consolidation": "consolidation",
        "bag": "bag__consolidation",
        "uld": "uld__consolidation",
        "parcel": "parcel",
    }[subject]
    standing = f"{path}__movement" if subject == "parcel" else f"{path}__status"
    channel = f"{path}__channel" if subject == "parcel" else f"{path}__flight__channel"
    ends = [
        f"{channel}__{end}__{name}"
        for end in ("origin", "destination")
        for name in ("zone", "code")
    ]
    consolidation: Any = Hold._meta.get_field("consolidation").related_model
    at_origin = (*Movement.IN_ORIGIN, Movement.CANCELLED, *consolidation.Status.LEAVING)
    landed = (*Movement.LANDED, *consolidation.Status.LANDED)
    rows = Hold.objects.filter(pk__in=[hold.pk for hold in holds])
    return {
        pk: here if stands in at_origin else there
        for pk, stands, *told in rows.values_list("pk", standing, *ends)
        for here, there in [(tuple(told[:2]), tuple(told[2:]))]
        if stands in (*at_origin, *landed)
    }
