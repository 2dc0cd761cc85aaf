"""The numbers of the seller's first page are true, hers alone, and take few queries."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.dashboards import cached as keeping
from shipments.dashboards.pipeline import STOPS, Group, stages, stops
from shipments.dashboards.queries import today
from shipments.dashboards.sales import days_left, running_out, sold_lately
from shipments.flights.models import Flight
from shipments.imports.models import ImportRun
from shipments.orders.intake import NewLine
from shipments.orders.models import Order
from shipments.parcels.models import Headline, Parcel
from tests.cast import anna, boris, wei
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

__all__ = ["anna", "boris", "wei"]

ZONE = "Asia/Shanghai"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(keeping, "QUICK", 10**9)


def group(
    movement: str = "packed",
    export: str = "released",
    imported: str = "not_filed",
    *,
    held: bool = False,
    acts: str = "",
    count: int = 1,
    oldest: datetime = NOON,
) -> Group:
    return Group(movement, export, imported, held, acts, count, oldest)


def test_groups_of_a_stage_add_up_and_the_oldest_is_kept():
    found = {
        one.word: one
        for one in stages(
            [
                group("departed", count=3),
                group("departed", imported="pre_declared", oldest=NOON - DAY),
                group("at_hub", imported="duty_due", count=5),
            ]
        )
    }

    assert list(found) == Headline.values
    assert (found["in_flight"].count, found["in_flight"].oldest) == (4, NOON - DAY)
    assert found["import_customs"].count == 5
    assert found["delivered"].oldest is None


@pytest.mark.parametrize(
    ("one", "word", "who"),
    [
        (group("at_hub", imported="duty_due"), "duty_due", "buyer"),
        (group("at_hub", imported="documents_required", held=True), "documents_required", "buyer"),
        (group(export="inspection"), "export_inspection", "customs"),
        (group(held=True, acts="planner"), "on_hold", "planner"),
        (group(held=True, acts="you"), "held_by_you", "you"),
        (group(held=True, acts="customs"), "held_by_customs", "customs"),
        (group("ready_for_pickup"), "pick_up", "buyer"),
    ],
)
def test_a_stop_is_named_with_who_must_act(one, word, who):
    assert [(stop.word, stop.who) for stop in stops([one, group()])] == [(word, who)]
    assert word in {name for name, _, _ in STOPS}


def test_parcels_are_counted_by_stage_for_their_seller_alone(anna, boris, make_parcels, happen):
    happen(make_parcels(3), "created", "packed")
    happen([Parcel.objects.order_by("pk")[0]], "export_released", "departed")

    hers = {one.word: one.count for one in today(anna, at=NOON, zone=ZONE).stages if one.count}
    his = {one.word: one.count for one in today(boris, at=NOON, zone=ZONE).stages if one.count}

    assert hers == {"at_harbin": 2, "in_flight": 1}
    assert his == {}


def test_orders_not_packed_stand_in_the_first_stage(anna, channel):
    make_product(anna.seller_id)
    place(anna, "1", "2")
    Order.objects.filter(number="2").update(status="paid", blocker="out_of_stock")

    seen = today(anna, at=NOON, zone=ZONE)

    assert (seen.stages[0].word, seen.stages[0].count) == ("accepted", 2)
    assert [(one.word, one.count, one.who) for one in seen.needs.orders] == [
        ("out_of_stock", 1, "you")
    ]


@pytest.mark.parametrize(
    ("blocker", "changes"),
    [
        ("no_weight", {"weight_grams": None}),
        ("too_heavy", {"weight_grams": 40_000}),
        ("too_large", {"width_mm": 3_500}),
    ],
)
def test_the_goods_that_keep_orders_back_are_named(anna, channel, blocker, changes):
    product = make_product(anna.seller_id, **changes)
    place(anna, "1", "2", "3")
    Order.objects.exclude(number="3").update(status="paid", blocker=blocker)

    [found] = today(anna, at=NOON, zone=ZONE).needs.goods

    assert (found["product"], found["sku"], found["n"]) == (product.pk, "MUG", 2)
    assert found["blocker"] == blocker


@pytest.mark.parametrize(
    ("free", "sold", "days"), [(10, 0, None), (0, 3, 0), (10, 14, 10), (9, 28, 4), (-2, 5, 0)]
)
def test_days_left_follow_from_what_sold_in_a_fortnight(free, sold, days):
    assert days_left(free, sold) == days


def test_what_runs_out_is_told_first_to_go_first(anna, boris, channel):
    for sku, pieces in (("MUG", 3), ("LAMP", 0), ("CUP", 100), ("QUIET", 0)):
        put_in_stock(make_product(anna.seller_id, sku), pieces)
    mug, lamp, cup = (line(sku, n) for sku, n in (("MUG", 14), ("LAMP", 1), ("CUP", 14)))
    place(anna, "1", lines=[mug, lamp, cup])
    place(anna, "old", lines=[line("QUIET", 5)], ordered_at=NOON - 15 * DAY)

    found = running_out(anna, at=NOON)

    assert [(one.sku, one.days_left) for one in found] == [("LAMP", 0), ("MUG", 3)]
    assert running_out(boris, at=NOON) == []


def line(sku: str, pieces: int):
    return NewLine(sku, pieces, Decimal("10.00"), Decimal("0.00"))


def test_a_cancelled_order_sold_nothing(anna, channel):
    product = make_product(anna.seller_id)
    place(anna, "1", "2")
    Order.objects.filter(number="2").update(status="cancelled")

    assert sold_lately(anna, at=NOON) == {product.pk: 1}


def test_days_are_those_of_the_zone_and_tell_how_long_parcels_took(anna, make_parcels):
    late = datetime(2026, 11, 2, 17, tzinfo=UTC)  # the third of November in Harbin
    for parcel, days in zip(make_parcels(3), (4, 6, 20), strict=True):
        Order.objects.filter(pk=parcel.order_id).update(paid_at=late - days * DAY)
    Parcel.objects.update(movement="delivered", movement_at=late)

    days = today(anna, at=late + DAY, zone=ZONE).days

    assert len(days) == 30
    assert (days[-1].day.day, days[-1].count, days[-1].p50) == (4, 0, None)
    assert (days[-2].day.day, days[-2].count, days[-2].p50) == (3, 3, 6)
    assert days[-2].p90 == pytest.approx(17.2)


def test_the_next_flights_tell_how_many_parcels_lie_in_them(
    anna, boris, wei, consolidation, make_parcels, happen
):
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "export_released")
    Flight.objects.update(cargo_cutoff=NOON + DAY)
    opened = open_consolidation(flight=consolidation.flight, by=wei, at=NOON)
    add_parcels(consolidation=opened, numbers=[p.number for p in parcels], by=wei, at=NOON)

    assert [n for _, n in today(anna, at=NOON, zone=ZONE).flights] == [2]
    assert [n for _, n in today(boris, at=NOON, zone=ZONE).flights] == [0]
    assert today(anna, at=NOON + 2 * DAY, zone=ZONE).flights == []


def test_files_with_refused_rows_are_told_for_a_week(anna, boris):
    for number, refused in (("F1", 2), ("F2", 0)):
        ImportRun.objects.create(
            number=number,
            seller_id=anna.seller_id,
            kind="orders",
            filename=number,
            content=b"",
            refused=refused,
            by="anna",
            created_at=NOON,
        )

    assert [one.number for one in today(anna, at=NOON, zone=ZONE).needs.files] == ["F1"]
    assert today(anna, at=NOON + 8 * DAY, zone=ZONE).needs.files == []
    assert today(boris, at=NOON, zone=ZONE).needs.files == []


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        ({"differing": 1}, True),
        ({"status": "failed"}, True),
        ({"refused": 1, "dismissed_at": NOON}, False),
        ({"refused": 1, "dry_run": True}, False),
        ({"repeated": 1}, False),
    ],
)
def test_a_file_needs_her_until_it_is_dismissed(anna, state, is_told):
    ImportRun.objects.create(
        number="F1",
        seller_id=anna.seller_id,
        kind="orders",
        filename="f",
        content=b"",
        by="anna",
        created_at=NOON,
        **state,
    )

    assert bool(today(anna, at=NOON, zone=ZONE).needs.files) is is_told


def test_more_of_everything_takes_no_more_queries(anna, make_parcels, happen):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            today(anna, at=NOON, zone=ZONE)
        return len(seen)

    happen(make_parcels(1), "created")
    with_one = queries()
    happen(make_parcels(2), "created", "packed")

    assert queries() == with_one <= 12


def test_what_took_long_is_kept_and_what_was_quick_is_not(anna, boris, monkeypatch):
    counted = []

    def count() -> int:
        counted.append(1)
        return len(counted)

    assert [keeping.kept("n", anna, count) for _ in range(2)] == [1, 2]
    monkeypatch.setattr(keeping, "QUICK", 0.0)
    assert [keeping.kept("n", anna, count, longer=10**9) for _ in range(2)] == [3, 3]
    assert keeping.kept("n", boris, count, longer=10**9) == 4, "another sees other rows"
