"""Benchmarks of what comes in: a file of orders, and a partner's events."""

import json
from collections.abc import Mapping
from functools import partial

from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from shipments.actor import system
from shipments.imports.actions import Options, run_import, start_import
from shipments.orders.models import Order, OrderLine, Payment, Receiver
from shipments.parcels.models import Parcel
from shipments.parties.actions import make_key
from shipments.parties.models import Partner
from shipments.tracking.models import Event
from tracker.bench.measure import Row, faster, memory_mb, seconds
from tracker.bench.work import in_process, order_file, sample_file
from tracker.bench.world import make_orders, make_parcels, settle

BY = system("bench")


def imported(content: bytes | None, prerequisites: list[tuple[str, bytes]]) -> Row:
    """A file of orders, beside `bulk_create` of the very rows it led to."""
    at, options = timezone.now(), Options()
    for kind, data in prerequisites:
        import_run = start_import(
            kind=kind, content=data, filename=kind, seller=None, options=options, by=BY, at=at
        )
        run_import(run=import_run, by=BY, at=at)
    before = {model: _last(model) for model in (Order, Receiver, OrderLine, Payment)}
    run = start_import(
        kind="orders",
        content=content or sample_file(10_000),
        filename="orders.csv",
        seller=None,
        options=options,
        by=BY,
        at=at,
    )
    spent = seconds(lambda: run_import(run=run, by=BY, at=at))
    run.refresh_from_db()
    bare = _bare(before)
    peak = in_process("from tracker.bench.intake import trial; trial()")
    note = f"{run.created} orders; a process of its own peaks at {peak} MB (< 250)"
    return faster("import_orders", spent, bare, 0.4, note)


def trial() -> None:
    """Run the file through once more as a trial, and print the most memory that took."""
    at = timezone.now()
    run = start_import(
        kind="orders",
        content=order_file() or sample_file(10_000),
        filename="orders.csv",
        seller=None,
        options=Options(dry_run=True),
        by=BY,
        at=at,
    )
    run_import(run=run, by=BY, at=at)
    print(round(memory_mb()))  # noqa: T201


def _last(model: type[Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _bare(before: Mapping[type[Order | Receiver | OrderLine | Payment], int]) -> float:
    """Take the rows away and put the same objects in again with nothing but bulk_create."""
    rows = {model: list(model.objects.filter(pk__gt=pk)) for model, pk in before.items()}
    for model in (Payment, OrderLine, Receiver, Order):
        model.objects.filter(pk__gt=before[model]).delete()

    def insert() -> None:
        with transaction.atomic():
            for model in (Order, Receiver, OrderLine, Payment):
                model.objects.bulk_create(rows[model], batch_size=2000)

    return seconds(insert)


def events(count: int = 1_000) -> Row:
    """`POST /events/` with a thousand events, beside one multi-row insert of as many."""
    partner = Partner.objects.get(code="post")
    _, secret = make_key(owner=partner, name="bench", scopes=["*"], by=BY, at=timezone.now())
    make_orders("S001", "EVT", count * 5)
    make_parcels("EVT", movement="handed_over", export="released")
    settle()
    told = Parcel.objects.filter(order__number__startswith="EVT").order_by("pk")
    numbers = list(told.values_list("number", flat=True))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    spent = [_post(client, numbers[n * count : (n + 1) * count], n) for n in range(5)]
    pks = list(told.values_list("pk", flat=True)[:count])
    bare = [seconds(partial(_insert, pks, n)) for n in range(5)]
    return faster("post_events", sorted(spent)[2], sorted(bare)[2], 0.2)


def _post(client: Client, numbers: list[str], n: int) -> float:
    at = timezone.now().isoformat()
    body = {
        "events": [
            {
                "subject": f"parcel:{number}",
                "code": "in_transit",
                "happened_at": at,
                "place": "SVX",
                "source_ref": f"{number}-{n}",
            }
            for number in numbers
        ]
    }
    text = json.dumps(body)
    answer = []
    spent = seconds(
        lambda: answer.append(client.post("/api/v1/events/", text, content_type="application/json"))
    )
    assert answer[0].status_code in (200, 201), answer[0].content
    assert answer[0].json()["accepted"] == len(numbers), answer[0].content[:500]
    return spent


def _insert(pks: list[int], n: int) -> None:
    table = Event._meta.db_table
    row = "(%s, 'in_transit', now(), 'Asia/Yekaterinburg', 'SVX', now(), 'bare', %s, '{}')"
    values: list = []
    for pk in pks:
        values += [pk, f"{pk}-{n}"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (parcel_id, code, happened_at, zone, place, recorded_at, source,"
            f" source_ref, detail) VALUES {','.join([row] * len(pks))}",
            values,
        )
