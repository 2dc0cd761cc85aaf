"""Locks before a change: first the flights, then consolidations, then bags, each by their rows.

One order for all, so that no two actions wait in a ring. Capacity belongs to the flight: whoever
puts
something in holds its flight's lock, so that what was found free stays free until the action is
done.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shipments.containers.models import Bag, Consolidation
from shipments.errors import WrongState
from shipments.flights.models import Flight

Status = Consolidation.Status
OPEN, LEAVING = Status.BUILDING, Status.LEAVING


def lock_flights(ids: Iterable[int]) -> None:
    """Hold the capacity of these flights until the end of the action."""
    rows = Flight.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(rows.values_list("pk"))


def locked(consolidation: Consolidation, *allowed: str) -> Consolidation:
    """The consolidation, locked with its flight, in one of these statuses. Raises WrongState."""
    lock_flights([consolidation.flight_id])
    [fresh] = _rows([consolidation.pk])
    return require(fresh, *allowed)


def locked_pair(first: Consolidation, second: Consolidation) -> tuple[Consolidation, Consolidation]:
    """Both consolidations, locked with their flights."""
    lock_flights([first.flight_id, second.flight_id])
    found = {parcel.pk: parcel for parcel in _rows([first.pk, second.pk])}
    return found[first.pk], found[second.pk]


def _rows(pks: list[int]) -> list[Consolidation]:
    rows = Consolidation.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    return list(rows.select_related("flight__channel", "flight__aircraft").order_by("pk"))


def require(consolidation: Consolidation, *allowed: str) -> Consolidation:
    """The consolidation, if its status is one of `allowed`. Raises WrongState."""
    if consolidation.status in allowed:
        return consolidation
    text = _("%(mawb)s is %(status)s; this action needs another status.")
    text %= {"mawb": consolidation.mawb, "status": consolidation.get_status_display()}
    raise WrongState("wrong_state", text)


def locked_bag(bag: Bag) -> Bag:
    """The bag, locked after its consolidation. Raises WrongState if it was moved meanwhile."""
    rows = Bag.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("consolidation", "uld").get(pk=bag.pk)
    if fresh.consolidation_id != bag.consolidation_id:
        text = _("Bag %(bag)s lies in %(mawb)s now.")
        text %= {"bag": fresh.number, "mawb": fresh.consolidation.mawb}
        raise WrongState("bag_moved", text)
    return fresh


def locked_load(bag: Bag) -> Bag:
    """The bag, locked with its flight and its consolidation, so that neither closes meanwhile."""
    locked_pair(bag.consolidation, bag.consolidation)
    return locked_bag(bag)


def unsealed(bag: Bag) -> Bag:
    """The bag, locked. Raises WrongState once it is sealed."""
    fresh = locked_bag(bag)
    if fresh.sealed_at:
        raise WrongState("sealed", _("Bag %(bag)s is sealed.") % {"bag": fresh.number})
    return fresh
