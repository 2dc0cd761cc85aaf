"""Benchmarks of bulk work: a departure, the periodic jobs, an import, partners' events."""

import csv
import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from customs.declarations.export import file_export_declarations
from shipments.actor import system
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.departures import depart_leg
from shipments.consolidation.lifecycle import CONSOLIDATION
from shipments.flights.actions import make_flights
from shipments.flights.models import Flight
from shipments.tracking.actions import project_contents
from tracker.bench.measure import Row, faster, seconds
from tracker.bench.world import make_orders, make_parcels, run, settle

BY = system("bench")


def departure(count: int) -> Row:
    """One departure until every parcel's and order's status has moved, beside plain SQL."""
    at = timezone.now()
    make_flights(until=(at + timedelta(days=14)).date(), by=BY, at=at)
    make_orders("S001", "DEP", count)
    make_parcels("DEP", movement="loaded", export="released")
    flight = Flight.objects.latest("cargo_cutoff")
    consolidation = open_consolidation(flight=flight, by=BY, at=at)
    for to in ("closed", "manifested"):
        CONSOLIDATION.move([consolidation], to, by=BY, at=at)
    run(
        "INSERT INTO shipments_containment"
        " (parcel_id, consolidation_id, since, ended_by, reason, note)"
        " SELECT p.id, %(k)s, now() - interval '1 day', '', '', '' FROM shipments_parcel p"
        " WHERE p.number LIKE 'BN%%' AND p.movement = 'loaded'",
        {"k": consolidation.pk},
    )
    settle()
    leg = flight.legs.get()

    def ours() -> None:
        depart_leg(leg=leg, departed_at=at, by=BY, at=at)
        project_contents(at=at)

    spent = seconds(ours)
    _take_back()
    bare = seconds(_bare_departure)
    return faster("departure_80k", spent, bare, 0.5, _worker_memory())


def _take_back() -> None:
    run(
        "UPDATE shipments_parcel SET movement = 'loaded', movement_at = now() - interval '3 days'"
        " WHERE movement = 'departed'"
    )
    run("UPDATE shipments_order SET status = 'packed' WHERE number LIKE 'DEP%%'")
    settle()


def _bare_departure() -> None:
    run(
        "UPDATE shipments_parcel SET movement = 'departed', movement_at = now()"
        " WHERE movement = 'loaded'"
    )
    run("UPDATE shipments_order SET status = 'shipped' WHERE number LIKE 'DEP%%'")


def _worker_memory() -> str:
    """The most memory a process of its own holds while it projects a departure again."""
    _take_back()
    run(
        "UPDATE shipments_projection SET done_at = NULL, after_parcel = 0 WHERE event_id ="
        " (SELECT max(event_id) FROM shipments_projection)"
    )
    code = (
        "from tracker.bench.measure import memory_mb;"
        "from django.utils import timezone;"
        "from shipments.tracking.actions import project_contents;"
        "project_contents(at=timezone.now());"
        "print(round(memory_mb()))"
    )
    return f"memory {in_process(code)} MB (< 200)"


def in_process(code: str) -> str:
    """What a fresh Python prints that runs `code` on the same database."""
    if not os.environ.get("BENCH_DATABASE_URL"):
        return f"not measured on {settings.DATABASES['default']['NAME']}"
    answer, _ = beside(code).communicate()
    return answer.strip().splitlines()[-1]


def beside(code: str) -> subprocess.Popen[str]:
    """A fresh Python that runs `code` on the same database while this one goes on."""
    url = os.environ["BENCH_DATABASE_URL"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings", "DATABASE_URL": url}
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def advance(count: int) -> Row:
    """Due parcels filed for export by the job, beside the same inserts and updates in plain SQL."""
    make_orders("S002", "ADV", count)
    make_parcels("ADV", movement="packed", export="not_filed")
    settle()
    at = timezone.now()
    spent = seconds(lambda: file_export_declarations(limit=count, by=BY, at=at))
    make_orders("S003", "BAR", count)
    make_parcels("BAR", movement="packed", export="not_filed")
    settle()
    return faster("advance_100k", spent, seconds(_bare_filing), 0.4)


def _bare_filing() -> None:
    run(
        "INSERT INTO customs_exportdeclaration (parcel_id, status, mode, cop_number,"
        " authority_number, attempt, last_receipt, last_receipt_info, filed_at)"
        " SELECT id, 'filed', '9610', 'C' || id, '', 1, '', '', now() FROM shipments_parcel"
        " WHERE movement = 'packed' AND export_clearance = 'not_filed'"
    )
    run(
        "INSERT INTO shipments_event (parcel_id, code, happened_at, zone, place, recorded_at,"
        " source, source_ref, detail) SELECT id, 'export_filed', now(), 'Asia/Shanghai', 'HRB',"
        " now(), 'customs', 'export-1', '{}' FROM shipments_parcel"
        " WHERE movement = 'packed' AND export_clearance = 'not_filed'"
    )
    run(
        "UPDATE shipments_parcel SET export_clearance = 'filed', export_at = now()"
        " WHERE movement = 'packed' AND export_clearance = 'not_filed'"
    )


def order_file() -> bytes | None:
    """The real orders where they lie beside the project."""
    path = Path(settings.BASE_DIR).parent / "shared" / "data" / "orders" / "orders.csv"
    return path.read_bytes() if path.exists() else None


def sample_file(count: int) -> bytes:
    """Orders of the demo's sellers in the plain layout, where the real ones are not at hand."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "order_number",
            "seller_code",
            "ordered_at",
            "paid_at",
            "buyer_name",
            "buyer_phone",
            "buyer_email",
            "postal_code",
            "city",
            "sku",
            "quantity",
            "unit_price",
            "currency",
            "shipping_fee",
        ]
    )
    moment = "2026-10-01T10:00:00+08:00"
    for n in range(count):
        writer.writerow(
            [
                f"CSV{n}",
                "S001",
                moment,
                moment,
                "Иванова Мария",
                "+79430000000",
                f"b{n}@example.com",
                "620014",
                "Екатеринбург",
                "S001-001",
                1,
                "150.00",
                "RUB",
                "90.00",
            ]
        )
    return out.getvalue().encode()
