"""The demo's warehouse: people put seals on the bags of flights that close soon."""

from datetime import datetime, timedelta

from shipments.actor import system
from shipments.consolidation.sealing import seal_bags, unsealed_bags
from shipments.containers.models import Consolidation
from tracker.simulation.chance import Dice

BY = system("simulation: warehouse")
# So long before the cargo cut-off the last seals are put on.
SEALING = timedelta(hours=1)


def seal(dice: Dice, *, at: datetime) -> int:
    """Seal what flies within the hour, each bag with a seal of the warehouse's own roll."""
    rows = Consolidation.objects.filter(status="open", flight__cargo_cutoff__lte=at + SEALING)
    done = 0
    for consolidation in list(rows.order_by("pk")):
        bags = unsealed_bags(consolidation)
        seals = {bag.number: f"HL{bag.pk:07d}" for bag in bags}
        done += seal_bags(consolidation=consolidation, seals=seals, by=BY, at=at) if seals else 0
    return done
