"""Which happenings are worth a letter to the buyer, and which of them ask him to act."""

from dataclasses import dataclass
from datetime import timedelta

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
    Letter("created", "accepted"),
    Letter("departed", "in_flight"),
    Letter("arrived", "in_russia"),
    Letter("documents_required", "documents_required", must_act=True),
    Letter("duty_due", "duty_due", must_act=True),
    Letter("import_refused", "import_refused"),
    Letter("handed_over", "last_mile"),
    Letter("ready_for_pickup", "ready_for_pickup", must_act=True),
    Letter("storage_expiring", "storage_expiring", must_act=True),
    Letter("delivery_failed", "delivery_failed", must_act=True),
    Letter("delivered", "delivered"),
    Letter("returning", "returning"),
    Letter("returned", "returned"),
    Letter("lost", "lost"),
    Letter("destroyed", "destroyed"),
)
NOTICE_STAGES = {one.code: one.stage for one in LETTERS}
STAGE_CODES = {one.stage: one.code for one in LETTERS}
MUST_ACT = frozenset(one.stage for one in LETTERS if one.must_act)
