"""Receipts of China's customs (china_air.md 2.3, 2.4)."""

from datetime import UTC, datetime

import pytest

from customs.messages.cn_receipts import SHAPES, Receipt, build, read
from shipments.errors import BadMessage
from tests.customs.messages.schema import complaints
from tests.shared_data import shared_file

GUID = "0461FCD1-27A9-5DC3-9045-21E8B172DC2A"
NOON = datetime(2026, 11, 23, 4, 0, 0, 123_000, tzinfo=UTC)


def parse(data: bytes) -> list[Receipt]:
    return read(data).or_refuse().items


def receipt(message: str = "604", status: str = "800", **more) -> Receipt:
    numbers = {
        "agentCode": "91230199MA0000023E",
        "copNo": "C000000000001",
        "preNo": "B20261123000000001",
        "invtNo": "19002026E000000001",
        "ebcCode": "91330110MA0000015C",
        "ebpCode": "1105910159",
        "orderNo": "ORD1",
        "statisticsFlag": "A",
        "logisticsCode": "1105910159",
        "payNo": "P1",
        "logisticsNo": "LE000000014CN",
        "operatorCode": "1105910159",
        "billNo": "26210000012",
        "msgSeqNo": "1",
        "coElNo": "R0000000001",
        "sumNo": "S12345678901234567",
    }
    held = {name: numbers[name] for name in SHAPES[message][1]}
    values = {"guid": GUID, "returned_at": NOON, "info": "[Code:2600;Desc:放行]"} | more
    return Receipt(message=message, status=status, numbers=held, **values)


@pytest.mark.parametrize("message", SHAPES)
def test_what_is_built_is_read_again(message):
    receipts = [receipt(message), receipt(message, "-301014", info="旧报文")]

    assert parse(build(receipts, guid=GUID)) == receipts


@pytest.mark.parametrize("message", SHAPES)
def test_what_is_built_follows_the_authoritys_schema(message):
    assert complaints(build([receipt(message)], guid=GUID)) == []


def test_a_time_is_beijings():
    [read] = parse(build([receipt()], guid=GUID))

    assert read.returned_at == NOON
    assert read.returned_at.tzname() == "CST"
    assert b"20261123120000123" in build([receipt()], guid=GUID)


def test_the_worked_example_is_read():
    [read] = parse(shared_file("domain/ceb_examples/CEB604Message.xml").read_bytes())

    assert (read.message, read.status, read.cop_number) == ("604", "800", "COP2026030200001")
    assert read.authority_number == "19002026E000000001"
    assert read.numbers["orderNo"] == "ORD20260302000001"
    assert read.returned_at == datetime(2026, 3, 2, 2, 15, 1, 123_000, tzinfo=UTC)


def test_an_early_rejection_has_no_numbers_of_the_customs():
    early = receipt(status="100")
    del early.numbers["invtNo"], early.numbers["preNo"]

    [read] = parse(build([early], guid=GUID))
    assert read.authority_number == ""
    assert read.cop_number == "C000000000001"


def spoiled(old: bytes, new: bytes) -> bytes:
    return build([receipt()], guid=GUID).replace(old, new)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b'<CEB604Message guid="" version="1.0"/>',
        spoiled(b"CEB604", b"CEB603"),
        spoiled(b">800<", b"><"),
        spoiled(b">800<", b">released<"),
        spoiled(b"20261123120000123", b"20261123120000"),
        spoiled(b"20261123120000123", b"20261323120000123"),
        spoiled(b"20261123120000123", "２0261123120000123".encode()),
    ],
)
def test_a_broken_receipt_is_refused(data):
    with pytest.raises(BadMessage):
        parse(data)


def test_more_than_a_hundred_are_refused():
    with pytest.raises(ValueError, match="1 to 100"):
        build([receipt()] * 101, guid=GUID)


def test_two_kinds_do_not_go_into_one_message():
    with pytest.raises(ValueError, match="one kind"):
        build([receipt("604"), receipt("606")], guid=GUID)


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ("604", "399", "399"),
        ("604", "-621001", "-621001"),
        ("606", "399", "606/399"),
        ("506", "-504012", "506/<0"),
    ],
)
def test_a_status_is_known_by_what_it_answers(message, status, code):
    assert receipt(message, status).code == code
