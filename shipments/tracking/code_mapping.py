"""What will follow once a code is explained: how many waiting events, and about what."""

from dataclasses import dataclass, field
from datetime import datetime

from shipments.actor import Actor
from shipments.tracking.intake import things_named
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.queries import unmapped_events

EXAMPLES = 5


@dataclass(slots=True)
class Waiting:
    """The events that wait for one code's meaning. `known` are about things we know; the others
    stay waiting for their parcels. `parcels` of the known are single parcels."""

    scheme: str
    raw_code: str
    n: int = 0
    known: int = 0
    parcels: int = 0
    first: datetime | None = None
    last: datetime | None = None
    examples: list[UnmappedEvent] = field(default_factory=list)


def waiting_for(actor: Actor, scheme: str, raw_code: str) -> Waiting | None:
    """The events that wait for a code, or None where nothing waits for it; for staff only."""
    rows = unmapped_events(actor).filter(scheme=scheme, raw_code=raw_code)
    subjects = list(rows.order_by("pk").values_list("subject", "recorded_at"))
    if not subjects:
        return None
    found = things_named(subject for subject, _ in subjects)
    known = [subject for subject, _ in subjects if subject in found]
    return Waiting(
        scheme,
        raw_code,
        len(subjects),
        len(known),
        sum(found[subject][0] == "parcel" for subject in known),
        subjects[0][1],
        subjects[-1][1],
        list(rows.order_by("pk")[:EXAMPLES]),
    )
