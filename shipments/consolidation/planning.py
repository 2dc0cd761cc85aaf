"""What the planner's jobs do by themselves: open, fill, close and fly by the clock."""

from datetime import datetime, timedelta

from shipments.actor import Actor
from shipments.consolidation.actions import (
    close_consolidation,
    fill_consolidation,
    manifest_consolidation,
    open_consolidation,
)
from shipments.consolidation.bags import move_excess
from shipments.consolidation.departures import arrive_leg, break_down, depart_leg
from shipments.consolidation.discrepancies import missing_pieces
from shipments.consolidation.models import Consolidation
from shipments.consolidation.readiness import ready_parcels
from shipments.errors import NotEnough, Refused
from shipments.flights.models import Flight
from shipments.flights.queries import coming_flights, legs_due_to_arrive, legs_due_to_depart

Status = Consolidation.Status
AHEAD = timedelta(hours=48)
UNLOADING = timedelta(hours=2)
# Partners tell departures and landings; where they keep silent, the clock is believed after this.
SILENCE = timedelta(hours=3)


def fill_coming_flights(*, by: Actor, at: datetime) -> dict[str, int]:
    """Open and fill consolidations of the coming flights, the next flight first."""
    filled = opened = 0
    for flight in coming_flights(after=at, before=at + AHEAD):
        if not ready_parcels(flight.channel).exists():
            continue
        consolidation, is_new = _open_one(flight, by=by, at=at)
        opened += is_new
        filled += fill_consolidation(consolidation=consolidation, by=by, at=at)
    return {"opened": opened, "filled": filled}


def _open_one(flight: Flight, *, by: Actor, at: datetime) -> tuple[Consolidation, bool]:
    standing = flight.consolidations.filter(status=Status.OPEN).order_by("pk").first()
    if standing:
        return standing, False
    return open_consolidation(flight=flight, by=by, at=at), True


def close_due_consolidations(*, by: Actor, at: datetime) -> dict[str, int]:
    """Close what has reached its cargo cut-off, and put what is closed on the manifest.

    What is too much for the aircraft goes to the next flight first; where none has room a person
    must act, and the others are closed all the same.
    """
    due = Consolidation.objects.filter(status=Status.OPEN, flight__cargo_cutoff__lte=at)
    rows = due.select_related("flight__channel", "flight__aircraft").order_by("pk")
    closed = [one for one in rows if _closed(one, by=by, at=at)]
    waiting = Consolidation.objects.filter(status=Status.CLOSED, flight__cargo_cutoff__lte=at)
    for one in waiting.select_related("flight__channel__origin").order_by("pk"):
        manifest_consolidation(consolidation=one, by=by, at=at)
    return {"closed": len(closed)}


def _closed(one: Consolidation, *, by: Actor, at: datetime) -> bool:
    try:
        move_excess(consolidation=one, by=by, at=at)
        close_consolidation(consolidation=one, by=by, at=at)
    except NotEnough:
        return False
    return True


def depart_due_legs(*, by: Actor, at: datetime, silence: timedelta = SILENCE) -> dict[str, int]:
    """Depart legs of which nobody has told us, once they are well past their time."""
    departed = 0
    for leg in legs_due_to_depart(at - silence).select_related("flight__channel", "origin"):
        try:
            depart_leg(leg=leg, departed_at=leg.departs_at, by=by, at=at)
            departed += 1
        except Refused:
            continue
    return {"departed": departed}


def arrive_due_legs(*, by: Actor, at: datetime, silence: timedelta = SILENCE) -> dict[str, int]:
    """Arrive legs of which nobody has told us, once they are well past their time."""
    arrived = 0
    for leg in legs_due_to_arrive(at - silence).select_related("flight__channel", "destination"):
        block = leg.planned_arrival - leg.planned_departure
        landed = leg.estimated_arrival or leg.departs_at + block
        arrive_leg(leg=leg, arrived_at=landed, by=by, at=at)
        arrived += 1
    return {"arrived": arrived}


def break_down_arrived(*, by: Actor, at: datetime) -> dict[str, int]:
    """Break down consolidations whose unloading time has passed.

    One of which the airline calls pieces missing waits for a person.
    """
    rows = Consolidation.objects.filter(
        status=Status.ARRIVED, flight__legs__actual_arrival__lte=at - UNLOADING
    )
    due = list(rows.select_related("flight__channel__destination").distinct().order_by("pk"))
    lacking = missing_pieces(due)
    whole = [one for one in due if one.pk not in lacking]
    return {"parcels": sum(break_down(consolidation=one, by=by, at=at) for one in whole)}
