"""Which letters are overtaken: what they would say is no longer so, or has been passed."""

from datetime import datetime

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.notifications.lifecycle import NOTICE
from shipments.notifications.models import BuyerNotice
from shipments.parcels.models import ImportClearance, Movement
from shipments.publishing.later import LATER

MOST = 1_000


def _from(first: Movement) -> list[str]:
    """The movements from one on; what ends a journey stands behind all others."""
    return Movement.values[Movement.values.index(first) :]


# A stage's letter is overtaken once its parcel has moved so far.
_PASSED: dict[str, list[str]] = {
    "accepted": _from(Movement.DEPARTED),
    "at_harbin": _from(Movement.DEPARTED),
    "export_customs": _from(Movement.DEPARTED),
    "in_flight": _from(Movement.ARRIVED),
    "in_russia": _from(Movement.HANDED_OVER),
    "import_customs": _from(Movement.HANDED_OVER),
    "last_mile": _from(Movement.DELIVERED),
    "ready_for_pickup": _from(Movement.DELIVERED),
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


def drop_overtaken(rows: QuerySet[BuyerNotice], *, by: Actor, at: datetime) -> int:
    """Close those of these waiting letters that are overtaken: nobody sends them; how many."""
    untrue = Q(stage__startswith=LATER) & overtaken(LATER, "parcel__")
    for stage in (*_PASSED, *_ONLY):
        untrue |= Q(stage=stage) & overtaken(stage, "parcel__")
    late = list(rows.filter(untrue).order_by("pk")[:MOST])
    return len(NOTICE.move(late, BuyerNotice.Status.OVERTAKEN, by=by, at=at).moved)
