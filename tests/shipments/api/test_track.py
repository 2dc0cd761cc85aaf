"""Tracking without a key."""

import json
import re
from datetime import timedelta

import pytest

from shipments.api import track
from shipments.orders.models import Order
from shipments.tracking.actions import NewEvent, record_events
from tests.shipments.api.test_base import refused
from tests.world import NOON


@pytest.fixture
def parcel(make_parcels):
    [made] = make_parcels(1)
    events = [
        NewEvent("parcel", made.pk, code, NOON, "test", code, "Asia/Shanghai", "HRB")
        for code in ("created", "packed", "hold_placed")
    ]
    record_events(events, at=NOON)
    return made


def test_anybody_with_a_number_reads_the_journey(nobody, parcel):
    body = nobody.get(f"track/{parcel.number}/", Accept_Language="ru").json()

    assert (body["number"], body["headline"]) == (parcel.number, "at_harbin")
    assert [one["state"] for one in body["stages"]] == ["done", "current"] + ["ahead"] * 6
    assert {one["code"] for one in body["events"]} == {"created", "packed"}
    assert body["events"][0]["happened_at"] == "2026-11-02T20:00:00+08:00"
    assert body["events"][0]["place"] == "Харбин"
    assert {re.sub(r"\d", "0", moment) for moment in body["estimate"].values()} == {
        "0000-00-00T00:00:00+00:00"
    }
    assert body["stages"][0]["at"] == "2026-11-02T20:00:00+08:00"
    assert body["events"][0]["day_only"] is False
    assert body["action"] is None


def test_buyers_read_russian_where_nothing_is_asked_for_and_errors_are_english(nobody, parcel):
    text = nobody.get(f"track/{parcel.number}/").json()["events"][0]["place"]

    assert text == "Харбин"
    assert (
        nobody.get("orders/").json()["message"] == "Authentication credentials were not provided."
    )


def test_a_journey_holds_no_personal_data(nobody, parcel):
    text = nobody.get(f"track/{parcel.number}/").content.decode()

    order = parcel.order
    for secret in (order.receiver.email, order.number, parcel.token, order.seller.name_zh):
        assert secret not in text


def test_the_estimate_of_sakhalin_stands_on_the_clock_of_sakhalin(nobody, parcel):
    Order.objects.update(postal_code="693000")

    estimate = nobody.get(f"track/{parcel.number}/").json()["estimate"]

    assert {moment[-6:] for moment in estimate.values()} == {"+11:00"}


def test_a_day_without_an_hour_says_so(nobody, parcel):
    midnight = NOON.replace(hour=21) + timedelta(days=1)
    event = NewEvent(
        "parcel",
        parcel.pk,
        "delivered",
        midnight,
        "russian_post",
        "d",
        "Asia/Yekaterinburg",
        "620014",
        {"day_only": True},
    )
    record_events([event], at=midnight)

    told = nobody.get(f"track/{parcel.number}/").json()["events"][0]

    assert (told["day_only"], told["happened_at"]) == (True, "2026-11-04T00:00:00+03:00")


def test_who_must_pay_is_told_how(nobody, parcel):
    event = NewEvent("parcel", parcel.pk, "duty_due", NOON, "t", "d", "Asia/Yekaterinburg", "SVX")
    record_events([event], at=NOON)

    action = nobody.get(f"track/{parcel.number}/").json()["action"]

    assert (action["code"], action["by"]) == ("pay_duty", "buyer")
    assert action["url"].endswith(f"/track/{parcel.number}/")


def test_an_unknown_number_is_a_404(nobody):
    refused(nobody.get("track/LV000000000CN/"), 404, "not_found")


def test_many_numbers_are_asked_at_once(nobody, parcel):
    body = nobody.post("track/", {"numbers": [parcel.number, "NO", "NO"]}).json()

    assert [one["number"] for one in body["results"]] == [parcel.number]
    assert body["unknown"] == ["NO"]
    refused(nobody.post("track/", {"numbers": ["x"] * 41}), 400, "bad_shape")
    refused(nobody.post("track/", {"numbers": []}), 400, "bad_shape")


def test_one_address_asks_so_often_and_no_more(nobody, monkeypatch, reference):
    monkeypatch.setattr(track, "BY_ADDRESS", 2)

    statuses = [nobody.get(f"track/N{n}/").status_code for n in range(3)]

    assert statuses == [404, 404, 429]
    answer = nobody.get("track/N4/")
    refused(answer, 429, "too_many_requests")
    assert 1 <= int(answer["Retry-After"]) <= 60
    other = nobody.client.get("/api/v1/track/N5/", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 404


def test_one_number_is_asked_so_often_and_no_more(nobody, monkeypatch, reference):
    monkeypatch.setattr(track, "BY_NUMBER", 2)
    addresses = [f"192.0.2.{n}" for n in range(4)]

    answers = [nobody.client.get("/api/v1/track/N/", REMOTE_ADDR=one) for one in addresses]

    assert [answer.status_code for answer in answers] == [404, 404, 429, 429]


def test_an_address_behind_our_proxy_is_the_caller_s(nobody, settings, monkeypatch, reference):
    monkeypatch.setattr(track, "BY_ADDRESS", 1)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask(passed: str) -> int:
        return nobody.client.get(
            "/api/v1/track/N/", headers={"X-Forwarded-For": passed}
        ).status_code

    assert ask("6.6.6.6, 192.0.2.1") == 404
    assert ask("7.7.7.7, 192.0.2.1") == 429
    assert ask("192.0.2.2") == 404


def test_tracking_takes_few_queries(nobody, parcel, django_assert_max_num_queries):
    nobody.get(f"track/{parcel.number}/")

    with django_assert_max_num_queries(4):
        body = nobody.get(f"track/{parcel.number}/").content

    assert json.loads(body)["number"] == parcel.number
