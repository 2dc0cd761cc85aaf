"""The demo's Russian Post: carries what is handed over, delivers most, loses and returns a few."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shipments.actor import system
from shipments.parcels.models import Parcel
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.regions import zone_of_index
from tracker.simulation.chance import Dice
from tracker.simulation.partners import send_post
from tracker.simulation.post import UNKNOWN, arrives_by, travelled

BY = system("simulation: Russian Post")
LOST, NOT_COLLECTED, COURIER = 0.002, 0.006, 0.35
CHUNK = 4_000
ABROAD_HOURS = {"62": 20, "45": 30, "61": 34, "64": 40}


def carry(dice: Dice, *, at: datetime) -> int:
    """Tell what has happened to parcels in the last mile by now; returns the messages sent."""
    events = travelled(dice, _due(dice, at), at)
    for start in range(0, len(events), CHUNK):
        send_post(events[start : start + CHUNK], by=BY, at=at)
    return len(events)


def _due(dice: Dice, at: datetime) -> Iterator[tuple[str, RawEvent]]:
    rows = Parcel.objects.filter(
        movement__in=["handed_over", "ready_for_pickup", "out_for_delivery", "returning"]
    ).exclude(import_clearance__in=["refused", "return_allowed"])
    fields = ("number", "movement", "movement_at", "order__postal_code")
    for number, movement, since, index in rows.order_by("pk").values_list(*fields).iterator():
        if not zone_of_index(index):
            continue
        code, median, most = _next(dice, number, movement, index)
        moment = dice.is_due(number, movement + code, since, at, median=median, most=most)
        if moment is None or not arrives_by(dice, number + code, moment, at):
            continue
        yield number + code, _event(number, code, moment, index)
        if dice.happens(number, "unknown" + code, UNKNOWN):
            odd = _event(number, "99/7", moment - timedelta(minutes=5), index)
            yield number + "odd", odd


def _next(dice: Dice, number: str, movement: str, index: str) -> tuple[str, float, float]:
    """The next operation "type/attribute" of a parcel, the hours it usually and at most takes."""
    if movement == "handed_over":
        if dice.happens(number, "lost", LOST):
            return "18/0", 200, 300
        way = ABROAD_HOURS.get(index[:2], 84)
        return ("8/15" if dice.happens(number, "courier", COURIER) else "8/2"), way, way * 2.2
    if movement == "ready_for_pickup":
        if dice.happens(number, "not collected", NOT_COLLECTED):
            return "3/1", 15 * 24, 16 * 24
        return "2/1", 26, 120
    if movement == "returning":
        return "2/2", 180, 300
    return "2/8", 5, 12


def _event(number: str, code: str, moment: datetime, index: str) -> RawEvent:
    return RawEvent(
        f"parcel:{number}",
        "russian_post",
        code,
        moment,
        f"{number}:{code}:{moment:%Y%m%d%H%M%S}:{index}",
        index,
    )
