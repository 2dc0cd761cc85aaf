"""What has been kept long enough ends: nothing sooner, nothing later, and orders stay."""

from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.db import connection

from shipments import clock, tasks
from shipments.encrypted import ENCRYPTED as SEALED
from shipments.imports.models import ImportRun
from shipments.notifications.models import Delivery, Webhook
from shipments.order_intake.actions import take_orders
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.privacy import ends
from shipments.privacy.kinds import CLEAR, ENCRYPTED, KINDS, Kind
from shipments.privacy.purging import purge_personal_data
from shipments.runs.models import Run
from tests.factories.shop import make_product, new_order, place
from tests.shipments.privacy.people import INN, LONG, NAME, PASSPORT, PHONE, STREET, fill
from tests.world import NOON

ENDING = [kind for kind in KINDS if kind.end]


@pytest.fixture
def parcel(make_parcels) -> Parcel:
    [parcel] = make_parcels(1)
    fill(parcel, NOON)
    parcel.refresh_from_db()
    return parcel


def purge(days: int) -> dict[str, int]:
    """How much of each kind ends so many days later."""
    done = purge_personal_data(at=NOON + timedelta(days=days), has_time=lambda: True)
    return {name: n for name, n in done.items() if n}


def test_each_kind_ends_on_its_day_and_not_the_day_before(parcel):
    ended: dict[str, int] = {}
    for days in sorted({day for kind in ENDING for day in (kind.days, kind.days + 1)}):
        for name in purge(days):
            ended.setdefault(name, days)

    assert ended == {kind.name: kind.days + 1 for kind in ENDING}


# What ends with a kind that tells of no column: the row itself.
ROWS = {"news": ["OutboxEvent.topic"]}


def kept(kind: Kind) -> dict[tuple[str, Any], Any]:
    """What stands in a kind's columns, by column and row, read with the keys."""
    found = {}
    for column in kind.columns or ROWS[kind.name]:
        label, _, name = column.rpartition(".")
        model = apps.get_model(label if "." in label else f"shipments.{label}")
        rows = {(column, pk): value for pk, value in model.objects.values_list("pk", name)}
        found |= {key: value for key, value in rows.items() if value}
    return found


@pytest.mark.parametrize("kind", ENDING, ids=lambda kind: kind.name)
def test_what_is_older_than_its_term_is_gone_and_what_is_younger_is_whole(make_parcels, kind):
    old, young = make_parcels(2)
    none = kept(kind)
    fill(old, NOON)
    older = {key: value for key, value in kept(kind).items() if none.get(key) != value}
    fill(young, NOON + timedelta(days=10))
    younger = {key: value for key, value in kept(kind).items() if older.get(key) != value}
    assert len(older) == len(younger) >= 1

    purge(kind.days + 1)

    left = kept(kind)
    assert {key: value for key, value in left.items() if key in younger} == younger
    assert not {key for key in older if left.get(key) == older[key] and key not in younger}


@pytest.mark.parametrize("kind", ENDING, ids=lambda kind: kind.name)
def test_each_kind_ends_by_batches_and_no_batch_is_larger(make_parcels, monkeypatch, kind):
    for parcel in make_parcels(3):
        fill(parcel, NOON)
    monkeypatch.setattr(ends, "BATCH", 2)
    at = NOON + LONG

    assert [kind.end(at - kind.term, at) for _ in range(3)] == [2, 1, 0]


def test_killed_within_a_batch_it_leaves_that_batch_whole_and_goes_on(make_parcels, monkeypatch):
    for parcel in make_parcels(4):
        fill(parcel, NOON)
    monkeypatch.setattr(ends, "BATCH", 2)
    monkeypatch.setattr("shipments.privacy.purging.BATCH", 2)
    seen = []

    def kill(execute, sql, params, many, context):
        if sql.startswith('UPDATE "shipments_receiver"'):
            seen.append(sql)
            if len(seen) == 2:
                raise SoftTimeLimitExceeded
        return execute(sql, params, many, context)

    with connection.execute_wrapper(kill), pytest.raises(SoftTimeLimitExceeded):
        purge(LONG.days)

    left = Receiver.objects.values_list("name", "order__street", "purged_at")
    assert sorted(left, key=str) == sorted(
        [("", "", NOON + LONG)] * 2 + [(NAME, STREET, None)] * 2, key=str
    )
    assert purge(LONG.days)["people"] == 2
    assert not Receiver.objects.exclude(name="").exists()


def test_nothing_of_the_person_is_left_and_the_order_stays_with_its_money(parcel):
    purge(LONG.days)

    order, receiver = Order.objects.get(), Receiver.objects.get()
    assert (order.number, order.goods_rub, order.city) == (parcel.order.number, 100, "Омск")
    assert (receiver.name, receiver.phone, receiver.inn, order.street, order.note) == ("",) * 5
    assert receiver.purged_at == NOON + LONG
    assert not _found_in_clear(NAME, PHONE, "Где?")


def test_files_rows_passports_and_messages_cannot_be_read_in_the_database(parcel):
    sealed = {column for kind in KINDS if kind.at_rest == ENCRYPTED for column in kind.columns}
    opened = {column for kind in KINDS if kind.at_rest == CLEAR for column in kind.columns}

    assert {"ImportRun.content", "RowError.row", "ExportRun.content", "Receiver.inn"} <= sealed
    assert not sealed & opened
    for column in sealed:
        model, name = column.split(".")
        field = apps.get_model("shipments", model)._meta.get_field(name)
        assert isinstance(field, SEALED), column
    assert _found_in_clear(NAME) == {"receiver", "unmappedevent"}
    assert not _found_in_clear(INN, PASSPORT)


@pytest.mark.parametrize(("is_on", "left"), [(True, 1), (False, 0)])
def test_what_waits_for_an_address_that_is_off_does_not_wait_for_ever(parcel, is_on, left):
    Webhook.objects.update(is_active=is_on)
    Delivery.objects.update(status="waiting")

    purge(LONG.days)

    assert Delivery.objects.count() == left


def test_an_order_that_goes_on_keeps_its_receiver_however_old_it_is(parcel):
    Order.objects.update(status="shipped")

    purge(LONG.days)

    assert (Receiver.objects.get().name, Receiver.objects.get().inn) == (NAME, INN)


def test_it_goes_on_where_it_was_killed_batch_by_batch(make_parcels, monkeypatch):
    make_parcels(5)
    Order.objects.update(status="cancelled")
    monkeypatch.setattr(ends, "BATCH", 2)
    monkeypatch.setattr("shipments.privacy.purging.BATCH", 2)
    turns = iter([True, True, False])

    done = purge_personal_data(at=NOON + LONG, has_time=lambda: next(turns, False))

    assert done["people"] == 4
    assert purge(LONG.days)["people"] == 1
    assert purge(LONG.days) == {}


def test_a_later_export_of_the_shop_brings_nobody_back(anna, channel):
    make_product(anna.seller_id)
    place(anna, "1")
    Order.objects.update(status="delivered")
    purge(LONG.days)

    taken = take_orders(new=[new_order(anna.seller_id, "1")], by=anna, at=NOON + LONG)

    assert (taken.words, taken.differing) == (["repeated"], [])
    assert Receiver.objects.get().name == ""


def test_the_job_counts_what_it_ended_by_kind(parcel, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + LONG)

    tasks.purge_personal_data()

    counts = Run.objects.get(job="purge_personal_data").counts
    assert counts["people"] == counts["rows"] == counts["exports"] == 1
    assert not ImportRun.objects.filter(status="draft").exists()


def _found_in_clear(*words: str) -> set[str]:
    """The tables in which one of these words can be read."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for word in words:
                as_bytes = word.encode().hex()
                cursor.execute(
                    f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s OR t::text LIKE %s LIMIT 1',
                    [f"%{word}%", f"%{as_bytes}%"],
                )
                if cursor.fetchone():
                    found.add(table.removeprefix("shipments_"))
    return found
