"""How long requests took: counted in each process, shared through Redis, read by /metrics."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from threading import Lock
from time import monotonic

from prometheus_client.core import HistogramMetricFamily

from shipments import memory

# Upper ends in seconds; what took longer counts in the last, which is endless.
ENDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NAMES = (*(str(end) for end in ENDS), "+Inf")
INTERFACES = ("api", "t", "track", "seller", "staff", "customs", "admin", "static")
KEY, SUM = "tracker:latency", "sum"
SHARED_EVERY = 1.0


class Latency:
    """The requests of this process that were not shared yet."""

    def __init__(self) -> None:
        self.fresh: Counter[str] = Counter()
        self.shared_at = monotonic()
        self.lock = Lock()

    def count(self, path: str, status: int, seconds: float) -> None:
        """Count a request by its interface, the hundred of its status and its time."""
        who = f"{interface_of(path)}|{status // 100}xx"
        with self.lock:
            self.fresh[f"{who}|{NAMES[bisect_left(ENDS, seconds)]}"] += 1
            self.fresh[f"{who}|{SUM}"] += round(seconds * 1_000_000)
            if monotonic() - self.shared_at > SHARED_EVERY:
                self.share()

    def share(self) -> None:
        """Add what is fresh to what all processes count, in one trip; kept while Redis is away."""
        self.shared_at = monotonic()
        is_added = memory.or_without(self._added, without=False)
        if is_added:
            self.fresh.clear()

    def _added(self) -> bool:
        with memory.redis().pipeline(transaction=True) as pipe:
            for name, n in self.fresh.items():
                pipe.hincrby(KEY, name, n)
            pipe.execute()
        return True


def interface_of(path: str) -> str:
    """The first word of an address where it is one of ours; a stranger's makes no new line."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in INTERFACES else "other"


def family() -> HistogramMetricFamily:
    """The requests of all processes, as Prometheus counts them. Raises RedisError."""
    told = HistogramMetricFamily(
        "tracker_request_seconds", "Requests by time", labels=["interface", "status"]
    )
    kept = {_word(name): int(n) for name, n in memory.redis().hgetall(KEY).items()}
    for who in sorted({name.rpartition("|")[0] for name in kept}):
        counts = [kept.get(f"{who}|{name}", 0) for name in NAMES]
        seconds = kept.get(f"{who}|{SUM}", 0) / 1_000_000
        told.add_metric(who.split("|"), [*zip(NAMES, _summed(counts), strict=True)], seconds)
    return told


def _word(name: bytes | str) -> str:
    return name.decode() if isinstance(name, bytes) else name


def _summed(counts: Iterable[int]) -> list[float]:
    """Each with all before it."""
    total, found = 0, []
    for count in counts:
        total += count
        found.append(float(total))
    return found


OF_REQUESTS = Latency()
