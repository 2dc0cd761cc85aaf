"""What the builder of a consolidation shows: its tree, the flight's load, and what waits."""

from dataclasses import dataclass
from datetime import datetime

from shipments.actor import Actor
from shipments.consolidation.bags import Excess, excess_of
from shipments.consolidation.readiness import Waiting, waiting_counts
from shipments.containers.models import Consolidation
from shipments.containers.queries import Loading
from shipments.containers.tree import BagLoad, bag_loads, loading_with, version_of
from shipments.dashboards.cached import kept
from shipments.flights.models import Channel


@dataclass(frozen=True, slots=True)
class Building:
    """The bags with what lies in each, the load of the flight, and what is too much on it."""

    bags: list[BagLoad]
    load: Loading
    excess: Excess | None


def building(actor: Actor, consolidation: Consolidation, *, at: datetime) -> Building:
    """A consolidation as it is being built.

    What takes long to sum is kept a while, but never past a change of what lies in it.
    """
    version = version_of(consolidation)
    bags, load = kept("inside", actor, lambda: _inside(consolidation), of=version)
    return Building(bags, load, excess_of(consolidation, at, bags=bags, load=load))


def _inside(consolidation: Consolidation) -> tuple[list[BagLoad], Loading]:
    bags = bag_loads(consolidation)
    return bags, loading_with(consolidation, bags)


def waiting(actor: Actor, channel: Channel) -> Waiting:
    """What is kept back on a route, and what is open about that which may fly."""
    return kept("waiting", actor, lambda: waiting_counts(actor, channel), of=channel.pk)
