"""What the airline tells of whole consignments moves them, and the flight once all have flown."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from shipments.actor import Actor
from shipments.containers.airline_pieces import parts_made_whole
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.containers.locking import lock_flights
from shipments.containers.models import Consolidation
from shipments.errors import Refused
from shipments.flights.models import Leg
from shipments.operations.departures import FLIERS, arrive_leg, depart_leg
from shipments.operations.discrepancies import (
    derived_discrepancies,
    fresh_discrepancies,
    open_discrepancies,
)
from shipments.tracking.intake import AHEAD, Accepted, accept_events
from shipments.tracking.partner_event import RawEvent

SOURCE = "fsu"
# A flight that leaves further from its time than this is another flight of the same number.
FAR = timedelta(hours=36)
Status = Consolidation.Status


@transaction.atomic
def take_airline_events(*, raw: Sequence[RawEvent], by: Actor, at: datetime) -> Accepted:
    """Take in what an airline's messages tell of consignments; the answer is about `raw` alone.

    Parts that have become whole count as whole, and move what they name; pieces that are missing
    or too many are a discrepancy of the consignment, with one case.
    """
    whole = parts_made_whole(raw)
    more = [*whole, *derived_discrepancies(raw)]
    fresh = fresh_discrepancies([*raw, *more])
    follow_airline(raw=[*raw, *whole], by=by, at=at)
    answer = accept_events(raw, by=by, at=at, source=SOURCE)
    if more:
        accept_events(more, by=by, at=at, source=SOURCE)
    open_discrepancies(told=fresh, by=by, at=at)
    return answer


def follow_airline(*, raw: Sequence[RawEvent], by: Actor, at: datetime) -> int:
    """Depart and arrive what whole consignments have flown; returns how many legs moved.

    A consignment departs only when manifested, by the flight's own number and near its time, and
    arrives only after it has departed. Its leg moves with the last consignment that the airline
    tells of; until then the others stay as they are. What does not fit moves nothing.
    """
    told = [
        raw_event
        for raw_event in raw
        if raw_event.raw_code in _FOLLOW and raw_event.happened_at <= at + AHEAD
    ]
    if not told or not by.has(*FLIERS):
        return 0
    known = _consolidations(told)
    # Before any consolidation of theirs, as everywhere.
    lock_flights(hit.flight_id for hit in known.values())
    told.sort(key=lambda item: (item.happened_at, item.raw_code == "ARR"))
    return sum(
        _FOLLOW[item.raw_code](item, known[item.subject], by, min(item.happened_at, at), at)
        for item in told
        if item.subject in known
    )


def _consolidations(told: Sequence[RawEvent]) -> dict[str, Consolidation]:
    mawbs = {raw_event.subject.removeprefix("consolidation:") for raw_event in told}
    rows = Consolidation.objects.filter(mawb__in=mawbs).select_related("flight")
    return {f"consolidation:{consolidation.mawb}": consolidation for consolidation in rows}


def _leave(
    told: RawEvent, consolidation: Consolidation, by: Actor, moment: datetime, at: datetime
) -> bool:
    leg = _leg(consolidation, Leg.Status.SCHEDULED, origin__code=told.place)
    if leg is None or not _is_its_flight(told, consolidation) or abs(leg.departs_at - moment) > FAR:
        return False
    consolidation.refresh_from_db(fields=["status"])
    if consolidation.status not in (Status.MANIFESTED, Status.DEPARTED):
        return False
    if leg.sequence == 1 and _others(consolidation, Status.MANIFESTED):
        _moved(lambda: _alone(consolidation, Status.DEPARTED, by, moment))
        return False
    return _moved(lambda: depart_leg(leg=leg, departed_at=moment, by=by, at=at, source=SOURCE))


def _land(
    told: RawEvent, consolidation: Consolidation, by: Actor, moment: datetime, at: datetime
) -> bool:
    leg = _leg(consolidation, Leg.Status.DEPARTED, destination__code=told.place)
    if leg is None or not _is_its_flight(told, consolidation) or moment <= leg.departs_at:
        return False
    is_last = not consolidation.flight.legs.filter(sequence__gt=leg.sequence).exists()
    if is_last and _others(consolidation, Status.DEPARTED):
        _moved(lambda: _alone(consolidation, Status.ARRIVED, by, moment))
        return False
    return _moved(lambda: arrive_leg(leg=leg, arrived_at=moment, by=by, at=at, source=SOURCE))


_FOLLOW = {"DEP": _leave, "ARR": _land}


def _others(consolidation: Consolidation, status: str) -> bool:
    """Whether the flight carries other consignments, of which nobody has told so much yet."""
    return (
        consolidation.flight.consolidations.filter(status=status)
        .exclude(pk=consolidation.pk)
        .exists()
    )


def _alone(consolidation: Consolidation, status: str, by: Actor, moment: datetime) -> None:
    """Move one consignment of several; its parcels follow by its own event."""
    CONSOLIDATION.move([consolidation], status, by=by, at=moment).all_or_refuse()


def _leg(consolidation: Consolidation, status: str, **where: str) -> Leg | None:
    legs = consolidation.flight.legs.filter(status=status, **where).order_by("sequence")
    return legs.select_related("flight__channel__origin", "origin", "destination").first()


def _is_its_flight(told: RawEvent, consolidation: Consolidation) -> bool:
    """Whether the airline names the flight we booked, or none."""
    return told.payload.get("flight") in (None, "", consolidation.flight.number)


def _moved(action: Callable[[], object]) -> bool:
    """Whether the action could be done; another hand may have been quicker."""
    try:
        action()
    except Refused:
        return False
    return True
