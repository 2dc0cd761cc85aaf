"""Which tale a parcel's journey is: one word for what its reader must know first. Pure."""

from collections.abc import Sequence
from typing import Protocol

from shipments.event_codes import EventCode
from shipments.parcels.models import ExportClearance, Flag, Headline, ImportClearance, Movement
from shipments.tracking.codes import CODES
from shipments.tracking.stage import flag_of, stage_of
from shipments.tracking.tracks import Track


class Line(Protocol):
    """What a tale needs of an event."""

    @property
    def code(self) -> str: ...


class Statuses(Protocol):
    """What a tale needs of a parcel."""

    @property
    def movement(self) -> str: ...
    @property
    def export_clearance(self) -> str: ...
    @property
    def import_clearance(self) -> str: ...


# News that moves no parcel on, and so stays the headline until something does.
SETBACKS = {
    EventCode.DELAYED,
    EventCode.OFFLOADED,
    EventCode.FLIGHT_CANCELLED,
    EventCode.DELIVERY_FAILED,
    EventCode.STORAGE_EXPIRING,
}
# A flight left without it: the next one takes it.
LEFT_BEHIND = {EventCode.OFFLOADED, EventCode.FLIGHT_CANCELLED}
# What makes the day of delivery another one.
MOVES_THE_WINDOW = {
    EventCode.DELAYED,
    EventCode.OFFLOADED,
    EventCode.FLIGHT_CANCELLED,
    EventCode.ESTIMATE_CHANGED,
    EventCode.DELIVERY_FAILED,
    EventCode.IMPORT_SUSPENDED,
    EventCode.EXPORT_DETAINED,
    EventCode.DOCUMENTS_REQUIRED,
    EventCode.DUTY_DUE,
    EventCode.FOUND,
    EventCode.DELIVERY_WITHDRAWN,
}
# It is stopped, and nobody can say for how long.
OPEN_END = {ExportClearance.DETAINED, ImportClearance.SUSPENDED, "on_hold"}
# It comes today, it is there, or it will not come: no day to wait for.
NO_DAY = {
    EventCode.OUT_FOR_DELIVERY,
    EventCode.READY_FOR_PICKUP,
    EventCode.STORAGE_EXPIRING,
    "export_refused",
    ImportClearance.REFUSED,
}
# Nothing more will be told of it; what is lost may still be found.
OVER = {Movement.DELIVERED, Movement.RETURNED, Movement.DESTROYED, Movement.CANCELLED}
_ENDS = {Flag.LOST, Flag.DESTROYED, Flag.RETURNED, Flag.CANCELLED}
_STOPPED: dict[str, str] = {
    ExportClearance.DETAINED: ExportClearance.DETAINED,
    ExportClearance.RETURNED: "export_refused",
    ImportClearance.SUSPENDED: ImportClearance.SUSPENDED,
    ImportClearance.REFUSED: ImportClearance.REFUSED,
    ImportClearance.RETURN_ALLOWED: ImportClearance.REFUSED,
}


def situation_of(parcel: Statuses, lines: Sequence[Line]) -> str:
    """The word of the tale: an end, a stop, an action of the buyer's, a setback, else the stage."""
    flag = flag_of(parcel)
    if flag in _ENDS:
        return flag.value
    if stop := _stop(parcel):
        return stop
    if flag in (Flag.RETURNING, Flag.ON_HOLD):
        return flag.value
    return _action(parcel, flag) or _setback(lines, stage_of(parcel)) or _going(parcel)


def _stop(parcel: Statuses) -> str:
    """An authority said no, or not yet; what left China is no longer stopped there."""
    if parcel.movement == Movement.DELIVERED:
        return ""
    stage = stage_of(parcel)
    abroad = stage not in (Headline.ACCEPTED, Headline.AT_HARBIN, Headline.EXPORT_CUSTOMS)
    return _STOPPED.get(parcel.import_clearance if abroad else parcel.export_clearance, "")


def _action(parcel: Statuses, flag: Flag) -> str:
    if flag == Flag.ACTION_NEEDED:
        return parcel.import_clearance
    return ""


def _setback(lines: Sequence[Line], stage: Headline) -> str:
    """The latest news, if it is a setback that no later movement has overcome."""
    for line in reversed(lines):
        if line.code == EventCode.DELAYED and stage == Headline.LAST_MILE:
            return "slower"
        if line.code in SETBACKS:
            return line.code
        if CODES[line.code].track == Track.MOVEMENT:
            return ""
    return ""


def _going(parcel: Statuses) -> str:
    """Where it goes as it should: the stage, more finely where that says more."""
    stage = stage_of(parcel)
    if stage == Headline.LAST_MILE:
        return parcel.movement
    if stage == Headline.EXPORT_CUSTOMS and parcel.export_clearance in ExportClearance.CLEARED:
        return "waits_for_flight"
    if stage == Headline.IMPORT_CUSTOMS and parcel.import_clearance in (
        ImportClearance.RELEASED,
        ImportClearance.DUTY_PAID,
    ):
        return f"import_{parcel.import_clearance}"
    return stage.value
