"""The tree of a consolidation: its ULDs, their bags, and what lies or lay in each; two queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from shipments.consolidation.carried import Carried, carried_by
from shipments.consolidation.fitting import Promised
from shipments.consolidation.models import Consolidation, Uld
from shipments.consolidation.queries import Loading, loading_on


@dataclass(frozen=True, slots=True)
class BagLoad(Promised):
    """A bag as one piece (`parcel_id` is its row) with what one sees of it from outside.

    Without a number it stands for parcels that lie in no bag.
    """

    number: str
    count: int
    held: int
    seal: str
    is_sealed: bool
    uld_id: int | None

    @property
    def kilograms(self) -> float:
        return self.grams / 1000

    @property
    def cubic_metres(self) -> float:
        return self.cm3 / 1_000_000


@dataclass(slots=True)
class UldLoad:
    """A ULD (None: what stands on none) with its bags and their sums."""

    uld: Uld | None
    max_cm3: int
    bags: list[BagLoad] = field(default_factory=list)
    grams: int = 0
    cm3: int = 0
    pieces: int = 0
    held: int = 0
    sealed: int = 0

    def add(self, bag: BagLoad) -> None:
        self.bags.append(bag)
        self.grams, self.cm3 = self.grams + bag.grams, self.cm3 + bag.cm3
        self.pieces, self.held = self.pieces + bag.count, self.held + bag.held
        self.sealed += bag.is_sealed

    @property
    def number(self) -> str:
        return self.uld.number if self.uld else ""

    @property
    def kilograms(self) -> int:
        return round(self.grams / 1000)

    @property
    def cubic_metres(self) -> float:
        return self.cm3 / 1_000_000

    @property
    def share(self) -> int:
        """Percent of the ULD's weight or volume taken, whichever is fuller."""
        grams = self.uld.max_grams if self.uld else 0
        return max(100 * self.grams // max(1, grams), 100 * self.cm3 // max(1, self.max_cm3))


_BAGS = """
WITH inside AS (
  SELECT c.bag_id, count(*) AS n, sum(p.grams) AS grams, sum(p.cm3) AS cm3,
         min(p.promised_to) AS promised, count(*) FILTER (WHERE p.held) AS held
    FROM shipments_containment c JOIN shipments_parcel p ON p.id = c.parcel_id
   WHERE c.consolidation_id = %s AND (c.until IS NULL OR c.ended_by = 'unloaded')
   GROUP BY c.bag_id)
SELECT b.id, coalesce(i.grams, 0)::bigint, coalesce(i.cm3, 0)::bigint, i.promised,
       coalesce(b.number, ''), coalesce(i.n, 0), coalesce(i.held, 0), coalesce(b.seal, ''),
       b.sealed_at IS NOT NULL, b.uld_id
  FROM (SELECT * FROM shipments_bag WHERE consolidation_id = %s AND aside_at IS NULL
           AND dropped_at IS NULL) b
  FULL JOIN inside i ON i.bag_id = b.id
 ORDER BY b.id NULLS LAST
"""


def bag_loads(consolidation: Consolidation) -> list[BagLoad]:
    """The bags, also the empty ones, with what lies in them, or lay there until unloading."""
    with connection.cursor() as cursor:
        cursor.execute(_BAGS, [consolidation.pk, consolidation.pk])
        return [BagLoad(*row) for row in cursor.fetchall()]


def uld_loads(consolidation: Consolidation, bags: Sequence[BagLoad]) -> list[UldLoad]:
    """The ULDs in the order they were begun, also the empty ones, and last what stands on none."""
    most = int(consolidation.flight.aircraft.uld_max_m3 * 1_000_000)
    ulds = {uld.pk: UldLoad(uld, most) for uld in consolidation.ulds.order_by("pk")}
    without = UldLoad(None, most)
    for bag in bags:
        ulds.get(bag.uld_id or 0, without).add(bag)
    return [*ulds.values(), *([without] if without.bags else [])]


def loading_with(consolidation: Consolidation, bags: Sequence[BagLoad]) -> Loading:
    """The flight's load: these bags of the consolidation and all that the others carry."""
    flight = consolidation.flight
    others = flight.consolidations.exclude(pk=consolidation.pk)
    each = carried_by(others.exclude(status=Consolidation.Status.CANCELLED)).values()
    mine = (
        Carried(bag.grams, bag.cm3, bag.count, int(bag.count > 0 and bag.number != ""))
        for bag in bags
    )
    total = sum((*each, *mine), Carried())
    return loading_on(flight, total.grams, total.cm3, total.pieces, total.bags)


_VERSION = """
SELECT concat_ws('-',
  (SELECT concat_ws('-', count(*) FILTER (WHERE c.until IS NULL), max(c.id))
     FROM shipments_consolidation k JOIN shipments_containment c ON c.consolidation_id = k.id
    WHERE k.flight_id = %s),
  (SELECT concat_ws('-', count(*), count(sealed_at), max(sealed_at), max(id), sum(uld_id))
     FROM shipments_bag
    WHERE consolidation_id = %s AND aside_at IS NULL AND dropped_at IS NULL))
"""


def version_of(consolidation: Consolidation) -> str:
    """A word that changes whenever something is put in, taken out or sealed; quick to ask for."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [consolidation.flight_id, consolidation.pk])
        return f"{consolidation.pk}-{consolidation.status}-{cursor.fetchone()[0]}"
