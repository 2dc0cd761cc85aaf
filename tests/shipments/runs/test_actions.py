"""What a job leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shipments.actor import Role
from shipments.parties.models import Seller
from shipments.runs.actions import TURN, prune_runs, run_job
from shipments.runs.models import Run
from shipments.runs.queries import failed_runs, last_run_of
from tests.cast import anna, pavel
from tests.world import NOON

__all__ = ["anna", "pavel"]
pytestmark = pytest.mark.django_db


def test_a_job_leaves_what_it_counted_and_its_true_duration():
    with run_job("pack_paid_orders", at=NOON) as run:
        run.count(packed=3, refused=0)
        run.count(packed=4)

    [row] = Run.objects.all()
    assert (row.job, row.outcome, row.counts) == ("pack_paid_orders", "done", {"packed": 7})
    assert row.started_at <= row.finished_at <= timezone.now()


def test_a_job_acts_in_its_own_name_at_the_time_of_the_world():
    with run_job("pack_paid_orders", at=NOON) as run:
        assert (run.by.name, run.by.roles, run.at) == ("pack_paid_orders", {Role.SYSTEM}, NOON)


def test_a_turn_is_over_after_seconds_by_the_real_clock():
    with run_job("pack_paid_orders", at=NOON) as run:
        assert run.has_turn()
        run.started -= TURN

        assert not run.has_turn()
        assert run.has_time(), "far from being cut off"


def test_an_idle_job_leaves_one_row_however_often_it_runs():
    for _ in range(3):
        with run_job("pack_paid_orders", at=NOON) as run:
            run.count(packed=0)

    assert Run.objects.get().counts == {}


def test_a_failing_job_keeps_its_error_and_raises_on():
    def work() -> None:
        with run_job("pack_paid_orders", at=NOON) as run:
            run.count(packed=2)
            run.count(packed=1 // 0)

    with pytest.raises(ZeroDivisionError):
        work()

    [row] = Run.objects.all()
    assert (row.outcome, row.counts) == ("failed", {"packed": 2})
    assert row.error.endswith("ZeroDivisionError: integer division or modulo by zero\n")


def test_the_row_that_a_database_error_quotes_is_not_kept():
    with pytest.raises(IntegrityError), run_job("j", at=NOON), transaction.atomic():
        Seller.objects.create(code="S001", name_zh=chr(23433), uscc=None)

    [row] = Run.objects.all()
    assert "IntegrityError" in row.error
    assert chr(23433) not in row.error


def test_only_old_runs_are_removed():
    now = timezone.now()
    for days in (1, 13, 15):
        started = now - timedelta(days=days)
        Run.objects.create(job="j", outcome="done", started_at=started, counts={"n": days})

    assert prune_runs(at=now) == 1
    assert sorted(row.counts["n"] for row in Run.objects.all()) == [1, 13]


def test_staff_see_the_last_run_of_each_job_and_sellers_none(anna, pavel):
    for job, counts in (("a", 1), ("a", 2), ("b", 3)):
        with run_job(job, at=NOON) as run:
            run.count(done=counts)
    with pytest.raises(ValueError, match="no"), run_job("c", at=NOON):
        raise ValueError("no")

    names = ("a", "b", "c", "never")
    found = last_run_of(pavel, names)
    assert {job: (run.outcome, run.counts) for job, run in found.items()} == {
        "a": ("done", {"done": 2}),
        "b": ("done", {"done": 3}),
        "c": ("failed", {}),
    }
    assert [run.job for run in failed_runs(pavel)] == ["c"]
    assert last_run_of(anna, names) == {}
    assert last_run_of(pavel, ()) == {}
    assert not failed_runs(anna).exists()


@pytest.mark.parametrize(
    "text", ["Щербаков Юрий", "'Ivanov'", '"Ivanov I"', "+79430001122", "y@example.com", "a" * 22]
)
def test_what_an_error_quotes_of_a_person_is_not_kept(text):
    with pytest.raises(LookupError), run_job("j", at=NOON):
        raise LookupError(f"no phone {text} here")

    error = Run.objects.get().error
    assert "no phone … here" in error
    assert text not in error
