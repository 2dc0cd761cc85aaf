"""Many things done apart: what raises rests, ever longer, and the others are done."""

from datetime import timedelta

import pytest

from shipments.runs.actions import prune_runs, run_job
from shipments.runs.apart import FIRST_REST, LONGEST_REST, MOST, each, in_pieces, resting
from shipments.runs.models import Run, Setback
from shipments.runs.queries import failed_runs, last_good_run_of, setbacks
from shipments.stock.models import Warehouse
from tests.cast import anna, pavel
from tests.world import NOON

__all__ = ["anna", "pavel"]
pytestmark = pytest.mark.django_db
IDS = list(range(1, 101))


class Doing:
    """What was asked for, piece by piece; some ids raise."""

    def __init__(self, *bad: int) -> None:
        self.bad, self.pieces = set(bad), []

    def __call__(self, pks: list[int]) -> int:
        self.pieces.append(pks)
        if self.bad & set(pks):
            raise KeyError("Иванов Иван")
        return len(pks)


def go(do, at=NOON, ids=IDS, job: str = "j") -> int:
    with run_job(job, at=at) as run:
        run.count(done=sum(in_pieces("step", Warehouse, ids, do, at=at)))
    return run.counts["done"]


def test_where_nothing_raises_all_is_one_piece():
    do = Doing()

    assert go(do) == 100
    assert do.pieces == [IDS]
    assert not Setback.objects.exists()


@pytest.mark.parametrize("bad", [[1], [100], [37], [1, 2, 99], [50, 51]])
def test_what_raises_is_found_by_halves_and_all_others_are_done(bad):
    do = Doing(*bad)

    assert go(do) == 100 - len(bad)

    assert sorted(Setback.objects.values_list("item_id", flat=True)) == bad
    assert len(do.pieces) <= 15 * len(bad)
    [run] = Run.objects.all()
    assert (run.outcome, run.counts) == ("partly", {"done": 100 - len(bad), "failed": len(bad)})


def test_no_value_is_kept_or_told_of_what_raised(caplog):
    go(Doing(7))

    kept = Setback.objects.get().error + Run.objects.get().error + caplog.text
    assert "KeyError (tests/shipments/runs/test_apart.py:" in kept
    assert "Иванов" not in kept


def test_what_failed_rests_ever_longer_and_is_forgotten_once_it_is_done():
    at, rests = NOON, []
    for _ in range(9):
        go(Doing(7), at)
        row = Setback.objects.get()
        rests.append(row.retry_at - at)
        at = row.retry_at

    assert rests[:3] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST]
    assert (rests[-1], Setback.objects.get().attempts) == (LONGEST_REST, 9)
    assert go(Doing(), at - timedelta(seconds=1)) == 99, "it rests"
    assert go(Doing(), at) == 100
    assert not Setback.objects.exists()


def test_where_all_fail_the_rest_waits_for_the_next_run():
    do = Doing(*IDS)

    go(do)

    assert Setback.objects.count() == MOST
    assert go(Doing(), ids=IDS) == 100 - MOST, "those that rest stand in nobody's way"


def test_without_a_job_the_fault_is_raised_once_the_others_are_done(channel):
    seen = []

    def do(row):
        seen.append(row.pk)
        if len(seen) == 1:
            raise KeyError(row.pk)

    rows = [*Warehouse.objects.all(), Warehouse(pk=77)]
    with pytest.raises(KeyError):
        each("step", rows, do, at=NOON)
    assert seen == [row.pk for row in rows]
    with pytest.raises(ExceptionGroup):
        in_pieces("step", Warehouse, IDS, Doing(3, 4), at=NOON)


def test_for_a_person_nothing_rests():
    go(Doing(7))

    assert in_pieces("step", Warehouse, [7], Doing(), at=NOON) == [1]
    assert list(resting("step", at=NOON)) == []


def test_what_an_item_wrote_before_it_raised_is_taken_back(channel):
    row = Warehouse.objects.first()

    def do(one):
        Warehouse.objects.filter(pk=one.pk).update(name="?")
        raise ValueError

    with run_job("j", at=NOON):
        each("step", [row], do, at=NOON)

    assert Warehouse.objects.get(pk=row.pk).name == row.name


def test_a_step_that_fails_stops_no_other_step():
    with run_job("j", at=NOON) as run:
        with run.step("first"):
            raise ValueError("Иванов")
        with run.step("second"):
            run.count(done=2)

    row = Run.objects.get()
    assert (row.outcome, row.counts) == ("partly", {"done": 2, "failed": 1})
    assert row.error.startswith("first: -: ValueError (tests/shipments/runs/test_apart.py:")
    assert "Иванов" not in row.error


def test_a_job_whose_step_fails_and_does_nothing_else_has_not_ended_well(pavel):
    """Else `/readyz` would call it well for ever."""
    with run_job("j", at=NOON) as run:
        with run.step("first"):
            raise ValueError
        with run.step("second"):
            run.count(done=0)

    assert Run.objects.get().outcome == "failed"
    assert last_good_run_of(pavel, ["j"]) == {}


def test_staff_see_what_failed_in_part_and_sellers_nothing(anna, pavel):
    go(Doing(7))

    assert [run.outcome for run in failed_runs(pavel)] == ["partly"]
    assert [(one.step, one.item_id) for one in setbacks(pavel)] == [("step", 7)]
    assert (list(failed_runs(anna)), setbacks(anna)) == ([], [])


def test_what_is_no_longer_due_is_forgotten_after_a_day():
    go(Doing(7))

    prune_runs(at=NOON + timedelta(hours=20))
    assert Setback.objects.exists()
    prune_runs(at=NOON + timedelta(hours=25))
    assert not Setback.objects.exists()
