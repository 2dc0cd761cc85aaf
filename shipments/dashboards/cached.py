"""Numbers that take long to count are kept for a while; what is counted quickly is always fresh."""

import hashlib
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from django.core.cache import cache

from shipments.actor import Actor

T = TypeVar("T")

QUICK = 0.02
# Kept a hundred times as long as the counting took, so that counting takes 1 % of our time; what
# tells of past days, ten times longer.
LONGER, PAST, LONGEST = 100, 1_000, 600


def kept(
    name: str, actor: Actor, count: Callable[[], T], *, of: Any = "", longer: int = LONGER
) -> T:
    """What `count` gives, or gave a little while ago to one who sees the same rows."""
    places = ",".join(sorted(actor.channels | actor.warehouses))
    # a server of another kind takes no blanks in a key, and none longer than 250 signs
    said = hashlib.sha256(f"{places}:{of}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    key = f"dashboards:{name}:{actor.seller_id or 'all'}:{said}"
    if (found := cache.get(key)) is not None:
        return found
    began = monotonic()
    counted = count()
    spent = monotonic() - began
    if spent >= QUICK:
        cache.set(key, counted, min(LONGEST, int(spent * longer)))
    return counted
