"""How long requests take stands in /metrics, of all processes together."""

import pytest
import redis

from shipments import memory
from tracker import latency
from tracker.latency import KEY, Latency


@pytest.fixture(autouse=True)
def nothing_counted():
    memory.redis().delete(KEY)
    yield
    memory.redis().delete(KEY)


def lines(client) -> list[str]:
    return [
        one
        for one in client.get("/metrics").content.decode().splitlines()
        if one.startswith("tracker_request_seconds")
    ]


def bucket(interface: str, end: str) -> str:
    return f'tracker_request_seconds_bucket{{interface="{interface}",le="{end}",status="2xx"}}'


@pytest.mark.django_db
def test_requests_of_all_processes_are_counted_by_their_time(client):
    one, other = Latency(), Latency()
    one.count("/api/v1/orders/", 200, 0.04)
    other.count("/api/v1/parcels/", 201, 0.2)
    other.count("/api/v1/parcels/", 200, 60.0)
    other.count("/wp-login.php", 404, 0.001)
    one.share()
    other.share()

    told = lines(client)

    for end, n in (("0.025", 0), ("0.05", 1), ("0.1", 1), ("0.25", 2), ("10.0", 2), ("+Inf", 3)):
        assert f"{bucket('api', end)} {n}.0" in told
    assert 'tracker_request_seconds_sum{interface="api",status="2xx"} 60.24' in told
    assert 'tracker_request_seconds_count{interface="api",status="2xx"} 3.0' in told
    assert 'tracker_request_seconds_count{interface="other",status="4xx"} 1.0' in told


@pytest.mark.django_db
def test_a_page_is_counted_and_a_probe_is_not(client, monkeypatch, reference):
    fresh = Latency()
    monkeypatch.setattr("tracker.requests.OF_REQUESTS", fresh)

    client.get("/track/RB000000000CN/")
    client.get("/healthz")

    counted = {name for name in fresh.fresh if not name.endswith(latency.SUM)}
    assert len(counted) == 1
    assert counted.pop().startswith("track|4xx|")


def test_what_cannot_be_shared_is_kept_until_redis_is_back(monkeypatch):
    one = Latency()
    with monkeypatch.context() as patch:
        patch.setattr(memory, "redis", lambda: redis.Redis.from_url("unix:///nowhere.sock"))
        one.count("/seller/", 200, 0.1)
        one.share()
        assert one.fresh

    monkeypatch.setattr(memory, "_rests_until", float("-inf"))
    one.share()

    assert not one.fresh
    assert memory.redis().hget(KEY, "seller|2xx|0.1") == b"1"
