"""Whatever one item of a job raises, the others are done, it is written down, and tried again."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from customs.declarations.models import (
    ExportDeclaration,
    ImportRegistry,
    Receipt,
    WaitingReceipt,
)
from shipments import clock
from shipments.bulk.models import BulkAction, BulkRow
from shipments.cases.models import Case
from shipments.containers.models import Consolidation
from shipments.exports.models import ExportRun
from shipments.flights.models import Channel, Flight, Leg
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.orders.models import Order, Receiver
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.parties.models import Seller
from shipments.runs.models import Run, Setback
from shipments.tracking.models import Event, UnmappedEvent
from tests.house.loops import LOOPS, Loop, World
from tests.house.poison import DATABASE, Poison, far_apart, hour
from tests.shipments.notifications.test_dispatch import listener
from tracker.timetable import TIMETABLE

__all__ = ["listener"]

# Jobs that do one thing, or whose loops are proven where they live.
ONE_ACTION = {"prune_runs", "fetch_exchange_rates"}
ELSEWHERE = {
    "run_waiting_imports": "tests/shipments/imports",
    "parse_drafts": "tests/shipments/imports",
    "purge_personal_data": "tests/shipments/privacy",
    "play_outside": "the demo's partners, no part of the product",
}
FAULTS: list[Any] = [ValueError("no"), OverflowError("far"), KeyError("gone"), DATABASE]
TABLES = (
    Parcel,
    Order,
    Seller,
    Receiver,
    Consolidation,
    Flight,
    Leg,
    Channel,
    Case,
    BulkAction,
    BulkRow,
    ExportRun,
    OutboxEvent,
    Webhook,
    Delivery,
    BuyerNotice,
    Event,
    ExportDeclaration,
    ImportRegistry,
    Receipt,
    UnmappedEvent,
    WaitingReceipt,
)


def cases() -> list[Any]:
    """Each loop with the first item at fault, and with another one; every fault in its turn."""
    return [
        pytest.param(loop, place, FAULTS[(n + place) % len(FAULTS)], id=f"{loop.name}-{place}")
        for n, loop in enumerate(LOOPS)
        for place in (0, 1 + n % 2)
    ]


def test_every_job_of_the_timetable_is_proven_or_has_no_items():
    known = {loop.task.__name__ for loop in LOOPS} | ONE_ACTION | set(ELSEWHERE)

    assert {task.rpartition(".")[2] for task in TIMETABLE} | {"play_outside"} == known


@pytest.mark.parametrize(("loop", "place", "fault"), cases())
def test_what_one_item_raises_never_stops_the_others(channel, request, loop: Loop, place, fault):
    cache.clear()
    far_apart(*TABLES)
    scene = loop.scene(World(request))
    bad = scene.keys[place]
    others = set(scene.keys) - {bad}
    poison = Poison(scene, bad, fault)

    with clock.stopped_at(scene.at), connection.execute_wrapper(poison):
        loop.task()

    assert poison.fell, "the scene has met its fault"
    assert set(scene.done()) == others
    run = Run.objects.get(job=loop.task.__name__)
    assert (run.outcome, run.counts["failed"]) == ("partly", 1)
    assert loop.step in run.error
    assert list(Setback.objects.values_list("step", "attempts")) == [(loop.step, 1)] * bool(
        loop.step
    )

    done = scene.done()
    with clock.stopped_at(scene.at), connection.execute_wrapper(poison):
        loop.task()
    assert scene.done() == done, "it rests"

    healed = Poison(scene, None, fault)
    with (
        clock.stopped_at(hour(1) + (scene.at - hour(0))),
        connection.execute_wrapper(healed),
    ):
        loop.task()
    again = scene.done()
    assert (again.pop(bad, None) is not None) == scene.retried
    assert again == done, "what was done is not done once more"
    assert not Setback.objects.exists()
