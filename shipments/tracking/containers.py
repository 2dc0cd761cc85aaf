"""Which events a parcel sees, and which parcels an event reaches: those that lay inside then."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from shipments.tracking.models import Containment

_INSIDE = "e.happened_at >= c.since AND (c.until IS NULL OR e.happened_at < c.until)"


def seen_events(columns: str, *, own: str) -> str:
    """SQL of every event that parcels see: `parcel_id` and these columns of the event `e`.

    The statement around it has `lay`, the containments of the parcels; `own` is how it finds the
    events `e` of the parcels themselves.
    """
    contained = f"SELECT c.parcel_id, {columns} FROM lay c"
    branches = [
        f"SELECT e.parcel_id, {columns} FROM {own}",
        *(
            f"{contained} JOIN shipments_event e ON e.{kind}_id = c.{kind}_id AND {_INSIDE}"
            for kind in ("consolidation", "bag", "uld")
        ),
        f"{contained} JOIN shipments_consolidation k ON k.id = c.consolidation_id"
        " JOIN shipments_leg l ON l.flight_id = k.flight_id"
        f" JOIN shipments_event e ON e.leg_id = l.id AND {_INSIDE}",
    ]
    return "\n UNION ALL ".join(branches)


# For statements that have `wanted`, the ids of the parcels.
OF_WANTED = "wanted w JOIN shipments_event e ON e.parcel_id = w.id"


def containments_at(subject: str, ids: Sequence[int], *, at: datetime) -> QuerySet[Containment]:
    """The containments in these bags, ULDs, consolidations or on these legs at a moment."""
    field = "consolidation__flight__legs" if subject == "leg" else subject
    lasting = Q(until__isnull=True) | Q(until__gt=at)
    return Containment.objects.filter(lasting, **{f"{field}__in": list(ids)}, since__lte=at)


def parcels_inside(rows: QuerySet[Containment], *, after: int, size: int) -> list[int]:
    """The next parcels of these containments, each once, by id."""
    behind = rows.filter(parcel_id__gt=after).order_by("parcel_id")
    return list(behind.values_list("parcel_id", flat=True).distinct()[:size])
