"""The simulated world: the same seed plays the same, and its rows agree with the journal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from customs.declarations.models import ExportDeclaration
from customs.reference import load_reference_data
from shipments.exports.models import ExportRun
from shipments.imports.models import ImportRun
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.runs.models import Run, Setback
from shipments.tracking.models import Event, UnmappedEvent
from tracker.simulation.cast import make_shops
from tracker.simulation.chance import Dice
from tracker.simulation.world import play

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)


def simulate(days: int, per_day: int) -> str:
    out, sizes = StringIO(), ("--days", str(days), "--parcels-per-day", str(per_day))
    with override_settings(DEMO_DEFAULTS=True):
        call_command("simulate", *sizes, "--start", f"{BEGUN:%Y-%m-%d}", stdout=out)
    return out.getvalue()


def orders() -> list[tuple]:
    fields = ("number", "status", "goods_rub", "paid_at", "reserved_at", "blocker")
    return list(Order.objects.order_by("number").values_list(*fields))


def taken_back(work: Callable[[], object]) -> object:
    """What the work gives; the database is afterwards as before."""
    mark = connection.savepoint()
    result = work()
    connection.savepoint_rollback(mark)
    return result


def test_the_same_seed_gives_the_same_table_and_the_same_orders(db):
    first, again = (taken_back(lambda: (simulate(2, 8), orders())) for _ in range(2))

    assert first == again
    table, made = first
    assert [line.split()[0] for line in table.splitlines()] == ["day", "2026-11-01", "2026-11-02"]
    assert len(made) > 5


def test_a_world_played_in_pieces_is_the_same_world(db):
    load_reference_data()
    make_shops()
    hours = [BEGUN + timedelta(hours=n) for n in (0, 4, 8)]

    def played(*moments: datetime) -> list[tuple]:
        for since, until in pairwise(moments):
            play(Dice(7), since=since, until=until, per_day=24)
        return orders()

    whole = taken_back(lambda: played(hours[0], hours[2]))
    assert whole == taken_back(lambda: played(*hours)) != []


@pytest.mark.slow
def test_after_ten_days_of_partners_messages_the_rows_agree_with_the_journal(db, caplog):
    caplog.set_level("DEBUG")
    load_reference_data()
    make_shops()
    out, until = StringIO(), BEGUN + timedelta(days=10)

    play(Dice(7), since=BEGUN, until=until, per_day=6, step_by=timedelta(hours=6))
    call_command("check_journal", stdout=out)

    counts = [line.split(", ")[1] for line in out.getvalue().splitlines()]
    assert counts == ["differences 0"] * 3
    assert Parcel.objects.filter(movement="delivered").exists()
    assert told_by("fsu") == {
        "ready_for_carriage",
        "manifested",
        "departed",
        "arrived",
        "received_from_flight",
    }
    bad = Run.objects.filter(outcome__in=[Run.Outcome.PARTLY, Run.Outcome.FAILED])
    assert list(bad.values_list("job", "error")) == []
    assert "delivered" in told_by("russian_post")
    doubted = UnmappedEvent.objects.exclude(doubt="").values_list("raw_code", "doubt", "subject")
    assert list(doubted.filter(resolved_at__isnull=True)) == [], "nothing true is doubted"
    assert ExportDeclaration.objects.filter(last_receipt="899").exists()
    assert not told_of_people(caplog.text)


def told_of_people(log: str) -> set[str]:
    """Words about people and their links that stand in logs, runs of jobs or names of files."""
    people = Receiver.objects.values_list("name", "name_latin", "phone", "email")
    words = {word for person in people for word in person}
    words |= {*Order.objects.values_list("street", flat=True)}
    words |= {*Parcel.objects.values_list("token", flat=True)} - {""}
    runs = Run.objects.values_list("job", "counts", "error")
    setbacks = Setback.objects.values_list("step", "name", "error")
    files = [*ImportRun.objects.values_list("filename"), *ExportRun.objects.values_list("filename")]
    text = f"{log}{[*runs]}{[*setbacks]}{files}"
    return {word for word in words if word and word in text}


def told_by(source: str) -> set[str]:
    return set(Event.objects.filter(source=source).values_list("code", flat=True))
