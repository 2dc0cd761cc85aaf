"""The demo's airline and planner: delays, cancellations, offloads, departures and landings."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from shipments.actor import system
from shipments.consolidation.offloading import offload_bag
from shipments.containers.models import LOADED, Consolidation
from shipments.flights.models import Leg
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.models import Hold
from shipments.operations.departures import arrive_leg, cancel_flight, delay_leg, depart_leg
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment
from tracker.simulation.chance import Dice
from tracker.simulation.partners import send_airline

BY = system("simulation: airline")
WAREHOUSE = system("simulation: warehouse")
# From so many bags on, one always stays behind.
FULL = 150
DELAYED, CANCELLED, OFFLOADED, HELD = 0.15, 0.03, 0.08, 0.004
ENDS = ("flight__channel__origin", "flight__channel__destination")
REASONS = ("weather", "loading", "aircraft", "airport")


def fly(dice: Dice, *, at: datetime) -> dict[str, int]:
    """Announce delays and cancellations, take off and land what is due."""
    counts: Counter[str] = Counter()
    legs = Leg.objects.select_related("flight__channel", "origin", "destination")
    near = legs.filter(status="scheduled", planned_departure__lte=at + timedelta(hours=12))
    for leg in near.order_by("planned_departure", "pk"):
        counts[_prepare(dice, leg, at)] += 1
    for leg in legs.filter(status="departed").order_by("pk"):
        counts["arrived"] += _land(dice, leg, at)
    return {word: n for word, n in counts.items() if n and word != "none"}


def _prepare(dice: Dice, leg: Leg, at: datetime) -> str:
    name = leg.flight.public_number
    if leg.departs_at + _taxi(dice, name) <= at:
        _take_off(leg, leg.departs_at + _taxi(dice, name), at)
        return "departed"
    ahead = leg.departs_at - at
    if dice.happens(name, "cancelled", CANCELLED) and ahead < timedelta(hours=8):
        cancel_flight(flight=leg.flight, reason="aircraft", by=BY, at=at)
        return "cancelled"
    if leg.estimated_departure is None and dice.happens(name, "delayed", DELAYED):
        late = timedelta(minutes=dice.between(name, "delay", 4, 60) * 10)
        delay_leg(
            leg=leg,
            departure=leg.planned_departure + late,
            reason=dice.pick(name, "why", REASONS),
            by=BY,
            at=at,
        )
        return "delayed"
    return "none"


def _taxi(dice: Dice, name: str) -> timedelta:
    return timedelta(minutes=dice.between(name, "taxi", 4, 25))


def _land(dice: Dice, leg: Leg, at: datetime) -> int:
    block = leg.planned_arrival - leg.planned_departure
    wind = timedelta(minutes=dice.between(leg.flight.public_number, "wind", -15, 25))
    landed = (leg.actual_departure or leg.departs_at) + block + wind
    if landed > at:
        return 0
    unloaded = min(landed + timedelta(minutes=40), at)
    _tell(leg, "departed", [("ARR", landed), ("RCF", unloaded)], at)
    if _is_still(leg, "departed"):
        arrive_leg(leg=leg, arrived_at=landed, by=BY, at=at)
    return 1


def _take_off(leg: Leg, left: datetime, at: datetime) -> None:
    """What is manifested is told of by FSU, which departs the flight; an empty one just leaves."""
    before = left - timedelta(hours=2)
    _tell(leg, "manifested", [("RCS", before), ("MAN", before), ("DEP", left)], at)
    if _is_still(leg, "scheduled"):
        depart_leg(leg=leg, departed_at=left, by=BY, at=at)


def _is_still(leg: Leg, status: str) -> bool:
    return Leg.objects.filter(pk=leg.pk, status=status).exists()


def _tell(leg: Leg, status: str, moments: list[tuple[str, datetime]], at: datetime) -> None:
    """The airline's own messages about each MAWB of the flight that has this status."""
    known = Consolidation.objects.filter(flight=leg.flight, status=status).order_by("pk")
    for consolidation in list(known.select_related(*ENDS)):
        send_airline(consolidation, moments, by=BY, at=at)


def offload(dice: Dice, *, at: datetime) -> int:
    """Leave a bag behind here and there shortly before departure."""
    out = 0
    for consolidation in list(
        Consolidation.objects.filter(status="manifested").select_related(*ENDS)
    ):
        name = consolidation.mawb
        bags = consolidation.bags.filter(LOADED)
        bag = bags.order_by("-pk").first()
        share = OFFLOADED if bags.count() < FULL else 1.0
        if bag is None or not dice.happens(name, "offloads", share):
            continue
        if bags.count() > 1 and (off := offload_bag(bag=bag, why="no_room", by=BY, at=at)):
            out += len(off)
            send_airline(consolidation, [("DIS/OFLD", at)], by=BY, at=at)
    return out


def hold_some(dice: Dice, *, at: datetime) -> int:
    """Hold a few packed parcels that lie in no bag yet, and let them go after a day."""
    lies = Containment.objects.filter(parcel=OuterRef("pk"), until__isnull=True)
    rows = Parcel.objects.filter(~Exists(lies), movement="packed", held=False, holds=None)
    rows = rows.order_by("pk")
    unlucky = [pk for pk, n in rows.values_list("pk", "number") if dice.happens(n, "held", HELD)]
    if unlucky:
        place_holds(
            subject="parcel",
            ids=unlucky,
            reason="security",
            by=WAREHOUSE,
            at=at,
            note="контроль безопасности",
            releases_when="после досмотра",
        )
    over = Hold.objects.filter(
        status="placed", placed_at__lt=at - timedelta(hours=30), placed_by=WAREHOUSE.name
    )
    release_holds(holds=list(over.order_by("pk")), by=WAREHOUSE, at=at)
    return len(unlucky)
