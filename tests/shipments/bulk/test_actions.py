"""An action done to many: once however often it is asked, row by row, and taken back in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shipments.actor import Actor, Role, system
from shipments.bulk.actions import CHUNK, ask_undo, carry_out, open_bulk_action, take_back
from shipments.bulk.models import BulkAction, BulkRow
from shipments.bulk.running import Action, run_open_bulk_actions
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.parties.models import User
from shipments.runs.actions import run_job
from tests.world import NOON

BY = system("t")


def opened(by: Actor = BY, *, rows: int = 3, token: str = "t", undo: bool = True) -> BulkAction:
    subjects = [(n, f"A-{n}") for n in range(1, rows + 1)]
    return open_bulk_action(
        kind="mark",
        token=token,
        subjects=subjects,
        params={"why": "x"},
        by=by,
        at=NOON,
        may_be_undone=undo,
    )


class Marks:
    """What an action did to which rows, and the rows it refuses."""

    def __init__(self, **refused: str) -> None:
        self.refused = {int(key.strip("_")): reason for key, reason in refused.items()}
        self.done: list[int] = []

    def __call__(self, pks, params, by, at) -> dict[int, str]:
        self.done += [pk for pk in pks if pk not in self.refused]
        return {pk: reason for pk, reason in self.refused.items() if pk in pks}


def outcomes(action: BulkAction) -> dict[str, str]:
    return dict(BulkRow.objects.filter(action=action).values_list("label", "outcome"))


def test_two_clicks_are_one_action(db):
    assert opened().pk == opened().pk
    assert BulkRow.objects.count() == 3


def test_a_stranger_s_token_opens_nothing(db):
    opened()

    with pytest.raises(BadInput):
        opened(Actor("boris", user_id=77))
    assert BulkAction.objects.count() == 1


def test_nothing_chosen_is_refused_and_leaves_nothing(db):
    with pytest.raises(BadInput):
        opened(rows=0)
    assert not BulkAction.objects.exists()


def test_each_row_has_its_result_and_a_refused_one_harms_no_other(db):
    action = carry_out(action=opened(), carry=Marks(_2="it has left"), by=BY, at=NOON)

    assert (action.status, action.done, action.refused) == ("done", 2, 1)
    assert outcomes(action) == {"A-1": "done", "A-2": "refused", "A-3": "done"}
    assert BulkRow.objects.get(label="A-2").message == "it has left"


def test_a_rule_that_refuses_the_chunk_refuses_each_of_its_rows(db):
    def no(pks, params, by, at):
        raise NotAllowed("not_allowed", "Not yours to do.")

    action = carry_out(action=opened(), carry=no, by=BY, at=NOON)

    assert (action.status, action.done, action.refused) == ("done", 0, 3)


def test_a_killed_job_goes_on_where_it_stopped(db):
    action, marks = opened(rows=CHUNK + 2), Marks()

    def killed(pks, params, by, at):
        if len(pks) < CHUNK:
            raise KeyboardInterrupt
        return marks(pks, params, by, at)

    with pytest.raises(KeyboardInterrupt):
        carry_out(action=action, carry=killed, by=BY, at=NOON)
    action.refresh_from_db()
    assert (action.status, action.done) == ("running", CHUNK)

    carry_out(action=action, carry=marks, by=BY, at=NOON)

    assert sorted(marks.done) == list(range(1, CHUNK + 3)), "each once"


def test_what_was_done_is_taken_back_and_what_was_refused_stays(db):
    action = carry_out(action=opened(), carry=Marks(_2="it has left"), by=BY, at=NOON)
    back = Marks(_3="packed since")

    asked = ask_undo(action=action, by=BY, at=NOON)
    action = take_back(action=asked, revert=back, by=BY, at=NOON)

    assert (action.status, back.done) == ("undone", [1])
    assert outcomes(action) == {"A-1": "undone", "A-2": "refused", "A-3": "kept"}


def test_after_its_time_nothing_is_taken_back(db):
    action = carry_out(action=opened(), carry=Marks(), by=BY, at=NOON)
    BulkAction.objects.update(undo_until=timezone.now() - timedelta(seconds=1))

    with pytest.raises(WrongState):
        ask_undo(action=action, by=BY, at=NOON)
    assert set(outcomes(action).values()) == {"done"}


def test_a_action_that_cannot_be_undone_says_so(db):
    action = carry_out(action=opened(undo=False), carry=Marks(), by=BY, at=NOON)

    with pytest.raises(WrongState):
        ask_undo(action=action, by=BY, at=NOON)


def test_the_job_acts_as_the_one_who_asked(db):
    seen = []
    user = User.objects.create_user("anna", is_superuser=True)
    opened(Actor("anna", user_id=user.pk))

    def carry(pks, params, by, at):
        seen.append(by.user_id)
        return {}

    done = run_open_bulk_actions(table={"mark": Action(carry)}, at=NOON)

    assert (done, seen) == (1, [user.pk])
    assert run_open_bulk_actions(table={"mark": Action(carry)}, at=NOON) == 0


def test_the_job_takes_back_what_was_asked_for(db):
    user = User.objects.create_user("anna", is_superuser=True)
    action, back = opened(Actor("anna", user_id=user.pk)), Marks()
    table = {"mark": Action(Marks(), back)}
    run_open_bulk_actions(table=table, at=NOON)
    action.refresh_from_db()
    ask_undo(action=action, by=BY, at=NOON)

    run_open_bulk_actions(table=table, at=NOON)

    assert back.done == [1, 2, 3]


@pytest.mark.parametrize("bad", [[1], [3], [2, 7]])
def test_a_row_that_raises_has_failed_with_a_sentence_and_harms_no_other(db, bad):
    marks, pieces = Marks(), []

    def carry(pks, params, by, at):
        pieces.append(pks)
        if set(bad) & set(pks):
            raise KeyError("Иванов")
        return marks(pks, params, by, at)

    with run_job("run_bulk_actions", at=NOON) as job:
        action = carry_out(action=opened(rows=8), carry=carry, by=BY, at=NOON)

    assert (action.status, action.done, action.refused) == ("done", 8 - len(bad), len(bad))
    assert sorted(marks.done) == [n for n in range(1, 9) if n not in bad], "each once"
    failed = BulkRow.objects.filter(outcome="refused").order_by("pk")
    assert [row.subject_id for row in failed] == bad
    assert "for a fault of ours" in str(failed[0].message)
    assert len(pieces[0]) == 8, "all at once as long as nothing raises"
    assert [one.item for one in job.failures] == [f"{action.number} row {n}" for n in bad]


def test_a_row_that_raises_when_it_is_taken_back_stays_done(db):
    action = carry_out(action=opened(), carry=Marks(), by=BY, at=NOON)

    def back(pks, params, by, at):
        if 2 in pks:
            raise OverflowError
        return {}

    with run_job("run_bulk_actions", at=NOON):
        action = take_back(
            action=ask_undo(action=action, by=BY, at=NOON), revert=back, by=BY, at=NOON
        )

    assert action.status == "undone"
    assert outcomes(action) == {"A-1": "undone", "A-2": "kept", "A-3": "undone"}


def test_a_action_is_taken_back_by_its_desk_and_by_no_other(db):
    """The job carries it out as who did it, so whoever asks must be one who could have done it."""
    olga = Actor("olga", frozenset({Role.CUSTOMS}), user_id=5)
    subjects = [(1, "A-1")]
    action = open_bulk_action(
        kind="decide_import",
        token="c",
        subjects=subjects,
        params={},
        by=olga,
        at=NOON,
        may_be_undone=True,
    )
    carry_out(action=action, carry=Marks(), by=olga, at=NOON)

    for role in (Role.WAREHOUSE, Role.PLANNER, Role.FINANCE):
        with pytest.raises(NotAllowed):
            ask_undo(action=action, by=Actor("wei", frozenset({role}), user_id=6), at=NOON)
    action.refresh_from_db()
    assert action.status == "done"

    lena = Actor("lena", frozenset({Role.CUSTOMS}), user_id=7)
    assert ask_undo(action=action, by=lena, at=NOON).status == "undoing"
