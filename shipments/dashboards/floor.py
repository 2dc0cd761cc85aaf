"""The staff's first page: the next flights, what waits and how long, what needs a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shipments.actor import Actor
from shipments.cases.queries import open_by_kind
from shipments.consolidation.readiness import Blocker, kept_back
from shipments.containers.loads import loads_shown
from shipments.containers.queries import Loading, late_to_close
from shipments.dashboards.cached import kept
from shipments.dashboards.pipeline import Tally
from shipments.dashboards.waiting import BLOCKERS, waiting_orders
from shipments.exchange.queries import messages_for, open_messages
from shipments.flights.models import Channel, Flight
from shipments.flights.queries import channels, flights_at_hand
from shipments.holds.models import Hold
from shipments.holds.queries import holds_for
from shipments.operations.queues import Queue, queues
from shipments.runs.queries import failures_since
from shipments.runs.timetable import jobs
from shipments.stock.queries import due_and_open
from shipments.tenancy import works_at
from shipments.tracking.queries import waiting_codes

AHEAD = timedelta(hours=48)
LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Floor:
    """All of the first page; `kept_back` names what stops parcels of each open channel.

    `late_to_close` counts open consolidations past their cut-off: a person must act on them.
    `blocked` are paid orders by what keeps them from being packed, `inbound` the shipments that
    are due and all that are not closed.
    """

    channels: list[Channel]
    flights: list[tuple[Flight, Loading]]
    queues: list[Queue]
    cases: list[dict[str, Any]]
    codes: list[Any]
    messages: int
    blocked: list[Tally]
    inbound: list[int]
    failed: list[Any]
    holds: int
    late_to_close: int
    kept_back: list[tuple[Channel, list[tuple[Blocker, int]]]]


def floor(actor: Actor, *, at: datetime, real: datetime) -> Floor:
    """The first page on the world's clock; runs are told by the real one they are written with."""
    open_channels = [
        channel for channel in channels() if channel.is_open and works_at(actor, channel.code)
    ]
    flights = list(flights_at_hand(actor, at=at, ahead=AHEAD))
    ids = "-".join(str(flight.pk) for flight in flights)
    loads = kept("loads", actor, lambda: loads_shown(flights), of=ids)
    return Floor(
        open_channels,
        [(flight, loads[flight.pk]) for flight in flights],
        kept("queues", actor, lambda: queues(actor)),
        open_by_kind(actor),
        kept("codes", actor, lambda: waiting_codes(actor)),
        kept("messages", actor, lambda: open_messages(messages_for(actor)).count()),
        kept("blocked", actor, lambda: _blocked(actor)),
        kept("inbound", actor, lambda: due_and_open(actor, at=at)),
        failures_since(actor, [job.name for job in jobs()], real - LATELY),
        holds_for(actor).filter(status=Hold.Status.PLACED).order_by().count(),
        late_to_close(actor, at=at).count(),
        kept(
            "back",
            actor,
            lambda: [
                (open_channel, kept_back(actor, open_channel)) for open_channel in open_channels
            ],
        ),
    )


def _blocked(actor: Actor) -> list[Tally]:
    found = waiting_orders(actor)
    return [found[word] for word in BLOCKERS if word in found]
