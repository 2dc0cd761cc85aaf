"""Every background job of shipments: each asks the clock, calls one action, leaves a run record."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings

from shipments import clock
from shipments.actor import system
from shipments.bulk.running import run_open_bulk_actions
from shipments.bulk_actions.table import ACTIONS
from shipments.cases.actions import close_moved_cases, open_stuck_cases
from shipments.cases.doubtful import open_doubtful_cases
from shipments.exports.actions import run_open_exports
from shipments.flights.actions import make_flights as make_coming_flights
from shipments.imports.actions import run_import as run_one_import
from shipments.imports.drafts import parse_draft
from shipments.imports.models import ImportRun
from shipments.imports.queries import next_draft, next_run
from shipments.journeys.measure import refresh_stage_times
from shipments.notifications.delivery import send_due
from shipments.notifications.dispatch import publish_news as expand_news
from shipments.notifications.mails import claim_notices, give_up_tired, send_notices
from shipments.notifications.owners import notify_owners
from shipments.operations.departures import complete_consolidations
from shipments.operations.handover import hand_over_released
from shipments.operations.planning import (
    arrive_due_legs,
    break_down_arrived,
    close_due_consolidations,
    depart_due_legs,
    fill_coming_flights,
)
from shipments.orders.actions import expire_unpaid_orders as expire_unpaid
from shipments.orders.actions import reserve_paid_orders as reserve_paid
from shipments.packing.actions import pack_paid_orders as pack_paid
from shipments.privacy.purging import purge_personal_data as purge
from shipments.rates.actions import save_rates
from shipments.rates.fetching import fetch_rates
from shipments.runs.actions import prune_runs as prune
from shipments.runs.actions import run_job
from shipments.runs.failures import one_by_one
from shipments.tracking.actions import project_contents
from shipments.tracking.intake import follow_doubts

WEEKS = timedelta(days=14)


def _now() -> dict[str, Any]:
    """The arguments every action takes of a job: who and when."""
    return {"at": clock.now()}


# So many parcels moved end a run within seconds; the next one goes on where it stopped.
MOVED_A_RUN = 40_000


@shared_task
def make_flights() -> None:
    with run_job("make_flights", **_now()) as run:
        until = (run.at + WEEKS).date()
        run.count(made=make_coming_flights(until=until, by=run.by, at=run.at))


@shared_task
def reserve_paid_orders() -> None:
    with run_job("reserve_paid_orders", **_now()) as run:
        run.count(reserved=reserve_paid(limit=20_000, by=run.by, at=run.at))


@shared_task
def pack_paid_orders() -> None:
    with run_job("pack_paid_orders", **_now()) as run:
        run.count(packed=pack_paid(limit=20_000, by=run.by, at=run.at))


@shared_task
def expire_unpaid_orders() -> None:
    with run_job("expire_unpaid_orders", **_now()) as run:
        run.count(expired=expire_unpaid(by=run.by, at=run.at))


@shared_task
def fill_consolidations() -> None:
    with run_job("fill_consolidations", **_now()) as run:
        run.count(**fill_coming_flights(by=run.by, at=run.at))


@shared_task
def close_consolidations() -> None:
    with run_job("close_consolidations", **_now()) as run:
        run.count(**close_due_consolidations(by=run.by, at=run.at))


@shared_task
def fly_legs() -> None:
    with run_job("fly_legs", **_now()) as run:
        with run.step("depart_legs"):
            run.count(**depart_due_legs(by=run.by, at=run.at))
        with run.step("arrive_legs"):
            run.count(**arrive_due_legs(by=run.by, at=run.at))


@shared_task
def break_down_consolidations() -> None:
    with run_job("break_down_consolidations", **_now()) as run:
        with run.step("break_down_consolidations"):
            run.count(**break_down_arrived(by=run.by, at=run.at))
        with run.step("complete_consolidations"):
            run.count(completed=complete_consolidations(by=run.by, at=run.at))


@shared_task
def project_container_events() -> None:
    with run_job("project_container_events", **_now()) as run:
        run.count(parcels=project_contents(at=run.at, most=MOVED_A_RUN, has_turn=run.has_turn))


@shared_task
def hand_over_parcels() -> None:
    with run_job("hand_over_parcels", **_now()) as run:
        while run.has_turn() and (done := hand_over_released(by=run.by, at=run.at)):
            run.count(handed_over=done)


@shared_task
def find_stuck_parcels() -> None:
    with run_job("find_stuck_parcels", **_now()) as run:
        with run.step("close_cases"):
            run.count(closed=close_moved_cases(by=run.by, at=run.at))
        with run.step("open_cases"):
            run.count(opened=open_stuck_cases(by=run.by, at=run.at))


@shared_task
def keep_doubtful_events() -> None:
    with run_job("keep_doubtful_events", **_now()) as run:
        with run.step("follow_doubts"):
            run.count(followed=follow_doubts(at=run.at))
        run.count(opened=open_doubtful_cases(by=run.by, at=run.at))


@shared_task
def refresh_estimates() -> None:
    with run_job("refresh_estimates", **_now()) as run:
        run.count(measured=refresh_stage_times(by=run.by, at=run.at))


@shared_task
def publish_news() -> None:
    with run_job("publish_news", **_now()) as run:
        run.count(chunks=expand_news(at=run.at, has_turn=run.has_turn))


@shared_task
def send_webhooks() -> None:
    with run_job("send_webhooks", **_now()) as run:
        good, bad = send_due(by=run.by, clock=clock.now, has_time=run.has_time)
        run.count(delivered=good, undelivered=bad)


@shared_task
def send_mails() -> None:
    with run_job("send_mails", **_now()) as run:
        with run.step("give_up_mails"):
            run.count(given_up=give_up_tired(by=run.by, at=run.at))
        while run.has_time() and (notices := claim_notices(at=run.at)):
            sent, bad = send_notices(notices, by=run.by, at=run.at, has_time=run.has_time)
            run.count(sent=sent, unsent=bad)
        with run.step("tell_owners"):
            run.count(told=notify_owners(by=run.by, at=run.at))


@shared_task
def run_waiting_imports() -> None:
    """Go on with imports that were killed half-way or never started."""
    with run_job("run_waiting_imports", **_now()) as run, one_by_one("imports") as apart:
        begun: list[ImportRun] = []
        while run.has_time() and (waiting := next_run(after=begun)):
            begun.append(waiting)
            with apart(f"import {waiting.number}"):
                run_one_import(run=waiting, by=system(waiting.by), at=run.at)
                run.count(imports=1)


@shared_task
def parse_drafts() -> None:
    """Parse the files that somebody waits to look at."""
    with run_job("parse_drafts", **_now()) as run, one_by_one("drafts") as apart:
        begun: list[ImportRun] = []
        while run.has_time() and (draft := next_draft(after=begun)):
            begun.append(draft)
            with apart(f"import {draft.number}"):
                run.count(parsed=parse_draft(run=draft, at=run.at))


@shared_task
def purge_personal_data() -> None:
    """End what of people, news and files has been kept as long as the settings say."""
    with run_job("purge_personal_data", **_now()) as run:
        run.count(**purge(at=run.at, has_time=run.has_time))


@shared_task
def prune_runs() -> None:
    with run_job("prune_runs", **_now()) as run:
        run.count(pruned=prune(at=run.at))


@shared_task
def run_bulk_actions() -> None:
    with run_job("run_bulk_actions", **_now()) as run:
        run.count(carried=run_open_bulk_actions(table=ACTIONS, at=run.at))


@shared_task
def run_exports() -> None:
    with run_job("run_exports", **_now()) as run:
        run.count(written=run_open_exports(by=run.by, at=run.at))


@shared_task
def fetch_exchange_rates() -> None:
    """Ask the Bank of Russia for its latest rates, where the settings name its address."""
    with run_job("fetch_exchange_rates", **_now()) as run:
        if settings.CBR_URL:
            kept = save_rates(listed=fetch_rates(settings.CBR_URL), by=run.by, at=run.at)
            run.count(rates=len(kept.added))
            if kept.refused:
                run.count(refused=len(kept.refused))
