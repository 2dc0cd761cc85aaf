"""Each periodic job with one flight of 80,000 parcels before it, at each stage of its way."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from shipments.actor import system
from shipments.consolidation.actions import open_consolidation
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.flights.actions import make_flights
from shipments.flights.models import Flight, Leg
from shipments.operations.departures import arrive_leg, depart_leg
from tracker.bench.measure import Row, seconds
from tracker.bench.world import make_orders, make_parcels, run, settle
from tracker.celery import app
from tracker.timetable import JOBS

BY = system("bench")
MOST_SECONDS = 5.0
# What asks the world outside, or plays it.
NOT_OURS = {"fetch_exchange_rates", "play_outside"}


def slowest_job(count: int) -> Row:
    """The slowest single run of any periodic job; every stage leaves each job's work undone."""
    spent: dict[str, float] = {}
    leg = _packed(count)
    _all_jobs(spent, "packed")
    _loaded(leg)
    at = timezone.now()
    depart_leg(leg=leg, departed_at=at - timedelta(hours=6), by=BY, at=at)
    _all_jobs(spent, "departed")
    arrive_leg(leg=leg, arrived_at=at - timedelta(hours=5), by=BY, at=at)
    settle()
    for stage in ("arrived", "at the hub"):
        _all_jobs(spent, stage)
    run("UPDATE shipments_parcel SET import_clearance = 'released' WHERE number LIKE 'BN%%'")
    settle()
    _all_jobs(spent, "released")
    name = max(spent, key=lambda text: spent[text])
    value = spent[name]
    near = sorted(spent, key=lambda text: -spent[text])[1:4]
    note = f"{name}; then " + ", ".join(f"{item} {spent[item]:.1f}" for item in near)
    ratio = MOST_SECONDS / value
    return Row("jobs_80k", round(value, 3), "s", MOST_SECONDS, round(ratio, 3), 1, ratio >= 1, note)


def _packed(count: int) -> Leg:
    at = timezone.now()
    make_flights(until=(at + timedelta(days=14)).date(), by=BY, at=at)
    make_orders("S001", "J80", count)
    make_parcels("J80", movement="packed", export="not_filed")
    settle()
    flight = Flight.objects.latest("cargo_cutoff")
    return flight.legs.get()


def _loaded(leg: Leg) -> None:
    """All of them in one master waybill of the flight, released by China's customs."""
    at = timezone.now()
    consolidation = open_consolidation(flight=leg.flight, by=BY, at=at)
    for to in ("closed", "manifested"):
        CONSOLIDATION.move([consolidation], to, by=BY, at=at)
    run(
        "UPDATE shipments_containment SET until = now() - interval '8 hours', ended_by = 'moved'"
        " WHERE until IS NULL"
    )
    run(
        "UPDATE shipments_parcel SET movement = 'loaded', export_clearance = 'released'"
        " WHERE number LIKE 'BN%%'"
    )
    run(
        "INSERT INTO shipments_containment"
        " (parcel_id, consolidation_id, since, ended_by, reason, note)"
        " SELECT id, %(k)s, now() - interval '7 hours', '', '', '' FROM shipments_parcel"
        " WHERE number LIKE 'BN%%'",
        {"k": consolidation.pk},
    )
    settle()


def _all_jobs(spent: dict[str, float], stage: str) -> None:
    """Run every job of the timetable once, and keep the longest run of each."""
    app.loader.import_default_modules()
    for task, _every, _queue in JOBS:
        name = task.rsplit(".", 1)[1]
        if name not in NOT_OURS:
            took = seconds(_run_of(task))
            spent[f"{name} ({stage})"] = took


def _run_of(task: str) -> Callable[[], object]:
    return app.tasks[task]
