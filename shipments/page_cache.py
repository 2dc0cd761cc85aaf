"""Whole pages of parcels, kept in Redis for a short while and forgotten when something happens.

A parcel's own event forgets its pages; what happens to a flight, a consolidation or a bag forgets
all of them. Nothing is kept that was made before such a moment, and without Redis nothing is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from redis.commands.core import Script

from shipments import memory

# So long after an event a page made before it may still be on its way here.
UNSETTLED_SECONDS = 10

_FIND = """
local now = redis.call('GET', 'pages:now') or '0'
local parcel = redis.call('GET', 'pages:of:' .. ARGV[1])
if not parcel then return {now, false} end
return {now, redis.call('HGET', 'pages:' .. parcel, now .. ARGV[2])}
"""
_KEEP = """
local parcel, seconds = ARGV[2], ARGV[5]
if redis.call('EXISTS', 'pages:unsettled:' .. parcel) == 1 then return 0 end
if (redis.call('GET', 'pages:now') or '0') ~= ARGV[4] then return 0 end
redis.call('SET', 'pages:of:' .. ARGV[1], parcel, 'EX', seconds)
local pages = 'pages:' .. parcel
if redis.call('HGET', pages, 'since') ~= ARGV[4] then
    redis.call('UNLINK', pages)
    redis.call('HSET', pages, 'since', ARGV[4])
    redis.call('EXPIRE', pages, seconds)
end
redis.call('HSET', pages, ARGV[4] .. ARGV[3], ARGV[6])
return 1
"""
_FORGET = """
for index = 2, #ARGV do
    redis.call('UNLINK', 'pages:' .. ARGV[index])
    redis.call('SET', 'pages:unsettled:' .. ARGV[index], '', 'EX', ARGV[1])
end
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A kept page, or none, and the moment of the world at which it was looked for."""

    moment: str
    body: bytes | None


@lru_cache(maxsize=4)
def _script(text: str) -> Script:
    return memory.redis().register_script(text)


def find(number: str, form: str) -> Found | None:
    """The page of a number in a form (its language and colours); None where pages are not kept."""
    if not settings.PAGE_CACHE_SECONDS:
        return None
    told = memory.or_without(lambda: _script(_FIND)(args=[number, form]), None)
    return Found(told[0].decode(), told[1] or None) if told else None


def keep(found: Found | None, *, number: str, parcel_id: int, form: str, body: bytes) -> None:
    """Keep a page that was made since it was looked for, if nothing has happened meanwhile."""
    if found is not None:
        seconds = settings.PAGE_CACHE_SECONDS
        args = [number, parcel_id, form, found.moment, seconds, body]
        memory.or_without(lambda: _script(_KEEP)(args=args), None)


def forget_parcels(parcel_ids: Sequence[int]) -> None:
    """Forget the pages of parcels as soon as this transaction is committed."""
    if parcel_ids and settings.PAGE_CACHE_SECONDS:
        args = [UNSETTLED_SECONDS, *parcel_ids]
        transaction.on_commit(lambda: memory.or_without(lambda: _script(_FORGET)(args=args), None))


def forget_all() -> None:
    """Forget every page as soon as this transaction is committed."""
    if settings.PAGE_CACHE_SECONDS:
        transaction.on_commit(
            lambda: memory.or_without(lambda: memory.redis().incr("pages:now"), 0)
        )
