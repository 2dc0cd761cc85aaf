"""How often somebody asks: counted in this process, and shared through Redis once a second.

For pages that are read a thousand times a second and may be read a little more often than their
limit says; what must be exact asks `access.longest_wait`.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from threading import Lock
from time import monotonic, time

from shipments import memory

SHARED_EVERY = 1.0


class Visits:
    """Visits by (kind, who) in the present stretch of seconds, as far as this process knows."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.stretch = 0
        self.shared_at = 0.0
        self.known: Counter[str] = Counter()
        self.fresh: Counter[str] = Counter()
        self.lock = Lock()

    def wait(self, counted: Sequence[tuple[str, str, int, int]]) -> int:
        """Count (kind, who, limit, visits): 0 while all have room, else seconds to wait."""
        now = int(time())
        with self.lock:
            self._turn_to(now // self.seconds)
            for kind, who, _limit, visits in counted:
                self.fresh[f"{kind}:{who}"] += visits
            if monotonic() - self.shared_at > SHARED_EVERY:
                self._share()
            totals = [self._total(f"{kind}:{who}") for kind, who, _limit, _visits in counted]
        is_past = any(total > row[2] for total, row in zip(totals, counted, strict=True))
        return self.seconds - now % self.seconds if is_past else 0

    def forget(self) -> None:
        """Begin anew, as a process that has just started."""
        self._turn_to(-1)

    def _total(self, name: str) -> int:
        return self.known[name] + self.fresh[name]

    def _turn_to(self, stretch: int) -> None:
        if stretch != self.stretch:
            self.stretch = stretch
            self.known.clear()
            self.fresh.clear()

    def _share(self) -> None:
        """Add what is fresh to what all processes count, and learn their totals; one trip."""
        self.shared_at = monotonic()
        names = [name for name, visits in self.fresh.items() if visits]
        nothing: list[int] = []
        totals = memory.or_without(lambda: self._added(names), nothing)
        if totals:
            self.known.update(dict.fromkeys(names, 0))
            for name, total in zip(names, totals, strict=True):
                self.known[name] = total
        else:
            self.known.update(self.fresh)
        self.fresh.clear()

    def _added(self, names: list[str]) -> list[int]:
        with memory.redis().pipeline(transaction=False) as pipe:
            for name in names:
                key = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:24]
                pipe.incrby(f"visits:{key}:{self.stretch}", self.fresh[name])
                pipe.expire(f"visits:{key}:{self.stretch}", self.seconds + 1)
            return pipe.execute()[::2]


OF_PAGES = Visits(seconds=60)
