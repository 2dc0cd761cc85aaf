"""Which letters are overtaken: what they would say is no longer so, or has been passed."""

from django.db.models import Q

from shipments.event_codes import EventCode
from shipments.notifications.delays import LATER
from shipments.notifications.subscriptions import CONFIRM, LINK
from shipments.parcels.models import ImportClearance, Movement


def _from(first: Movement) -> list[str]:
    """The movements from one on; what ends a journey stands behind all others."""
    return Movement.values[Movement.values.index(first) :]


# A stage's letter is overtaken once its parcel has moved so far.
_PASSED: dict[str, list[str]] = {
    "accepted": _from(Movement.DEPARTED),
    "in_flight": _from(Movement.ARRIVED),
    "in_russia": _from(Movement.HANDED_OVER),
    "last_mile": _from(Movement.READY_FOR_PICKUP),
    EventCode.READY_FOR_PICKUP: _from(Movement.DELIVERED),
    EventCode.STORAGE_EXPIRING: _from(Movement.DELIVERED),
    EventCode.DELIVERY_FAILED: _from(Movement.DELIVERED),
    EventCode.RETURNING: [Movement.DELIVERED, Movement.RETURNED, Movement.DESTROYED, Movement.LOST],
}
_LANDED = _from(Movement.ARRIVED)
# A letter that tells an end, or asks for an action, is true while the parcel stands so.
_ONLY: dict[str, tuple[str, str]] = {
    EventCode.DELIVERED: ("movement", Movement.DELIVERED),
    EventCode.RETURNED: ("movement", Movement.RETURNED),
    EventCode.DESTROYED: ("movement", Movement.DESTROYED),
    EventCode.LOST: ("movement", Movement.LOST),
    EventCode.DOCUMENTS_REQUIRED: ("import_clearance", ImportClearance.DOCUMENTS_REQUIRED),
    EventCode.DUTY_DUE: ("import_clearance", ImportClearance.DUTY_DUE),
    EventCode.IMPORT_REFUSED: ("import_clearance", ImportClearance.REFUSED),
}


def overtaken(stage: str, prefix: str = "") -> Q:
    """The parcels (`prefix` leads to them) of which a stage's letter is true no more."""
    if stage in _ONLY:
        field, value = _ONLY[stage]
        return ~Q(**{f"{prefix}{field}": value})
    passed = _LANDED if stage.startswith(LATER) else _PASSED.get(stage, [])
    return Q(**{f"{prefix}movement__in": passed})


def untrue() -> Q:
    """The letters of whose parcels the stage is true no more, or worth a letter no more."""
    known = (*_PASSED, *_ONLY)
    found = Q(stage__startswith=LATER) & overtaken(LATER, "parcel__")
    for stage in known:
        found |= Q(stage=stage) & overtaken(stage, "parcel__")
    told_by_day = Q(stage__startswith=LATER) | Q(stage__startswith=LINK)
    return found | ~(Q(stage__in=[*known, CONFIRM]) | told_by_day)
