"""One REDIS_URL, spelled for the broker and for the cache."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.redis_urls import broker_address, redis_address


@pytest.mark.parametrize(
    ("url", "broker", "cache"),
    [
        ("redis://cache:6379/0", "redis://cache:6379/0", "redis://cache:6379/1"),
        ("redis://cache:6379", "redis://cache:6379/0", "redis://cache:6379/1"),
        (
            "redis://:secret@cache:6379/4",
            "redis://:secret@cache:6379/4",
            "redis://:secret@cache:6379/5",
        ),
        (
            "rediss://cache:6380/2",
            "rediss://cache:6380/2?ssl_cert_reqs=required",
            "rediss://cache:6380/3",
        ),
        (
            "unix:///tmp/v.sock?db=6",
            "redis+socket:///tmp/v.sock?virtual_host=6",
            "unix:///tmp/v.sock?db=7",
        ),
        (
            "unix:///tmp/v.sock",
            "redis+socket:///tmp/v.sock?virtual_host=0",
            "unix:///tmp/v.sock?db=1",
        ),
    ],
)
def test_the_broker_has_the_first_database_and_the_cache_the_next(url, broker, cache):
    assert broker_address(url) == broker
    assert redis_address(url, further=1) == cache


@pytest.mark.parametrize("url", ["memcached://cache/0", "redis://cache/first", "cache"])
def test_another_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        redis_address(url)
