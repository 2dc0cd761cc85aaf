"""Which happenings are worth a letter to the buyer, and which of them ask him to act."""

from dataclasses import dataclass
from datetime import timedelta

from shipments.event_codes import EventCode

# Of one parcel a reader has a letter a day, unless he must act.
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: the code that causes it, its stage, and whether its reader must act."""

    code: str
    stage: str
    must_act: bool = False


# What only passes by (packed, papers filed, presented to customs) stands on the page.
LETTERS = (
    Letter(EventCode.CREATED, "accepted"),
    Letter(EventCode.DEPARTED, "in_flight"),
    Letter(EventCode.ARRIVED, "in_russia"),
    Letter(EventCode.DOCUMENTS_REQUIRED, EventCode.DOCUMENTS_REQUIRED, must_act=True),
    Letter(EventCode.DUTY_DUE, EventCode.DUTY_DUE, must_act=True),
    Letter(EventCode.IMPORT_REFUSED, EventCode.IMPORT_REFUSED),
    Letter(EventCode.HANDED_OVER, "last_mile"),
    Letter(EventCode.READY_FOR_PICKUP, EventCode.READY_FOR_PICKUP, must_act=True),
    Letter(EventCode.STORAGE_EXPIRING, EventCode.STORAGE_EXPIRING, must_act=True),
    Letter(EventCode.DELIVERY_FAILED, EventCode.DELIVERY_FAILED, must_act=True),
    Letter(EventCode.DELIVERED, EventCode.DELIVERED),
    Letter(EventCode.RETURNING, EventCode.RETURNING),
    Letter(EventCode.RETURNED, EventCode.RETURNED),
    Letter(EventCode.LOST, EventCode.LOST),
    Letter(EventCode.DESTROYED, EventCode.DESTROYED),
)
NOTICE_STAGES = {letter.code: letter.stage for letter in LETTERS}
STAGE_CODES = {letter.stage: letter.code for letter in LETTERS}
MUST_ACT = frozenset(letter.stage for letter in LETTERS if letter.must_act)
