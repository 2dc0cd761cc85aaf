"""Another aircraft for a flight: what it cannot carry is taken out and waits for the next."""

from datetime import datetime

from django.db import transaction

from shipments.actor import Actor
from shipments.consolidation.actions import offload
from shipments.consolidation.following import ALIVE, off_with
from shipments.consolidation.models import Consolidation
from shipments.flights.actions import swap_aircraft
from shipments.flights.models import Aircraft, Flight
from shipments.flights.reasons import OffloadReason
from shipments.tracking.models import Containment


@transaction.atomic
def change_aircraft(
    *, flight: Flight, aircraft: Aircraft, reason: str, by: Actor, at: datetime
) -> int:
    """Swap the aircraft; what no longer fits is offloaded, last promised first. Returns how many.

    Raises WrongState once the flight has left, BadInput for an aircraft without cargo.
    """
    flight = swap_aircraft(flight=flight, aircraft=aircraft, by=by, at=at, reason=reason)
    rows = Consolidation.objects.filter(flight=flight, status__in=ALIVE)
    standing = list(rows.select_for_update(of=("self",)).order_by("pk"))
    off, _ = off_with(flight, aircraft)
    wanted = [piece.parcel_id for piece in off]
    return sum(_take_out(one, wanted, at) for one in standing) if wanted else 0


def _take_out(consolidation: Consolidation, wanted: list[int], at: datetime) -> int:
    lying = Containment.objects.filter(
        consolidation=consolidation, until__isnull=True, parcel_id__in=wanted
    )
    inside = list(lying.order_by("parcel_id").values_list("parcel_id", flat=True))
    why = OffloadReason.SMALLER_AIRCRAFT
    return len(offload(consolidation, inside, why=why, at=at)) if inside else 0
