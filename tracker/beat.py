"""Celery's clock of the periodic jobs, which says that it lives."""

from typing import Any

from celery.beat import PersistentScheduler

from tracker.heartbeat import BEAT, MARK_EVERY_SECONDS, leave_mark


class LivingScheduler(PersistentScheduler):
    """Leaves a mark at each round, so that `/readyz` knows of beat and of its clock."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        leave_mark(BEAT)
        wait: float = super().tick(*args, **kwargs)
        return min(wait, MARK_EVERY_SECONDS)
