"""Who asks too often waits."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from shipments.access.throttling import address_of, seconds_to_wait, wait_for_numbers


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, "6.6.6.6", "192.0.2.1"),
        (1, "6.6.6.6, 198.51.100.2", "198.51.100.2"),
        (2, "6.6.6.6, 198.51.100.2, 10.0.0.1", "198.51.100.2"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        (2, "6.6.6.6", "192.0.2.1"),
        (1, "no address", "no address"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, passed, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    extra = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": passed}

    assert address_of(RequestFactory().get("/", **extra)) == address


def test_visits_are_counted_apart_and_past_the_limit_one_waits():
    cache.clear()

    waits = [seconds_to_wait("t", "a", limit=2, seconds=1000) for _ in range(3)]

    assert waits[:2] == [0, 0]
    assert 1 <= waits[2] <= 1000
    assert seconds_to_wait("t", "b", limit=2, seconds=1000) == 0
    assert seconds_to_wait("t", "c", limit=2, seconds=1000, visits=3) > 0


@pytest.mark.parametrize("which", ["PUBLIC_NUMBERS_PER_HOUR", "PUBLIC_NUMBERS_PER_DAY"])
def test_new_numbers_are_read_as_fast_as_people_read_and_known_ones_stay_open(settings, which):
    cache.clear()
    setattr(settings, which, 3)

    assert wait_for_numbers("a", ["1", "2", "3"]) == 0
    assert wait_for_numbers("a", ["4"]) > 0
    assert wait_for_numbers("a", ["1", "3"]) == 0
    assert wait_for_numbers("a", ["1", "4"]) > 0
    assert wait_for_numbers("b", ["4"]) == 0
