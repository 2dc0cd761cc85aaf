"""Opening an action on many rows, carrying it out chunk by chunk, and taking it back."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.bulk.lifecycle import BULK_ACTION
from shipments.bulk.models import BulkAction, BulkRow
from shipments.bulk.undoing import may_take_back, undoable
from shipments.errors import BadInput, NotAllowed, Refused, WrongState
from shipments.runs.failures import OneByOne, one_by_one
from shipments.sentences import Told, say

Status, Outcome = BulkAction.Status, BulkRow.Outcome
UNDO_FOR = timedelta(minutes=10)
CHUNK, INSERT = 500, 5_000

# What an action does to the rows of one chunk: for each id nothing when it was done, the word
# "already" when it was so before, or the reason of the refusal.
Carry = Callable[[Sequence[int], Mapping[str, Any], Actor, datetime], Mapping[int, Told]]


@transaction.atomic
def open_bulk_action(
    *,
    kind: str,
    token: str,
    subjects: Iterable[tuple[int, str]],
    params: Mapping[str, Any],
    by: Actor,
    at: datetime,
    may_be_undone: bool = False,
) -> BulkAction:
    """Keep an action and its rows, (row id, label) each; a job carries it out.

    The time to take it back is the asker's own ten minutes, however fast the world's clock goes.
    A second click with the same token gives the action of the first. Raises BadInput when nothing
    was chosen.
    """
    action, is_new = BulkAction.objects.get_or_create(
        token=token[:40],
        defaults={
            "number": f"B{at:%y%m%d}{secrets.token_hex(5)}",
            "kind": kind,
            "params": dict(params),
            "seller_id": by.seller_id,
            "user_id": by.user_id,
            "by": by.name[:80],
            "created_at": at,
            "undo_until": timezone.now() + UNDO_FOR if may_be_undone else None,
        },
    )
    if is_new:
        action.total = _insert(action, subjects)
        if not action.total:
            raise BadInput("nothing_chosen", _("Nothing was chosen."))
        action.save(update_fields=["total"])
    elif action.user_id != by.user_id:
        raise BadInput("bad_token", _("Load the page again and repeat."))
    return action


def _insert(action: BulkAction, subjects: Iterable[tuple[int, str]]) -> int:
    total, left = 0, iter(subjects)
    while chunk := list(islice(left, INSERT)):
        rows = [BulkRow(action=action, subject_id=pk, label=label[:60]) for pk, label in chunk]
        total += len(BulkRow.objects.bulk_create(rows))
    return total


def carry_out(*, action: BulkAction, carry: Carry, by: Actor, at: datetime) -> BulkAction:
    """Do an action to all its rows, from where it stopped; a killed job goes on, two do it once.

    Each chunk is one transaction with its results. What cannot be done is refused with its reason
    and harms no other row, whatever it raises.
    """
    BULK_ACTION.move([action], Status.RUNNING, by=by, at=at).all_or_refuse()
    with one_by_one(action.kind) as apart:
        while _carry_chunk(_Carrying(action, carry, by, at, apart)):
            pass
        _finish(action, by, at)
    action.refresh_from_db()
    return action


@dataclass(frozen=True, slots=True)
class _Carrying:
    """An action under way: how a chunk of it is done, as whom, and what failed in it."""

    action: BulkAction
    carry: Carry
    by: Actor
    at: datetime
    apart: OneByOne

    def results(self, pks: list[int]) -> Mapping[int, Told]:
        """What became of these rows; a rule that refuses them all refuses each of them.

        What raises is done in halves, so that only the row at fault has failed.
        """
        try:
            with transaction.atomic(), undoable(self.action.undo_until):
                return self.carry(pks, self.action.params, self.by, self.at)
        except Refused as refused:
            return dict.fromkeys(pks, refused.sentence)
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:
            if half := len(pks) // 2:
                return {**self.results(pks[:half]), **self.results(pks[half:])}
            self.apart.note(f"{self.action.number} row {pks[0]}", fault)
            text = say("It could not be done, for a fault of ours; tell us if it fails once more.")
            return {pks[0]: text}


def _finish(action: BulkAction, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        if not _rows(action, Outcome.WAITING).exists():
            BULK_ACTION.move([action], Status.DONE, by=by, at=at)
            BulkAction.objects.filter(pk=action.pk, finished_at=None).update(finished_at=at)


def _rows(action: BulkAction, outcome: str) -> Any:
    return BulkRow.objects.filter(action=action, outcome=outcome).order_by("pk")


@transaction.atomic
def _carry_chunk(work: _Carrying) -> bool:
    waiting = _rows(work.action, Outcome.WAITING)
    rows = list(waiting.select_for_update(skip_locked=True)[:CHUNK])
    if not rows:
        return False
    results = work.results([row.subject_id for row in rows])
    for row in rows:
        row.outcome, row.message = _present(results.get(row.subject_id, ""))
    _keep(work.action, rows)
    return True


def _present(result: Told) -> tuple[str, Told]:
    if result in ("", "already"):
        return (Outcome.ALREADY if result else Outcome.DONE), ""
    return Outcome.REFUSED, result


def _keep(action: BulkAction, rows: list[BulkRow]) -> None:
    refused = sum(row.outcome == Outcome.REFUSED for row in rows)
    BulkRow.objects.bulk_update(rows, ["outcome", "message"])
    BulkAction.objects.filter(pk=action.pk).update(
        done=F("done") + len(rows) - refused, refused=F("refused") + refused
    )


@transaction.atomic
def ask_undo(*, action: BulkAction, by: Actor, at: datetime) -> BulkAction:
    """Ask for an action to be taken back.

    Raises WrongState when its time is over, NotAllowed for one of another desk.
    """
    if not may_take_back(by, action):
        raise NotAllowed("not_allowed", _("Your role does not allow this."))
    fresh = BulkAction.objects.select_for_update().get(pk=action.pk)
    if fresh.status in (Status.UNDOING, Status.UNDONE):
        return fresh
    if fresh.undo_until is None or fresh.undo_until < timezone.now() or fresh.status != Status.DONE:
        raise WrongState("too_late", _("This can no longer be undone."))
    BULK_ACTION.move([fresh], Status.UNDOING, by=by, at=at).all_or_refuse()
    return fresh


def take_back(*, action: BulkAction, revert: Carry, by: Actor, at: datetime) -> BulkAction:
    """Undo the rows that were done; a row on which something depends is kept, with the reason."""
    with one_by_one(action.kind) as apart:
        while _revert_chunk(_Carrying(action, revert, by, at, apart)):
            pass
        with transaction.atomic():
            if not _rows(action, Outcome.DONE).exists():
                BULK_ACTION.move([action], Status.UNDONE, by=by, at=at)
    action.refresh_from_db()
    return action


@transaction.atomic
def _revert_chunk(work: _Carrying) -> bool:
    done = _rows(work.action, Outcome.DONE)
    rows = list(done.select_for_update(skip_locked=True)[:CHUNK])
    if not rows:
        return False
    results = work.results([row.subject_id for row in rows])
    for row in rows:
        reason = results.get(row.subject_id, "")
        row.outcome = Outcome.KEPT if reason else Outcome.UNDONE
        row.message = reason
    BulkRow.objects.bulk_update(rows, ["outcome", "message"])
    return True
