"""Redis as a memory that may be away: pages go on without it, and do not wait for it each time."""

from collections.abc import Callable
from functools import lru_cache
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis import Redis, RedisError

# After a failure nobody asks for so long: a frozen server costs one request its wait, not all.
REST_SECONDS = 5.0

_rests_until = float("-inf")
T = TypeVar("T")


def is_away() -> bool:
    """Whether Redis failed a moment ago."""
    return monotonic() < _rests_until


def or_without(ask: Callable[[], T], without: T) -> T:
    """What Redis answers; `without` where it does not answer, or did not a moment ago."""
    global _rests_until
    if is_away():
        return without
    try:
        return ask()
    except (RedisError, OSError):
        _rests_until = monotonic() + REST_SECONDS
        return without


@lru_cache(maxsize=1)
def redis() -> Redis:
    """The cache's own server, for what is counted there in one round trip."""
    kept: dict[str, Any] = settings.CACHES["default"]
    return Redis.from_url(kept["LOCATION"], **kept.get("OPTIONS", {}))


class OpenCache(RedisCache):
    """Django's cache; without Redis nothing is found, all is new, and nothing is kept."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return or_without(lambda: super(OpenCache, self).add(*args, **kwargs), True)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return or_without(lambda: super(OpenCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        or_without(lambda: super(OpenCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return or_without(lambda: super(OpenCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return or_without(lambda: super(OpenCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return or_without(lambda: super(OpenCache, self).get_many(*args, **kwargs), {})

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return or_without(lambda: super(OpenCache, self).has_key(*args, **kwargs), False)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        return or_without(lambda: super(OpenCache, self).incr(key, delta, version), delta)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return or_without(lambda: super(OpenCache, self).set_many(*args, **kwargs), [])

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        or_without(lambda: super(OpenCache, self).delete_many(*args, **kwargs), None)
