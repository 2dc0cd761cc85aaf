"""The seller's first page: what needs her, where everything is, how it goes, what flies next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from shipments.actor import Actor
from shipments.cases.queries import undecided_refunds
from shipments.catalogue.queries import gaps_counted
from shipments.dashboards.cached import kept
from shipments.dashboards.delays import Delay, delayed_flights, late_count
from shipments.dashboards.delivered import Day, delivered_days
from shipments.dashboards.pipeline import Tally, groups_under_way, stages, stops
from shipments.dashboards.sales import Shelf, running_out
from shipments.dashboards.waiting import goods_that_block, waiting_orders
from shipments.flights.models import Flight
from shipments.flights.queries import coming_flights
from shipments.imports.models import ImportRun
from shipments.imports.queries import imports_for
from shipments.orders.models import Order
from shipments.parcels.models import Headline
from shipments.tracking.models import Containment

FLIGHTS_AHEAD = timedelta(days=7)
FLIGHTS, FILES, SHELVES = 4, 5, 5
FILES_SINCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Needs:
    """What needs the seller: each with the page that mends it."""

    orders: list[Tally]
    goods: list[Any]
    stops: list[Tally]
    shelves: list[Shelf]
    shelf_count: int
    gaps: int
    files: list[ImportRun]
    delays: list[Delay]
    late: int
    undecided: int

    @property
    def is_empty(self) -> bool:
        """Whether she herself has nothing to do; what stops parcels is for others."""
        hers = any(stop.who == "you" for stop in self.stops)
        late = self.late or self.delays
        return not (self.orders or self.shelves or self.gaps or self.files or hers or late)


@dataclass(frozen=True, slots=True)
class Today:
    """All of the first page."""

    needs: Needs
    stages: list[Tally]
    days: list[Day]
    flights: list[tuple[Flight, int]]


def today(actor: Actor, *, at: datetime, zone: str) -> Today:
    """The seller's first page; the same number of queries for one order and for a million."""
    waiting = kept("waiting", actor, lambda: waiting_orders(actor))
    groups = kept("groups", actor, lambda: groups_under_way(actor))
    shelves = running_out(actor, at=at)
    blocked = [item for word, item in waiting.items() if word not in Order.Status.OPEN]
    needs = Needs(
        orders=sorted(blocked, key=lambda item: -item.count),
        goods=kept("goods", actor, lambda: goods_that_block(actor)),
        stops=stops(groups),
        shelves=shelves[:SHELVES],
        shelf_count=len(shelves),
        gaps=kept("gaps", actor, lambda: gaps_counted(actor)),
        files=refused_files(actor, at=at),
        delays=delayed_flights(actor),
        undecided=undecided_refunds(actor),
        late=kept("late", actor, lambda: late_count(actor, at=at)),
    )
    return Today(
        needs,
        _with_unpacked(stages(groups), waiting),
        delivered_days(actor, at=at, zone=zone),
        next_flights_of(actor, at=at),
    )


def _with_unpacked(found: list[Tally], waiting: dict[str, Tally]) -> list[Tally]:
    """Orders that are not packed yet stand in the first stage too, each as a parcel to be."""
    first = found[0]
    for word in Order.Status.OPEN:
        if text := waiting.get(word):
            moments = [moment for moment in (first.oldest, text.oldest) if moment]
            first = Tally(Headline.ACCEPTED.value, first.count + text.count, min(moments))
    return [first, *found[1:]]


def refused_files(actor: Actor, *, at: datetime) -> list[ImportRun]:
    """The files of the last days that failed or have rows for a person, newest first."""
    wanting = Q(refused__gt=0) | Q(differing__gt=0) | Q(status=ImportRun.Status.FAILED)
    rows = imports_for(actor).filter(wanting, dismissed_at=None, dry_run=False)
    return list(rows.filter(created_at__gt=at - FILES_SINCE)[:FILES])


def next_flights_of(actor: Actor, *, at: datetime) -> list[tuple[Flight, int]]:
    """The next flights that take cargo, and how many of the actor's parcels lie in each."""
    rows = coming_flights(after=at, before=at + FLIGHTS_AHEAD)
    flights = list(rows.prefetch_related("legs__origin", "legs__destination")[:FLIGHTS])
    mine = kept("flights", actor, lambda: _lying_in(actor, [flight.pk for flight in flights]))
    return [(flight, mine.get(flight.pk, 0)) for flight in flights]


def _lying_in(actor: Actor, flights: list[int]) -> dict[int, int]:
    rows = Containment.objects.visible_to(actor).order_by()
    rows = rows.filter(consolidation__flight__in=flights, until__isnull=True)
    return dict(rows.values_list("consolidation__flight").annotate(n=Count("pk")))
