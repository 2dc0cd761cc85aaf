"""Carrying out what waits, by a table of actions; each as the person who asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from billiard.exceptions import SoftTimeLimitExceeded

from shipments.access.actors import actor_of_user
from shipments.actor import NOBODY, Actor
from shipments.bulk.actions import Carry, carry_out, take_back
from shipments.bulk.models import BulkAction
from shipments.bulk.queries import CARRYING, actions_open
from shipments.parties.models import User
from shipments.runs.apart import forgive, put_off
from shipments.runs.failures import one_by_one


@dataclass(frozen=True, slots=True)
class Action:
    """An action that can be done to many: how, and how it is taken back where that is possible."""

    carry: Carry
    revert: Carry | None = None


def run_open_bulk_actions(*, table: Mapping[str, Action], at: datetime) -> int:
    """Carry out or take back every action of the table that waits; returns how many were."""
    done = 0
    with one_by_one(CARRYING) as apart:
        for action in actions_open(list(table), at=at):
            try:
                _run(action, table[action.kind], at)
                done += 1
            except SoftTimeLimitExceeded:
                raise
            except Exception as fault:
                apart.failures.append(put_off(CARRYING, action, fault, at=at))
    return done


def _run(action: BulkAction, each_action: Action, at: datetime) -> None:
    by = _asker(action)
    if action.status != BulkAction.Status.UNDOING:
        carry_out(action=action, carry=each_action.carry, by=by, at=at)
    elif each_action.revert is not None:
        take_back(action=action, revert=each_action.revert, by=by, at=at)
    forgive(CARRYING, action)


def _asker(action: BulkAction) -> Actor:
    """Who asked, with the rights of today: one who was shut out since may do nothing more."""
    user = User.objects.filter(pk=action.user_id or 0).first()
    return actor_of_user(user) if user else NOBODY
