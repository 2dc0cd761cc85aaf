"""What comes late: flights with a seller's parcels that were put off, with the old and new time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from shipments.actor import Actor
from shipments.event_codes import EventCode
from shipments.flights.models import Flight, Leg
from shipments.orders.models import Order
from shipments.tracking.lateness import delayed_legs, late_orders
from shipments.tracking.models import Containment, Event

COUNTED, FLIGHTS = 1_000, 10


@dataclass(frozen=True, slots=True)
class Delay:
    """A flight that leaves later than planned: its leg, the word of the reason, parcels in it."""

    flight: Flight
    leg: Leg
    reason: str
    parcels: int


def delayed_flights(actor: Actor) -> list[Delay]:
    """Flights not landed yet that were put off and carry parcels of the actor's, soonest first."""
    ahead = delayed_legs().filter(status__in=[Leg.Status.SCHEDULED, Leg.Status.DEPARTED])
    legs = ahead.select_related("flight", "origin", "destination").order_by("planned_departure")
    found = {leg.flight_id: leg for leg in legs}
    inside = Containment.objects.visible_to(actor).order_by()
    inside = inside.filter(consolidation__flight__in=list(found), until__isnull=True)
    mine = dict(inside.values_list("consolidation__flight").annotate(n=Count("pk")))
    shown = [leg for flight, leg in found.items() if flight in mine][:FLIGHTS]
    reasons = _reasons(shown)
    return [Delay(leg.flight, leg, reasons.get(leg.pk, ""), mine[leg.flight_id]) for leg in shown]


def _reasons(legs: list[Leg]) -> dict[int, str]:
    """The reason that was told last of each leg."""
    rows = Event.objects.filter(leg__in=legs, code=EventCode.DELAYED).order_by("happened_at", "pk")
    told = rows.annotate(reason=KeyTextTransform("reason", "detail"))
    return {leg: reason or "" for leg, reason in told.values_list("leg", "reason")}


def late_count(actor: Actor, *, at: datetime) -> int:
    """How many orders of the actor's are late, COUNTED at the most."""
    return Order.objects.visible_to(actor).filter(late_orders(at)).order_by()[:COUNTED].count()
