"""Ending what has been kept long enough: kind by kind, batch by batch, from where it stopped."""

from collections.abc import Callable
from datetime import datetime

from shipments.privacy.ends import BATCH
from shipments.privacy.kinds import KINDS, Kind
from shipments.runs.failures import one_by_one


def purge_personal_data(*, at: datetime, has_time: Callable[[], bool]) -> dict[str, int]:
    """End what is past its term, as long as there is time; returns how many rows by kind.

    Each batch is a transaction, and what is done is done: the next run goes on. A kind that
    fails never stops the others.
    """
    done: dict[str, int] = {}
    with one_by_one("purge_personal_data") as apart:
        for kind in KINDS:
            with apart(kind.name):
                done[kind.name] = _purge(kind, at, has_time)
    return done


def _purge(kind: Kind, at: datetime, has_time: Callable[[], bool]) -> int:
    ended = 0
    while kind.end is not None and has_time():
        some = kind.end(at - kind.term, at)
        ended += some
        if some < BATCH:
            break
    return ended
