"""What the planner's jobs do by themselves: open, fill, close and fly by the clock."""

from datetime import datetime, timedelta

from shipments.actor import Actor
from shipments.bulk.undoing import under_undo
from shipments.consolidation.actions import (
    close_consolidation,
    fill_consolidation,
    manifest_consolidation,
    open_consolidation,
)
from shipments.consolidation.bags import move_excess
from shipments.consolidation.readiness import ready_parcels
from shipments.consolidation.rolling import waiting_bags
from shipments.containers.locking import lock_flights
from shipments.containers.models import Consolidation
from shipments.errors import NotEnough, Refused, WrongState
from shipments.flights.models import Flight, Leg
from shipments.flights.queries import coming_flights, legs_due_to_arrive, legs_due_to_depart
from shipments.operations.departures import arrive_leg, break_down, depart_leg
from shipments.operations.discrepancies import missing_pieces
from shipments.runs.apart import each

Status = Consolidation.Status
AHEAD = timedelta(hours=48)
UNLOADING = timedelta(hours=2)
# Partners tell departures and landings; where they keep silent, the clock is believed after this.
SILENCE = timedelta(hours=3)
# Who says so then.
TIMETABLE = "timetable"


def fill_coming_flights(*, by: Actor, at: datetime) -> dict[str, int]:
    """Open and fill consolidations of the coming flights, the next flight first."""
    coming = coming_flights(after=at, before=at + AHEAD)
    done = each("fill_consolidations", coming, lambda flight: _fill(flight, by=by, at=at), at=at)
    return {"opened": sum(new for new, _ in done), "filled": sum(count for _, count in done)}


def _fill(flight: Flight, *, by: Actor, at: datetime) -> tuple[bool, int]:
    """Whether a consolidation was opened, and how many parcels were put into it."""
    free = ready_parcels(flight.channel).exclude(under_undo("parcel"))
    if not (free.exists() or any(not bag.held for bag in waiting_bags(flight.channel))):
        return False, 0
    consolidation, is_new = _open_one(flight, by=by, at=at)
    return is_new, fill_consolidation(consolidation=consolidation, by=by, at=at)


def _open_one(flight: Flight, *, by: Actor, at: datetime) -> tuple[Consolidation, bool]:
    lock_flights([flight.pk])
    standing = flight.consolidations.filter(status=Status.OPEN).order_by("pk").first()
    if standing:
        return standing, False
    return open_consolidation(flight=flight, by=by, at=at), True


def close_due_consolidations(*, by: Actor, at: datetime) -> dict[str, int]:
    """Close what has reached its cargo cut-off, and put what is closed on the manifest.

    What is too much for the aircraft goes to the next flight first, bag by bag. Where none has
    room, a bag bears no seal yet or a sealed one holds what must not fly, a person must act, and
    the others are closed all the same.
    """
    due = Consolidation.objects.filter(status=Status.OPEN, flight__cargo_cutoff__lte=at)
    rows = due.select_related("flight__channel", "flight__aircraft").order_by("pk")
    closed = each("close_consolidations", rows, lambda row: _closed(row, by=by, at=at), at=at)
    waiting = Consolidation.objects.filter(status=Status.CLOSED, flight__cargo_cutoff__lte=at)
    each(
        "manifest_consolidations",
        waiting.select_related("flight__channel__origin").order_by("pk"),
        lambda consolidation: manifest_consolidation(consolidation=consolidation, by=by, at=at),
        at=at,
    )
    return {"closed": sum(closed)}


def _closed(consolidation: Consolidation, *, by: Actor, at: datetime) -> bool:
    """Whether it was closed; what moved before a person had to act stays moved."""
    try:
        move_excess(consolidation=consolidation, by=by, at=at)
        close_consolidation(consolidation=consolidation, by=by, at=at)
    except (NotEnough, WrongState):
        return False
    return True


def depart_due_legs(*, by: Actor, at: datetime, silence: timedelta = SILENCE) -> dict[str, int]:
    """Depart legs of which nobody has told us, once they are well past their time."""
    rows = legs_due_to_depart(at - silence).select_related("flight__channel", "origin")
    return {"departed": sum(each("depart_legs", rows, lambda leg: _departed(leg, by, at), at=at))}


def _departed(leg: Leg, by: Actor, at: datetime) -> bool:
    try:
        depart_leg(leg=leg, departed_at=leg.departs_at, by=by, at=at, source=TIMETABLE)
    except Refused:
        return False
    return True


def arrive_due_legs(*, by: Actor, at: datetime, silence: timedelta = SILENCE) -> dict[str, int]:
    """Arrive legs of which nobody has told us, once they are well past their time."""
    rows = legs_due_to_arrive(at - silence).select_related("flight__channel", "destination")
    return {"arrived": len(each("arrive_legs", rows, lambda leg: _arrive(leg, by, at), at=at))}


def _arrive(leg: Leg, by: Actor, at: datetime) -> Leg:
    block = leg.planned_arrival - leg.planned_departure
    landed = leg.estimated_arrival or leg.departs_at + block
    return arrive_leg(leg=leg, arrived_at=landed, by=by, at=at, source=TIMETABLE)


def break_down_arrived(*, by: Actor, at: datetime) -> dict[str, int]:
    """Break down what has landed long enough ago, only where the place does so by the clock.

    One of which the airline calls pieces missing waits for a person.
    """
    rows = Consolidation.objects.filter(
        status=Status.ARRIVED,
        flight__legs__actual_arrival__lte=at - UNLOADING,
        flight__channel__destination__breaks_down_by_clock=True,
    )
    due = list(rows.select_related("flight__channel__destination").distinct().order_by("pk"))
    lacking = missing_pieces(due)
    unloaded = each(
        "break_down_consolidations",
        [item for item in due if item.pk not in lacking],
        lambda item: break_down(consolidation=item, by=by, at=at),
        at=at,
    )
    return {"parcels": sum(unloaded)}
