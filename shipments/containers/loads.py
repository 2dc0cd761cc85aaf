"""What consolidations and flights carry, for lists: counted while it can change, then kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection

from shipments.containers.models import Consolidation
from shipments.containers.queries import Loading, loading_on
from shipments.flights.models import Flight

Status = Consolidation.Status
# Nothing is put into these any more; what is found missing later shows within REMEMBERED seconds.
LEFT = {Status.DEPARTED, Status.ARRIVED, Status.BROKEN_DOWN, Status.COMPLETED}
REMEMBERED = 600


@dataclass(frozen=True, slots=True)
class Carried:
    """Weight in grams, volume in cubic centimetres, parcels (`pieces`), and their bags."""

    grams: int = 0
    cm3: int = 0
    pieces: int = 0
    bags: int = 0

    def __add__(self, other: "Carried") -> "Carried":
        grams, cm3 = self.grams + other.grams, self.cm3 + other.cm3
        return Carried(grams, cm3, self.pieces + other.pieces, self.bags + other.bags)


_SUMS = """
SELECT c.consolidation_id, coalesce(sum(p.grams), 0)::bigint, coalesce(sum(p.cm3), 0)::bigint,
       count(*), count(DISTINCT c.bag_id)
  FROM shipments_containment c JOIN shipments_parcel p ON p.id = c.parcel_id
 WHERE c.consolidation_id = ANY(%s) AND (c.until IS NULL OR c.ended_by = 'unloaded')
 GROUP BY c.consolidation_id
"""


def carried_by(consolidations: Iterable[Consolidation]) -> dict[int, Carried]:
    """What each carries, by id; one query for those that may still change or are not remembered."""
    keys = {consolidation.pk: _key(consolidation) for consolidation in consolidations}
    known = cache.get_many(key for key in keys.values() if key)
    found = {pk: known[key] for pk, key in keys.items() if key in known}
    summed = _summed([pk for pk in keys if pk not in found])
    cache.set_many({keys[pk]: carried for pk, carried in summed.items() if keys[pk]}, REMEMBERED)
    return found | summed


def _key(consolidation: Consolidation) -> str:
    """Under what its load is remembered; "" where it may still change."""
    made = consolidation.created_at.timestamp()
    return (
        f"carried2:{consolidation.pk}:{consolidation.status}:{made}"
        if consolidation.status in LEFT
        else ""
    )


def _summed(ids: Sequence[int]) -> dict[int, Carried]:
    found = {pk: Carried() for pk in ids}
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_SUMS, [list(ids)])
            found.update((pk, Carried(*sums)) for pk, *sums in cursor.fetchall())
    return found


def loads_shown(
    flights: Sequence[Flight], known: dict[int, Carried] | None = None
) -> dict[int, Loading]:
    """What flights carry against their aircraft, by flight id, as lists show it.

    `known` is what consolidations carry that have been asked for already.
    """
    rows = list(Consolidation.objects.filter(flight__in=flights).exclude(status=Status.CANCELLED))
    known = known or {}
    each = known | carried_by(
        consolidation for consolidation in rows if consolidation.pk not in known
    )
    sums = {flight.pk: Carried() for flight in flights}
    for row in rows:
        sums[row.flight_id] += each[row.pk]
    return {
        flight.pk: loading_on(flight, item.grams, item.cm3, item.pieces, item.bags)
        for flight in flights
        for item in [sums[flight.pk]]
    }
