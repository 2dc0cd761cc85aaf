"""Flying and landing: legs depart and arrive, flights are cancelled, loads broken down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from shipments.actor import Actor, Role
from shipments.bulk.undoing import rows_under_undo
from shipments.consolidation.offloading import set_all_aside
from shipments.containers import contents
from shipments.containers.contents import End
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.containers.locking import lock_flights
from shipments.containers.models import LOADED, Consolidation
from shipments.event_codes import EventCode
from shipments.flights.actions import estimate_leg
from shipments.flights.lifecycle import LEG
from shipments.flights.models import Flight, Leg
from shipments.flights.reasons import OffloadReason, kept_reason
from shipments.parcels.models import Movement
from shipments.runs.apart import in_pieces, resting
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.models import Containment

Status, Ending = Consolidation.Status, Containment.Ending
FLIERS = (Role.PLANNER, Role.PARTNER)
# The step of the job, as its failures name it.
COMPLETING = "complete_consolidations"
# A window that moves by less is not worth a reader's attention.
TOLD_FROM_HOURS = 6


def _leg_event(
    leg: Leg,
    code: str,
    at: datetime,
    *,
    at_origin: bool,
    detail: dict[str, Any] | None = None,
    source: str = "flights",
) -> NewEvent:
    place = leg.origin if at_origin else leg.destination
    return NewEvent(
        "leg",
        leg.pk,
        code,
        at,
        source=source,
        source_ref=f"{code}-{at.isoformat()}"[:120],
        zone=place.zone,
        place=place.code,
        detail=detail or {},
    )


@transaction.atomic
def depart_leg(
    *, leg: Leg, departed_at: datetime, by: Actor, at: datetime, source: str = "flights"
) -> Leg:
    """The leg has left: its manifested consolidations with it, all others stay behind.

    `source` says who knows: the event is dated by when it left, not by when we heard.
    """
    by.require(*FLIERS)
    lock_flights([leg.flight_id])
    moved = LEG.move([leg], Leg.Status.DEPARTED, by=by, at=departed_at).all_or_refuse()
    if moved.already:
        return leg
    Leg.objects.filter(pk=leg.pk).update(actual_departure=departed_at)
    leg.actual_departure = departed_at
    if leg.sequence == 1:
        _leave_behind(leg.flight, by=by, at=departed_at)
        flying = list(leg.flight.consolidations.filter(status=Status.MANIFESTED))
        CONSOLIDATION.move(flying, Status.DEPARTED, by=by, at=departed_at)
    code = EventCode.DEPARTED if leg.sequence == 1 else EventCode.IN_TRANSIT
    record_events([_leg_event(leg, code, departed_at, at_origin=True, source=source)], at=at)
    return leg


def _leave_behind(flight: Flight, *, by: Actor, at: datetime) -> None:
    """Cancel what is not manifested; its parcels wait for the next flight."""
    late = list(flight.consolidations.filter(status__in=Status.NOT_MANIFESTED))
    for consolidation in late:
        why = OffloadReason.NOT_READY
        _cancel_consolidation(consolidation, EventCode.OFFLOADED, by=by, at=at, why=why)


def _cancel_consolidation(
    consolidation: Consolidation, code: str, *, by: Actor, at: datetime, why: str = ""
) -> None:
    """Cancel one; its bags wait whole, sealed as they are, for another flight."""
    place = consolidation.flight.channel.origin
    was_loaded = consolidation.closed_at is not None
    CONSOLIDATION.move([consolidation], Status.CANCELLED, by=by, at=at, reason=code).all_or_refuse()
    if was_loaded:
        before = at - contents.INSTANT
        event = NewEvent(
            "consolidation",
            consolidation.pk,
            code,
            before,
            source="flights",
            source_ref=code,
            zone=place.zone,
            place=place.code,
            detail={"reason": why} if why else {},
        )
        record_events([event], at=at)
    end = End(Ending.OFFLOADED, why) if code == "offloaded" else End(Ending.CANCELLED)
    set_all_aside(consolidation, end=end, at=at)


@transaction.atomic
def arrive_leg(
    *, leg: Leg, arrived_at: datetime, by: Actor, at: datetime, source: str = "flights"
) -> Leg:
    """The leg has landed; after the last leg its consolidations have arrived."""
    by.require(*FLIERS)
    moved = LEG.move([leg], Leg.Status.ARRIVED, by=by, at=arrived_at).all_or_refuse()
    if moved.already:
        return leg
    Leg.objects.filter(pk=leg.pk).update(actual_arrival=arrived_at)
    is_last = not leg.flight.legs.filter(sequence__gt=leg.sequence).exists()
    if is_last:
        flying = list(leg.flight.consolidations.filter(status=Status.DEPARTED))
        CONSOLIDATION.move(flying, Status.ARRIVED, by=by, at=arrived_at)
    code = EventCode.ARRIVED if is_last else EventCode.IN_TRANSIT
    record_events([_leg_event(leg, code, arrived_at, at_origin=False, source=source)], at=at)
    return leg


@transaction.atomic
def delay_leg(
    *, leg: Leg, departure: datetime, reason: str, by: Actor, at: datetime, note: str = ""
) -> Leg:
    """Announce a later (or earlier) departure; everybody inside is told once, with the reason.

    The note is for colleagues alone. The same time once more changes nothing.
    """
    if leg.estimated_departure == departure and leg.status == Leg.Status.SCHEDULED:
        return leg
    leg = estimate_leg(leg=leg, departure=departure, by=by, at=at, reason=reason, note=note)
    hours = round((departure - leg.planned_departure).total_seconds() / 3600, 1)
    detail = {"reason": reason[:200], "departure": departure.isoformat(), "hours": hours}
    codes = [EventCode.DELAYED] + (
        [EventCode.ESTIMATE_CHANGED] if abs(hours) >= TOLD_FROM_HOURS else []
    )
    record_events(
        [_leg_event(leg, code, at, at_origin=True, detail=detail) for code in codes], at=at
    )
    return leg


@transaction.atomic
def cancel_flight(
    *, flight: Flight, reason: str, by: Actor, at: datetime, note: str = ""
) -> Flight:
    """Cancel a flight that has not left; its parcels wait for the next one."""
    by.require(*FLIERS)
    lock_flights([flight.pk])
    legs = list(flight.legs.order_by("sequence"))
    kept = kept_reason(reason, note)
    LEG.move(legs, Leg.Status.CANCELLED, by=by, at=at, **kept).all_or_refuse()
    alive = flight.consolidations.filter(status__in=Status.LEAVING)
    for consolidation in list(alive.order_by("pk")):
        _cancel_consolidation(consolidation, EventCode.FLIGHT_CANCELLED, by=by, at=at)
    return flight


@transaction.atomic
def break_down(*, consolidation: Consolidation, by: Actor, at: datetime) -> int:
    """Unload at the hub: every parcel inside is at the hub and lies in no container any more."""
    by.require(Role.PLANNER, Role.WAREHOUSE, Role.PARTNER)
    moved = CONSOLIDATION.move([consolidation], Status.BROKEN_DOWN, by=by, at=at).all_or_refuse()
    if moved.already:
        return 0
    place = consolidation.flight.channel.destination
    event = NewEvent(
        "consolidation",
        consolidation.pk,
        EventCode.AT_HUB,
        at,
        source="flights",
        source_ref=EventCode.AT_HUB,
        zone=place.zone,
        place=place.code,
    )
    record_events([event], at=at)
    consolidation.bags.filter(LOADED).update(unloaded_at=at)
    return contents.empty(consolidation.pk, at=at + contents.INSTANT, end=End(Ending.UNLOADED))


@transaction.atomic
def complete_consolidations(*, by: Actor, at: datetime) -> int:
    """Complete what is broken down and has no parcel left at the hub, or that may come back."""
    by.require(Role.PLANNER)
    rows = Consolidation.objects.filter(status=Status.BROKEN_DOWN)
    lain = Containment.objects.filter(consolidation=OuterRef("pk"), ended_by=Ending.UNLOADED)
    waiting = lain.filter(parcel__movement__in=Movement.LANDED)
    returnable = rows_under_undo("parcel").filter(action__kind="hand_over").values("subject_id")
    back = lain.filter(parcel__in=returnable)
    empty = rows.filter(~Exists(waiting), ~Exists(back))
    awake = empty.exclude(pk__in=resting(COMPLETING, at=at)).order_by("pk")

    def complete(pks: list[int]) -> int:
        done = list(Consolidation.objects.filter(pk__in=pks).order_by("pk"))
        return len(CONSOLIDATION.move(done, Status.COMPLETED, by=by, at=at).moved)

    pks = list(awake.values_list("pk", flat=True)[:500])
    return sum(in_pieces(COMPLETING, Consolidation, pks, complete, at=at))
