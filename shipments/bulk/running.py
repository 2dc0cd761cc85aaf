"""Carrying out what waits, by a table of deeds; each as the person who asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shipments.access import actor_of_user
from shipments.actor import NOBODY, Actor
from shipments.bulk.actions import Carry, carry_out, take_back
from shipments.bulk.models import BulkDeed
from shipments.bulk.queries import deeds_open
from shipments.parties.models import User


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed that can be done to many: how, and how it is taken back where that is possible."""

    carry: Carry
    revert: Carry | None = None


def run_open_deeds(*, table: Mapping[str, Deed], at: datetime) -> int:
    """Carry out or take back every deed of the table that waits; returns how many."""
    deeds = deeds_open(list(table))
    for deed in deeds:
        one, by = table[deed.kind], _asker(deed)
        if deed.status != BulkDeed.Status.UNDOING:
            carry_out(deed=deed, carry=one.carry, by=by, at=at)
        elif one.revert is not None:
            take_back(deed=deed, revert=one.revert, by=by, at=at)
    return len(deeds)


def _asker(deed: BulkDeed) -> Actor:
    """Who asked, with the rights of today: one who was shut out since may do nothing more."""
    user = User.objects.filter(pk=deed.user_id or 0).first()
    return actor_of_user(user) if user else NOBODY
