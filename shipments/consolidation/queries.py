"""Reads of consolidations, bags and loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from shipments.actor import Actor
from shipments.consolidation.fitting import Load, Piece
from shipments.consolidation.models import LOADED, Bag, Consolidation
from shipments.flights.models import Flight
from shipments.parcels.models import Parcel
from shipments.parties.partners import handles_cargo
from shipments.tenancy import within
from shipments.tracking.models import Containment, carried


@dataclass(frozen=True, slots=True)
class Loading:
    """What a flight carries against what it can: grams, cubic centimetres, parcels (`pieces`), and
    the bags that they lie in, which are the airline's pieces."""

    grams: int
    cm3: int
    pieces: int
    max_grams: int
    max_cm3: int
    bags: int = 0

    @property
    def free_grams(self) -> int:
        return max(0, self.max_grams - self.grams)

    @property
    def share(self) -> int:
        """Percent of the weight or of the volume taken, whichever is fuller."""
        return max(self.weight_share, self.volume_share)

    @property
    def weight_share(self) -> int:
        return 100 * self.grams // max(1, self.max_grams)

    @property
    def volume_share(self) -> int:
        return 100 * self.cm3 // max(1, self.max_cm3)

    @property
    def max_kilograms(self) -> int:
        return self.max_grams // 1000

    @property
    def max_cubic_metres(self) -> float:
        return round(self.max_cm3 / 1_000_000, 1)

    @property
    def kilograms(self) -> int:
        return round(self.grams / 1000)

    @property
    def cubic_metres(self) -> float:
        return round(self.cm3 / 1_000_000, 1)

    @property
    def free_cm3(self) -> int:
        return max(0, self.max_cm3 - self.cm3)


def consolidations_for(actor: Actor) -> QuerySet[Consolidation]:
    """Consolidations, newest first, with flight and legs; for staff and who handles them."""
    if not (actor.sees_all_sellers or handles_cargo(actor)):
        return Consolidation.objects.none()
    rows = Consolidation.objects.select_related("flight__channel", "flight__aircraft")
    rows = within(rows, actor, channel="flight__channel")
    return rows.prefetch_related("flight__legs").order_by("-pk")


def late_to_close(actor: Actor, *, at: datetime) -> QuerySet[Consolidation]:
    """Open consolidations past their cargo cut-off: unsealed, too full, or with held parcels."""
    rows = Consolidation.objects.filter(status=Consolidation.Status.OPEN)
    late = within(rows.filter(flight__cargo_cutoff__lte=at), actor, channel="flight__channel")
    return late if actor.sees_all_sellers else rows.none()


def bags_for(actor: Actor) -> QuerySet[Bag]:
    """Bags, newest first, with the pieces in them now; for staff and who handles them."""
    if not (actor.sees_all_sellers or handles_cargo(actor)):
        return Bag.objects.none()
    rows = Bag.objects.select_related("uld", "consolidation").order_by("-pk")
    return within(rows, actor, channel="consolidation__flight__channel")


def contents_of(consolidation: Consolidation) -> QuerySet[Containment]:
    """What lies in a consolidation, or lay in it until its unloading, by bag and parcel."""
    rows = Containment.objects.filter(carried(), consolidation=consolidation)
    return rows.select_related("parcel__order", "bag", "uld").order_by("bag_id", "parcel_id")


_LOADS = """
SELECT k.flight_id, coalesce(sum(p.grams), 0), coalesce(sum(p.cm3), 0), count(*),
       count(DISTINCT c.bag_id)
  FROM shipments_consolidation k
  JOIN shipments_containment c ON c.consolidation_id = k.id
   AND (c.until IS NULL OR c.ended_by = 'unloaded')
  JOIN shipments_parcel p ON p.id = c.parcel_id
 WHERE k.flight_id = ANY(%s) AND k.status <> 'cancelled' GROUP BY k.flight_id
"""


def loads_of(flights: Sequence[Flight]) -> dict[int, Loading]:
    """Weight, volume and pieces on flights against their aircraft, by flight id; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, [[flight.pk for flight in flights]])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return {
        flight.pk: loading_on(flight, *found.get(flight.pk, (0, 0, 0, 0))) for flight in flights
    }


def loading_on(flight: Flight, grams: int, cm3: int, pieces: int, bags: int = 0) -> Loading:
    """So much against what the flight's aircraft can carry."""
    aircraft = flight.aircraft
    return Loading(
        int(grams),
        int(cm3),
        pieces,
        aircraft.payload_kg * 1000,
        int(aircraft.volume_m3 * 1_000_000),
        bags,
    )


def loading_of(flight: Flight) -> Loading:
    """Weight, volume and pieces on one flight against its aircraft."""
    return loads_of([flight])[flight.pk]


def pieces_of(parcels: QuerySet[Parcel]) -> list[Piece]:
    """Parcels as pieces to load; one query."""
    return [Piece(*row) for row in parcels.values_list("pk", "grams", "cm3").iterator()]


def load_inside(**where: Any) -> Load:
    """What lies now in a bag, on a ULD or in a consolidation (`bag=`, `uld=`, ...); one query."""
    found = Containment.objects.filter(until__isnull=True, **where).aggregate(
        grams=Sum("parcel__grams", default=0), cm3=Sum("parcel__cm3", default=0), n=Count("pk")
    )
    return Load(grams=int(found["grams"]), cm3=int(found["cm3"]), inside=found["n"])


def open_ends(consolidation: Consolidation) -> tuple[Bag | None, Load | None, Load | None]:
    """Where building goes on: the last unsealed bag with its load, the load of the last ULD."""
    uld = consolidation.ulds.order_by("pk").last()
    bag = consolidation.bags.filter(LOADED, uld=uld, sealed_at__isnull=True).order_by("pk").last()
    on_uld = load_inside(consolidation=consolidation, uld=uld) if uld else None
    in_bag = load_inside(consolidation=consolidation, bag=bag) if bag else None
    return bag, in_bag, on_uld


def weighed(rows: QuerySet[Consolidation]) -> QuerySet[Consolidation]:
    """The consolidations with `parcels`, `bags` and `grams` of what they carry; in one query."""
    loaded = carried("contents__")
    return rows.annotate(
        parcels=Count("contents", filter=loaded),
        bags_used=Count("contents__bag", filter=loaded, distinct=True),
        grams=Sum("contents__parcel__grams", filter=loaded, default=0),
    )
