"""What the airline tells of whole consignments moves the flight itself: take-offs and landings."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from shipments.actor import Actor
from shipments.consolidation.departures import FLIERS, arrive_leg, depart_leg
from shipments.consolidation.models import Consolidation
from shipments.errors import Refused
from shipments.flights.models import Leg
from shipments.tracking.inbox import AHEAD
from shipments.tracking.raw import RawEvent

# A flight that leaves further from its time than this is another flight of the same number.
FAR = timedelta(hours=36)


def follow_airline(*, raw: Sequence[RawEvent], by: Actor, at: datetime) -> int:
    """Depart and arrive the legs that whole consignments have flown; returns how many moved.

    A leg departs only with a manifested consignment, by the flight's own number and near its time,
    and arrives only after it has departed. What does not fit moves nothing: the events tell it.
    """
    told = [one for one in raw if one.raw_code in _FOLLOW and one.happened_at <= at + AHEAD]
    if not told or not by.has(*FLIERS):
        return 0
    known = _consolidations(told)
    told.sort(key=lambda one: (one.happened_at, one.raw_code == "ARR"))
    return sum(
        _FOLLOW[one.raw_code](one, known[one.subject], by, min(one.happened_at, at), at)
        for one in told
        if one.subject in known
    )


def _consolidations(told: Sequence[RawEvent]) -> dict[str, Consolidation]:
    mawbs = {one.subject.removeprefix("consolidation:") for one in told}
    rows = Consolidation.objects.filter(mawb__in=mawbs).select_related("flight")
    return {f"consolidation:{one.mawb}": one for one in rows}


def _leave(told: RawEvent, one: Consolidation, by: Actor, moment: datetime, at: datetime) -> bool:
    leg = _leg(one, Leg.Status.SCHEDULED, origin__code=told.place)
    if leg is None or not _is_its_flight(told, one) or abs(leg.departs_at - moment) > FAR:
        return False
    one.refresh_from_db(fields=["status"])
    if one.status not in (Consolidation.Status.MANIFESTED, Consolidation.Status.DEPARTED):
        return False
    return _moved(lambda: depart_leg(leg=leg, departed_at=moment, by=by, at=at))


def _land(told: RawEvent, one: Consolidation, by: Actor, moment: datetime, at: datetime) -> bool:
    leg = _leg(one, Leg.Status.DEPARTED, destination__code=told.place)
    if leg is None or not _is_its_flight(told, one) or moment <= leg.departs_at:
        return False
    return _moved(lambda: arrive_leg(leg=leg, arrived_at=moment, by=by, at=at))


_FOLLOW = {"DEP": _leave, "ARR": _land}


def _leg(one: Consolidation, status: str, **where: str) -> Leg | None:
    legs = one.flight.legs.filter(status=status, **where).order_by("sequence")
    return legs.select_related("flight__channel__origin", "origin", "destination").first()


def _is_its_flight(told: RawEvent, one: Consolidation) -> bool:
    """Whether the airline names the flight we booked, or none."""
    return told.payload.get("flight") in (None, "", one.flight.number)


def _moved(deed: Callable[[], object]) -> bool:
    """Whether the deed could be done; another hand may have been quicker."""
    try:
        deed()
    except Refused:
        return False
    return True
