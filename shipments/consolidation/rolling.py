"""Bags that lost their flight: they wait whole, and go whole with the next one that has room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.containers import contents
from shipments.containers.contents import End
from shipments.containers.fitting import Load, Piece, Promised, fitting, ulds_of
from shipments.containers.models import Bag, Consolidation, Uld
from shipments.containers.numbering import make_ulds
from shipments.containers.queries import load_inside, loading_of
from shipments.flights.models import Channel
from shipments.holds.actions import refresh_held
from shipments.tracking.models import Containment


@dataclass(frozen=True, slots=True)
class WaitingBag(Promised):
    """A bag as one piece (`parcel_id` is its row) with the parcels inside, and those on hold."""

    number: str
    count: int
    held: int


_WAITING = """
SELECT b.id, sum(p.grams)::bigint, sum(p.cm3)::bigint, min(p.promised_to),
       b.number, count(*), count(*) FILTER (WHERE p.held)
  FROM shipments_bag b
  JOIN shipments_consolidation k ON k.id = b.consolidation_id
  JOIN shipments_flight f ON f.id = k.flight_id AND f.channel_id = %s
  JOIN shipments_containment c ON c.bag_id = b.id AND c.until IS NULL
  JOIN shipments_parcel p ON p.id = c.parcel_id
 WHERE b.aside_at IS NOT NULL GROUP BY b.id ORDER BY min(p.promised_to) NULLS LAST, b.id
"""


def waiting_bags(channel: Channel) -> list[WaitingBag]:
    """The bags of a channel that wait for another flight, first promised first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [channel.pk])
        return [WaitingBag(*row) for row in cursor.fetchall()]


def bags_aside() -> QuerySet[Bag]:
    """Every bag that waits for another flight, the longest waiting first."""
    rows = Bag.objects.filter(aside_at__isnull=False).order_by("aside_at", "pk")
    return rows.select_related("consolidation__flight__channel")


@transaction.atomic
def load_waiting_bags(*, consolidation: Consolidation, by: Actor, at: datetime) -> int:
    """Load the channel's waiting bags that fit, whole, into a consolidation that is locked.

    A bag with a parcel on hold inside waits on. Returns the parcels in the bags loaded.
    """
    load = loading_of(consolidation.flight)
    free = [bag for bag in waiting_bags(consolidation.flight.channel) if not bag.held]
    chosen = fitting(free, grams=load.free_grams, cm3=load.free_cm3)
    rows = Bag.objects.filter(pk__in=[bag.parcel_id for bag in chosen], aside_at__isnull=False)
    locked = set(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    return carry(consolidation, [bag for bag in chosen if bag.parcel_id in locked], at)


def carry(consolidation: Consolidation, bags: Sequence[Piece], at: datetime) -> int:
    """Put whole bags onto the last ULD and new ones of a consolidation, with what lies in them."""
    if not bags:
        return 0
    ids = [bag.parcel_id for bag in bags]
    for uld, pieces in _on_ulds(consolidation, bags):
        Bag.objects.filter(pk__in=[piece.parcel_id for piece in pieces]).update(
            consolidation=consolidation, uld=uld, aside_at=None
        )
    inside = contents.follow_bags(ids, at=at, end=End(Containment.Ending.MOVED))
    refresh_held(inside)
    return len(inside)


def _on_ulds(consolidation: Consolidation, bags: Sequence[Piece]) -> list[tuple[Uld, list[Piece]]]:
    aircraft = consolidation.flight.aircraft
    last = consolidation.ulds.order_by("pk").last()
    begun = load_inside(consolidation=consolidation, uld=last) if last else None
    loads = [Load([bag], bag.grams, bag.cm3) for bag in bags]
    groups = ulds_of(
        loads,
        grams=aircraft.uld_max_kg * 1000,
        cm3=int(aircraft.uld_max_m3 * 1_000_000),
        begun=begun,
    )
    ulds = [*([last] if last else []), *make_ulds(consolidation, len(groups) - bool(last))]
    return [
        (uld, [item.pieces[0] for item in group])
        for uld, group in zip(ulds, groups, strict=True)
        if group
    ]
