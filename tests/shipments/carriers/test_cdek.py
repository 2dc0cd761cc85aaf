"""CDEK's webhooks (russia.md 4.3)."""

import json
from datetime import UTC, datetime

import pytest

from shipments.carriers.cdek.codes import DEFAULT_MAP
from shipments.carriers.cdek.webhook import build, read
from shipments.errors import BadMessage
from shipments.tracking.codes import CODES


def webhook(**attributes) -> bytes:
    values = {
        "is_return": False,
        "cdek_number": "1106321645",
        "number": "LV660000018CN",
        "code": "DELIVERED",
        "status_code": "4",
        "status_date_time": "2026-11-23T14:10:11+0300",
        "city_name": "Екатеринбург",
        "city_code": "250",
    } | attributes
    return json.dumps({"type": "ORDER_STATUS", "uuid": "u", "attributes": values}).encode()


def parse(data: bytes) -> list:
    return [one.event for one in read(data).items]


def test_a_status_is_read():
    [one] = parse(webhook())

    assert (one.subject, one.raw_code) == ("parcel:LV660000018CN", "DELIVERED")
    assert one.happened_at == datetime(2026, 11, 23, 11, 10, 11, tzinfo=UTC)
    assert one.text == "Екатеринбург"
    assert one.payload == {"cdek_number": "1106321645"}


def test_what_no_database_keeps_is_not_in_the_text():
    [one] = parse(webhook(city_name="Омск\x00 \ud800!"))

    assert one.text == "Омск ?!"


def test_without_our_number_theirs_names_the_parcel():
    [one] = parse(webhook(number=None))

    assert one.subject == "parcel:1106321645"


def test_a_delivered_return_is_no_delivery():
    [one] = parse(webhook(is_return=True))

    assert one.raw_code == "RETURN/DELIVERED"
    assert DEFAULT_MAP[one.raw_code][0] == "returned"


def test_a_status_that_is_taken_back_waits_for_a_person():
    [one] = parse(webhook(deleted=True))

    assert one.raw_code == "DELETED/DELIVERED"
    assert one.raw_code not in DEFAULT_MAP


def test_the_ambiguous_number_of_a_status_is_not_looked_at():
    [one] = parse(webhook(code="IN_CUSTOMS_LOCAL", status_code="1000"))

    assert DEFAULT_MAP[one.raw_code][0] == "in_transit"


def test_other_webhooks_tell_no_status():
    assert parse(b'{"type": "PRINT_FORM", "attributes": {}}') == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"[]",
        b"{}",
        b'{"type": 1}',
        b'{"type": "ORDER_STATUS"}',
        b"[" * 60_000,
        b'{"type": "ORDER_STATUS", "attributes": []}',
        b" " * 70_000,
        b"\xff\xfe\x00\xd8",
        webhook(code=""),
        webhook(code="delivered"),
        webhook(code=None),
        webhook(number="a b'c"),
        webhook(number=None, cdek_number={}),
        webhook(status_date_time=""),
        webhook(status_date_time="2026-11-23T14:10:11"),
        webhook(status_date_time=5),
    ],
)
def test_a_broken_webhook_is_refused(data):
    with pytest.raises(BadMessage):
        parse(data)


@pytest.mark.parametrize("attributes", [{}, {"is_return": True}, {"deleted": True}])
def test_what_is_built_is_read_again(attributes):
    [one] = parse(webhook(**attributes))

    assert parse(build(one, cdek_number="1106321645", uuid="u")) == [one]


def test_every_meaning_is_an_event_of_ours():
    assert {ours for ours, *_ in DEFAULT_MAP.values()} <= CODES.keys()


def test_only_two_statuses_deliver_and_back_at_a_warehouse_is_no_return():
    assert {raw for raw, (ours, *_) in DEFAULT_MAP.items() if ours == "delivered"} == {
        "DELIVERED",
        "POSTOMAT_RECEIVED",
    }
    assert DEFAULT_MAP["RETURNED_TO_SENDER_CITY_WAREHOUSE"][0] == "in_transit"


def test_every_number_of_the_order_is_told_ours_first():
    nested = {"related_entities": [{"type": "direct_order", "cdek_number": "1105678901"}]}

    [one] = read(webhook(number="SHOP-77", is_return=True, **nested)).items

    assert one.numbers == ("SHOP77", "1106321645", "1105678901")
    assert one.event.subject == "parcel:SHOP77"


@pytest.mark.parametrize("number", ["SHOP/77", "Заказ №5", "#1001", "A.7"])
def test_a_shop_numbers_its_orders_as_it_likes(number):
    [one] = read(webhook(number=number)).items

    assert one.numbers[-1] == "1106321645"


@pytest.mark.parametrize("word", ["is_return", "is_client_return", "is_reverse"])
@pytest.mark.parametrize("yes", [True, "true", 1])
def test_what_goes_back_is_never_a_delivery_to_the_buyer(word, yes):
    [one] = parse(webhook(**{word: yes}))

    assert one.raw_code == "RETURN/DELIVERED"
    assert DEFAULT_MAP[one.raw_code][0] == "returned"
