"""How often one address, link or name may ask (docs/decisions/0008-rate-limits-of-our-own.md)."""

import hashlib
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from time import time

from django.conf import settings
from django.http import HttpRequest

from shipments import memory

# So long nobody may guess while guesses cannot be counted.
GUARDED_SECONDS = 60
_HOUR, _DAY = 3600, 24 * 3600
# Who asked for which number in which hour: those are counted, as far as a process knows.
_ASKED: set[tuple[str, str, int]] = set()
MOST_ASKED = 50_000
# KEYS: a place's numbers of this hour and of this day. ARGV: their limits, how long they are kept,
# then the numbers. 0 where all may be asked for, else which of the two is full (1, 2).
_NEW_NUMBERS = """
local full = 0
for place = 1, 2 do
  local new = 0
  for n = 5, #ARGV do
    if redis.call("SISMEMBER", KEYS[place], ARGV[n]) == 0 then new = new + 1 end
  end
  local kept = redis.call("SCARD", KEYS[place])
  if new > 0 and kept + new > tonumber(ARGV[place]) then full = place end
end
if full > 0 then return full end
for place = 1, 2 do
  for n = 5, #ARGV do redis.call("SADD", KEYS[place], ARGV[n]) end
  redis.call("EXPIRE", KEYS[place], ARGV[place + 2])
end
return 0
"""


def address_of(request: HttpRequest) -> str:
    """The caller's address behind our own proxies; of an IPv6 address its /64 network."""
    text = request.META.get("REMOTE_ADDR", "")
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if (proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT) and len(passed) >= proxies:
        text = passed[-proxies].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return text[:60]
    if isinstance(address, IPv6Address):
        return ":".join(address.exploded.split(":")[:4])
    return str(address)


def seconds_to_wait(
    kind: str, who: str, *, limit: int, seconds: int = 60, visits: int = 1, guards: bool = False
) -> int:
    """Count visits in Redis: 0 while at most `limit` fall into this stretch of `seconds`.

    Past the limit the seconds until the next stretch begins.
    """
    return longest_wait([(kind, who, limit, visits)], seconds=seconds, guards=guards)


def longest_wait(
    counted: Sequence[tuple[str, str, int, int]], *, seconds: int = 60, guards: bool = False
) -> int:
    """The same for several (kind, who, limit, visits) in one round trip: 0 while all have room.

    Without Redis nothing is counted, and nobody waits; but everybody does where the limit alone
    `guards` a short secret that could be guessed.
    """
    now = int(time())
    totals: list[int] = memory.or_without(lambda: _counted(counted, seconds, now), [])
    if guards and not totals:
        return GUARDED_SECONDS
    is_past = any(total > row[2] for total, row in zip(totals, counted, strict=bool(totals)))
    return seconds - now % seconds if is_past else 0


def wait_for_numbers(who: str, numbers: Sequence[str]) -> int:
    """Seconds until `who` may ask for numbers not asked for before: 0 while there is room.

    So nobody reads number after number faster than people do; what was asked for stays open.
    Without Redis nothing is counted. One round trip for who asks for a number first.
    """
    now = int(time())
    fresh = [number for number in numbers if not _asked_before(who, number, now // _HOUR)]
    if not fresh:
        return 0
    name = _short(who)
    keys = [f"numbers:{name}:{span}:{now // span}" for span in (_HOUR, _DAY)]
    limits = (settings.PUBLIC_NUMBERS_PER_HOUR, settings.PUBLIC_NUMBERS_PER_DAY)
    words = [_short(number) for number in fresh]
    full = memory.or_without(
        lambda: memory.redis().eval(_NEW_NUMBERS, 2, *keys, *limits, _HOUR, _DAY, *words), 0
    )
    if not full:
        _ASKED.update((who, item, now // _HOUR) for item in fresh)
    return (0, _HOUR - now % _HOUR, _DAY - now % _DAY)[int(full)]


def forget_asked() -> None:
    """Begin anew, as a process that has just started."""
    _ASKED.clear()


def _asked_before(who: str, number: str, hour: int) -> bool:
    """Whether this process has let `who` ask for the number in this hour: no trip is needed."""
    if len(_ASKED) > MOST_ASKED:
        _ASKED.clear()
    return (who, number, hour) in _ASKED


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def _counted(counted: Sequence[tuple[str, str, int, int]], seconds: int, now: int) -> list[int]:
    with memory.redis().pipeline(transaction=False) as pipe:
        for kind, who, _limit, visits in counted:
            key = f"visits:{kind}:{_short(who)}:{now // seconds}"
            pipe.incrby(key, visits)
            pipe.expire(key, seconds + 1)
        return pipe.execute()[::2]
