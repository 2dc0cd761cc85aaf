"""The staff's first page: every number is true and leads to its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shipments import clock
from shipments.containers.models import Bag
from shipments.flights.models import Flight, Leg
from shipments.operations.queues import QUEUES
from shipments.orders.models import Order
from shipments.runs.models import Run
from shipments.stock.models import Replenishment
from tests.browsers import grows_not, seen
from tests.factories.cases import make_case
from tests.world import NOON

HOUR = timedelta(hours=1)
NOW = NOON + 60 * HOUR


@pytest.fixture
def world(consolidation, make_parcels, happen) -> Flight:
    """A flight in three hours; one thing in every queue of the floor."""
    one, two, three, four, five = make_parcels(5)
    happen([five], "created", "departed", "arrived", "returning", at=NOON + 51 * HOUR)
    happen([one, two, three, four], "created", "packed", at=NOON)
    happen([two, three, four], "export_released", at=NOON + 10 * HOUR)
    happen([three, four], "departed", "arrived", "at_hub", at=NOON + 51 * HOUR)
    happen([four], "import_released", at=NOON + 52 * HOUR)
    paid = Order.objects.order_by("pk")[0]
    Order.objects.filter(pk=paid.pk).update(status="paid", reserved_at=NOON + 55 * HOUR)
    Order.objects.filter(pk=two.order_id).update(
        status="paid", blocker="out_of_stock", paid_at=NOON + 55 * HOUR
    )
    Bag.objects.create(
        number="B1", consolidation=consolidation, created_at=NOON, aside_at=NOW - HOUR
    )
    Replenishment.objects.create(
        seller=one.seller,
        warehouse=one.warehouse,
        number="R1",
        expected_at=NOW - HOUR,
        created_at=NOW - HOUR,
    )
    make_case(three, kind="question", stage="in_russia", stage_since=NOON, opened_at=NOW - HOUR)
    flight = consolidation.flight
    for name in ("document_cutoff", "customs_cutoff", "cargo_cutoff"):
        setattr(flight, name, NOW + 3 * HOUR)
    flight.save()
    return flight


def another(number: str, like: Flight) -> None:
    like = Flight.objects.get(pk=like.pk)
    leg = like.legs.get()
    like.pk, like.number = None, number
    like.save()
    leg.pk, leg.flight = None, like
    leg.save()


def test_the_floor_tells_flights_queues_cases_and_failures(pavel_reads, world):
    Run.objects.create(job="pack_paid_orders", outcome="failed", started_at=timezone.now())

    with clock.stopped_at(NOW):
        answer = pavel_reads.get("/staff/")

    text = seen(answer)
    assert world.number in text
    assert text.count("in 3\xa0hours") == 3, "three cut-offs, each with its countdown"
    counts = {one["queue"].word: one["queue"].count for one in answer.context["queues"]}
    assert counts == dict.fromkeys(QUEUES, 1)
    assert "Cases: buyer asks" in text
    assert "Pack paid orders × 1" in text


@pytest.mark.parametrize(
    ("status", "departure", "there"),
    [
        ("scheduled", NOW + 47 * HOUR, True),
        ("scheduled", NOW + 49 * HOUR, False),
        ("scheduled", NOW - 2 * HOUR, True),
        ("departed", NOW - 4 * HOUR, True),
        ("arrived", NOW - 9 * HOUR, False),
        ("cancelled", NOW + HOUR, False),
    ],
)
def test_the_floor_tells_what_leaves_in_two_days_and_what_flies(
    pavel_reads, world, status, departure, there
):
    Leg.objects.update(
        status=status, planned_departure=departure, planned_arrival=departure + 6 * HOUR
    )

    with clock.stopped_at(NOW):
        told = pavel_reads.get("/staff/").context["flights"]

    assert [one.flight for one in told] == ([world] if there else [])


def test_what_waits_longer_than_a_day_is_marked(pavel_reads, world):
    with clock.stopped_at(NOW):
        told = pavel_reads.get("/staff/").context["queues"]

    assert {one["queue"].word for one in told if one["late"]} == {"export", "flight"}


@pytest.mark.parametrize("word", QUEUES)
def test_each_queue_s_number_leads_to_its_rows(pavel_reads, world, word):
    with clock.stopped_at(NOW):
        floor = pavel_reads.get("/staff/").content.decode()
        rows = pavel_reads.get(f"/staff/queues/{word}/")

    assert f'href="queues/{word}/"' in floor
    assert len(rows.context["rows"]) == 1


@pytest.mark.parametrize("word", QUEUES)
def test_an_empty_queue_says_so(pavel_reads, word):
    assert "Nothing waits here." in pavel_reads.get(f"/staff/queues/{word}/").content.decode()


def test_a_queue_takes_as_few_queries_however_long(pavel_reads, make_parcels, happen, queries_of):
    def more(count: int = 2) -> None:
        happen(make_parcels(count), "created", "packed")

    more(1)
    grows_not(queries_of, pavel_reads, "/staff/queues/export/", more)


def test_the_floor_takes_as_few_queries_with_more_flights(pavel_reads, world, queries_of):
    def more() -> None:
        another("U6998", world)
        another("U6997", world)

    with clock.stopped_at(NOW):
        grows_not(queries_of, pavel_reads, "/staff/", more)


def test_jobs_that_failed_long_ago_are_not_told(pavel_reads, reference):
    Run.objects.create(
        job="pack_paid_orders", outcome="failed", started_at=timezone.now() - 25 * HOUR
    )

    assert pavel_reads.get("/staff/").context["failed"] == []


def test_what_the_warehouse_expects_stands_once_and_leads_to_receiving(pavel_reads, world):
    with clock.stopped_at(NOW):
        floor = pavel_reads.get("/staff/").content.decode()

    assert floor.count("Inbound shipments") == 1
    assert 'href="/staff/receiving/"' in floor
    assert "replenishments" not in QUEUES
    assert pavel_reads.get("/staff/queues/replenishments/").status_code == 404
