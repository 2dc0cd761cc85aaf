"""Another aircraft for a flight: bags it cannot carry are taken off whole and wait for the next."""

from datetime import datetime

from django.db import transaction

from shipments.actor import Actor
from shipments.consolidation.offloading import offload, set_aside
from shipments.containers.models import Consolidation
from shipments.flights.actions import swap_aircraft
from shipments.flights.models import Aircraft, Flight
from shipments.flights.reasons import OffloadReason
from shipments.operations.impact import off_with
from shipments.tracking.models import Containment


@transaction.atomic
def change_aircraft(
    *, flight: Flight, aircraft: Aircraft, reason: str, by: Actor, at: datetime, note: str = ""
) -> int:
    """Swap the aircraft; what no longer fits is taken off, bag by bag, last promised first.

    Returns the parcels taken off. Raises WrongState once the flight has left, BadInput for an
    aircraft without cargo.
    """
    flight = swap_aircraft(flight=flight, aircraft=aircraft, by=by, at=at, reason=reason, note=note)
    rows = Consolidation.objects.filter(flight=flight, status__in=Consolidation.Status.LEAVING)
    standing = list(rows.select_for_update(of=("self",)).order_by("pk"))
    off, _ = off_with(flight, aircraft)
    bags = sorted({piece.bag_id for piece in off if piece.bag_id})
    loose = [piece.parcel_id for piece in off if not piece.bag_id]
    return sum(_take_off(hold, bags, loose, at) for hold in standing) if off else 0


def _take_off(consolidation: Consolidation, bags: list[int], loose: list[int], at: datetime) -> int:
    why = OffloadReason.SMALLER_AIRCRAFT
    lying = Containment.objects.filter(
        consolidation=consolidation, until__isnull=True, parcel_id__in=loose
    ).order_by("parcel_id")
    alone = list(lying.values_list("parcel_id", flat=True)) if loose else []
    gone = offload(consolidation, alone, why=why, at=at) if alone else []
    return len(set_aside(consolidation, bags, why=why, at=at)) + len(gone)
