"""Which letters are overtaken: what they would say is no longer so, or has been passed."""

from django.db.models import Q

from shipments.notifications.subscriptions import CONFIRM, LINK
from shipments.parcels.models import ImportClearance, Movement
from shipments.publishing.later import LATER


def _from(first: Movement) -> list[str]:
    """The movements from one on; what ends a journey stands behind all others."""
    return Movement.values[Movement.values.index(first) :]


# A stage's letter is overtaken once its parcel has moved so far.
_PASSED: dict[str, list[str]] = {
    "accepted": _from(Movement.DEPARTED),
    "in_flight": _from(Movement.ARRIVED),
    "in_russia": _from(Movement.HANDED_OVER),
    "last_mile": _from(Movement.READY_FOR_PICKUP),
    "ready_for_pickup": _from(Movement.DELIVERED),
    "storage_expiring": _from(Movement.DELIVERED),
    "delivery_failed": _from(Movement.DELIVERED),
    "returning": [Movement.DELIVERED, Movement.RETURNED, Movement.DESTROYED, Movement.LOST],
}
_LANDED = _from(Movement.ARRIVED)
# A letter that tells an end, or asks for a deed, is true while the parcel stands so.
_ONLY: dict[str, tuple[str, str]] = {
    "delivered": ("movement", Movement.DELIVERED),
    "returned": ("movement", Movement.RETURNED),
    "destroyed": ("movement", Movement.DESTROYED),
    "lost": ("movement", Movement.LOST),
    "documents_required": ("import_clearance", ImportClearance.DOCUMENTS_REQUIRED),
    "duty_due": ("import_clearance", ImportClearance.DUTY_DUE),
    "import_refused": ("import_clearance", ImportClearance.REFUSED),
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
