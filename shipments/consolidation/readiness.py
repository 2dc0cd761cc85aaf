"""What keeps a parcel from flying, and who must act. One table for the page and for the fill."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from shipments.actor import Role
from shipments.flights.models import Channel
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment


@dataclass(frozen=True, slots=True)
class Blocker:
    """A reason not to fly: its word, the role that must act, and the parcels it stops."""

    word: str
    who: Role
    stops: Q


RELEASED = Q(export_clearance__in=["released", "finalised"])

# First match names the reason.
BLOCKERS = [
    Blocker("not_packed", Role.WAREHOUSE, Q(movement__in=["created", "ready", "received"])),
    Blocker("held", Role.PLANNER, Q(held=True)),
    Blocker("export_inspection", Role.CUSTOMS, Q(export_clearance__in=["inspection", "detained"])),
    Blocker("export_rejected", Role.CUSTOMS, Q(export_clearance__in=["rejected", "returned"])),
    Blocker("export_not_filed", Role.CUSTOMS, Q(export_clearance="not_filed")),
    Blocker("export_pending", Role.CUSTOMS, ~RELEASED),
]


def _lies_somewhere() -> Exists:
    return Exists(Containment.objects.filter(parcel=OuterRef("pk"), until__isnull=True))


def waiting_parcels(channel: Channel) -> QuerySet[Parcel]:
    """Parcels of a channel that are in the origin's warehouse and in no consolidation."""
    here = Parcel.objects.filter(
        channel=channel, movement__in=["created", "ready", "received", "packed"]
    )
    return here.filter(~_lies_somewhere())


def ready_parcels(channel: Channel) -> QuerySet[Parcel]:
    """Parcels that may fly now, first promised first."""
    rows = Parcel.objects.filter(RELEASED, channel=channel, movement="packed", held=False)
    return rows.filter(~_lies_somewhere()).order_by("promised_to", "created_at", "pk")


def kept_back(channel: Channel) -> list[tuple[Blocker, int]]:
    """How many waiting parcels each blocker stops, each parcel counted once."""
    rows, counts = waiting_parcels(channel), []
    for blocker in BLOCKERS:
        counts.append((blocker, rows.filter(blocker.stops).count()))
        rows = rows.exclude(blocker.stops)
    return [(blocker, n) for blocker, n in counts if n]
