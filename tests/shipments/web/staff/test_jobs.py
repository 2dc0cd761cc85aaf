"""The page of the jobs: every one of the timetable, what it did, and running it now."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.utils import timezone

from shipments.actor import Role
from shipments.runs.models import Run, Setback
from shipments.runs.timetable import jobs
from shipments.web.staff.words import JOBS, STEPS
from tests.browsers import grows_not, seen, signed_in
from tests.house.loops import LOOPS
from tracker.timetable import TIMETABLE


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, str]]:
    """The tasks that were sent, with their queues."""
    cache.clear()
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda task, queue, **_: found.append((task, queue))
    )
    return found


def run_now(client, job: str):
    return client.post("/staff/jobs/run/", {"job": job}, follow=True)


def ran(job: str, **more) -> Run:
    return Run.objects.create(
        **{"job": job, "outcome": "done", "started_at": timezone.now(), **more}
    )


def told(client) -> dict:
    return {one["job"].name: one for one in client.get("/staff/jobs/").context["jobs"]}


def test_each_step_of_a_job_that_can_fail_has_a_name_for_people():
    assert {loop.step for loop in LOOPS} - {""} <= set(STEPS)


def test_a_job_that_failed_in_part_says_so_and_names_what_failed(pavel_reads):
    ran("fly_legs", outcome="partly", counts={"departed": 2, "failed": 1}, error="leg 7: KeyError")
    now = timezone.now()
    Setback.objects.create(
        step="depart_legs",
        kind="leg",
        item_id=7,
        name="leg 7",
        attempts=3,
        error="KeyError (x:1)",
        began_at=now,
        failed_at=now,
        retry_at=now,
    )

    text = seen(pavel_reads.get("/staff/jobs/"))

    assert '<span class="badge warn">partly failed</span>' in text
    assert "leg 7: KeyError" in text
    assert "What could not be done so far" in text
    assert "Let flights depart" in text
    assert "KeyError (x:1)" in text


def test_each_job_of_the_timetable_has_a_name_for_people():
    # The demo's own job is there only where the demo may run.
    assert {task.rpartition(".")[2] for task in TIMETABLE} | {"play_outside"} == set(JOBS)
    assert [job.task for job in jobs()] == list(TIMETABLE)


def test_every_job_is_shown_even_one_that_never_ran(pavel_reads):
    text = pavel_reads.get("/staff/jobs/").content.decode()

    assert text.count("has not run yet") == len(TIMETABLE)


def test_jobs_show_what_failed_and_why(pavel_reads):
    ran("pack_paid_orders", outcome="failed", error="no boxes left")

    text = seen(pavel_reads.get("/staff/jobs/"))

    assert "no boxes left" in text
    assert "<details> <summary>" in text


def test_a_job_tells_when_it_is_due_and_when_nobody_does_it(pavel_reads):
    now = timezone.now()
    ran("make_flights", started_at=now - timedelta(minutes=5))
    ran("fly_legs", started_at=now - timedelta(hours=1))

    found = told(pavel_reads)

    assert found["make_flights"]["due"] == now + timedelta(minutes=55)
    assert (found["make_flights"]["late"], found["fly_legs"]["late"]) == (False, True)


def test_a_job_tells_how_often_it_runs(pavel_reads):
    found = told(pavel_reads)

    assert found["run_bulk_actions"]["every"] == "every 5 seconds"
    assert found["fly_legs"]["every"] == "every minute"
    assert found["refresh_estimates"]["every"] == "every 6 hours"


def test_a_job_is_run_now_and_two_clicks_are_one(pavel_reads, sent):
    for words in ("It is queued: Pack paid orders.", "It was queued already: Pack paid orders."):
        assert words in run_now(pavel_reads, "pack_paid_orders").content.decode()

    assert sent == [("shipments.tasks.pack_paid_orders", "default")]
    assert told(pavel_reads)["pack_paid_orders"]["queued"]
    ran("pack_paid_orders")
    assert not told(pavel_reads)["pack_paid_orders"]["queued"], "it has run since"


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.CUSTOMS, Role.FINANCE])
def test_only_planners_and_admins_run_a_job(reference, sent, role):
    other = signed_in("other", roles=(role,))

    assert "/staff/jobs/run/" not in other.get("/staff/jobs/").content.decode()
    assert "notice error" in run_now(other, "pack_paid_orders").content.decode()
    assert sent == []


def test_a_job_that_is_in_no_timetable_is_not_found(pavel_reads, sent):
    assert run_now(pavel_reads, "drop_tables").status_code == 404
    assert sent == []


def test_jobs_are_not_run_by_looking(pavel_reads, sent):
    assert pavel_reads.get("/staff/jobs/run/").status_code == 405


def test_jobs_take_as_few_queries_however_many(pavel_reads, queries_of):
    ran("fly_legs")
    grows_not(
        queries_of, pavel_reads, "/staff/jobs/", lambda: [ran("make_flights"), ran("send_mails")]
    )
