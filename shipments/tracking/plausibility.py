"""Which of the events that partners tell of a parcel cannot be, as far as we know it. Pure.

An event is judged by what happened, never by small differences of hours: a story that is right may
come late, doubled and shuffled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shipments.event_codes import EventCode
from shipments.parcels.models import ImportClearance, Movement
from shipments.tracking.codes import CODES
from shipments.tracking.models import Doubt
from shipments.tracking.projection import Happening, sort_key, status_after
from shipments.tracking.tracks import NO_MORE, TURNED_BACK, Code, Track

# A parcel may be told of a little before it is ours: announced, or by a clock that is wrong.
MARGIN = timedelta(hours=24)

_AT_ORIGIN = {*Movement.IN_ORIGIN, Movement.DEPARTED}
_UNPACKED = {*Movement.NOT_PACKED, Movement.CANCELLED}
_LANDED = {*Movement.LANDED, *Movement.LAST_MILE, Movement.DELIVERED}
_ENDS = {Movement.DELIVERED, Movement.RETURNED, Movement.DESTROYED}
# A parcel that is lost may have been lost on its way back: only its story says.
HIDES_A_TURN = Movement.LOST
_OUR_FILING = {
    EventCode.IMPORT_PRE_DECLARED,
    EventCode.IMPORT_WITHDRAWN,
    EventCode.IMPORT_TAKEN_BACK,
    EventCode.IMPORT_TAKEN_BACK_EARLY,
    EventCode.IMPORT_REFILED,
}
# Only informs, and yet says where the parcel is.
_SEEN_IN_RUSSIA = {EventCode.RECEIVED_FROM_FLIGHT, EventCode.ARRIVED_IN_COUNTRY}
_TO_THE_BUYER = {EventCode.DELIVERY_FAILED, EventCode.STORAGE_EXPIRING}
# What shows that a registry stands with customs.
_FILES = {EventCode.IMPORT_PRE_DECLARED, EventCode.IMPORT_PRESENTED, EventCode.IMPORT_REFILED}


def needs_departure(code: Code) -> bool:
    """Whether an event can only be told of what has left China."""
    if code.track == Track.IMPORT:
        return code.code not in _OUR_FILING
    return code.status in _LANDED or code.code in _SEEN_IN_RUSSIA | _TO_THE_BUYER


def needs_registry(code: Code) -> bool:
    """Whether an event is import customs' answer to what has been filed."""
    return code.track == Track.IMPORT and not code.corrects and code.code not in _FILES


def shows_departure(code: Code) -> bool:
    """Whether an event that stands shows that the parcel has left China."""
    return code.code == EventCode.DEPARTED or needs_departure(code)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a parcel: when its order came, and what has happened to it."""

    begun: datetime
    known: Sequence[Happening]


def doubts(told: Sequence[Happening], facts: Facts) -> list[str]:
    """For each event told, a word of `Doubt`, or "" where it fits; all are judged as one story.

    What turns out doubtful shows nothing for the others: they are judged once more without it.
    """
    trusted = set(range(len(told)))
    while (found := _found(told, facts, trusted)).keys() & trusted:
        trusted -= found.keys()
    return [found.get(n, "") for n in range(len(told))]


def _found(told: Sequence[Happening], facts: Facts, trusted: set[int]) -> dict[int, Doubt]:
    """The doubts by place; of the events told only the trusted show a departure or a filing."""
    found = {n: Doubt.OLDER for n, happening in enumerate(told) if _is_older(happening, facts)}
    fresh = sorted((n for n in range(len(told)) if n not in found), key=lambda n: sort_key(told[n]))
    stands = list(facts.known)
    here = {told[n].code for n in trusted}
    left = EventCode.DEPARTED in here or any(shows_departure(CODES[stand.code]) for stand in stands)
    filed = status_after(Track.IMPORT, stands)[0] not in (None, ImportClearance.NOT_FILED)
    filed = filed or bool(_FILES & here)
    for n in fresh:
        code = CODES[told[n].code]
        if doubt := _against(code, told[n].happened_at, stands):
            found[n] = doubt
        elif needs_departure(code) and not left:
            found[n] = Doubt.NEVER_LEFT
        elif needs_registry(code) and not filed:
            found[n] = Doubt.UNFILED
        elif code.code == EventCode.MEASURED and not _packed_by(told[n].happened_at, stands):
            found[n] = Doubt.UNPACKED
        else:
            stands.append(told[n])
    return found


def _packed_by(at: datetime, stands: Sequence[Happening]) -> bool:
    """Whether there was a parcel to be weighed at a moment: packed, or further by then."""
    return any(
        stand.happened_at <= at
        and CODES[stand.code].track == Track.MOVEMENT
        and CODES[stand.code].status not in _UNPACKED
        for stand in stands
    )


def _is_older(happening: Happening, facts: Facts) -> bool:
    return happening.happened_at < facts.begun - MARGIN


def _against(code: Code, at: datetime, stands: Sequence[Happening]) -> Doubt | None:
    """What the movement that stands has against an event at a moment."""
    to_buyer = code.code in _TO_THE_BUYER
    if code.track != Track.MOVEMENT and not to_buyer:
        return None
    status, since = status_after(Track.MOVEMENT, stands)
    is_later = since is not None and at > since
    if status == Movement.CANCELLED and status != code.status:
        return Doubt.CANCELLED if is_later or needs_departure(code) else None
    if code.corrects:
        return None
    if status in _ENDS and _ended_otherwise(status, code, is_later=is_later):
        return Doubt.SETTLED
    turned = turned_back(stands) if status in (TURNED_BACK, HIDES_A_TURN) else None
    if turned and (code.status == NO_MORE or (at > turned and _forward(code))):
        return Doubt.RETURNING
    if status in Movement.LAST_MILE and is_later and code.status in _AT_ORIGIN:
        return Doubt.ELSEWHERE
    return None


def turned_back(stands: Sequence[Happening]) -> datetime | None:
    """When a parcel turned back, unless a correction has sent it on since."""
    turned = None
    for stand in sorted(stands, key=sort_key):
        code = CODES[stand.code]
        if code.track == Track.MOVEMENT and code.corrects:
            turned = None
        elif code.status == TURNED_BACK and turned is None:
            turned = stand.happened_at
    return turned


def _ended_otherwise(status: str, code: Code, *, is_later: bool) -> bool:
    """Whether an event denies an end: another end, or what can only have come before it."""
    if code.status in _ENDS:
        return code.status != status
    if code.status == TURNED_BACK:
        return is_later or status == Movement.DELIVERED
    return is_later and code.status in (Movement.LOST, Movement.CANCELLED)


def _forward(code: Code) -> bool:
    """Whether an event leads a parcel on towards its buyer."""
    return code.code in _TO_THE_BUYER or code.status in _AT_ORIGIN | _LANDED
