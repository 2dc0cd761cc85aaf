"""Marks of the Russian customs (russia.md 2.2, 2.3)."""

from datetime import UTC, datetime

import pytest

from customs.messages.ru_marks import Decision, build, read
from shipments.errors import BadMessage

NUMBER = "10131010/100626/5187132"
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)


def parse(data: bytes) -> list[Decision]:
    return read(data).or_refuse().items


def decision(code: str = "10", waybill: str = "LV660000018CN", **more) -> Decision:
    return Decision(NUMBER, waybill, code, NOON, ordinal="1", **more)


def test_what_is_built_is_read_again():
    decisions = [
        decision(),
        decision("31", "LV660000021CN"),
        decision("90", "LV660000035CN", reason_code="2", reason="не для личного пользования"),
    ]

    assert parse(build(NUMBER, decisions)) == decisions


def test_a_time_without_an_offset_is_moscows():
    data = build(NUMBER, [decision()]).replace(b"15:00:00+03:00", b"15:00:00")

    assert parse(data)[0].decided_at == NOON


def test_the_number_of_the_declaration_keeps_its_zeros():
    [read] = parse(build("10005020/200526/0018179", [decision()]))

    assert read.registration_number == "10005020/200526/0018179"


def test_an_older_edition_of_the_message_is_read():
    data = build(NUMBER, [decision()]).replace(b":5.22.0", b":5.20.0")

    assert parse(data) == [decision()]


def test_persons_in_the_message_are_not_read():
    officer = b"<ecdcm:CustomsPerson><cat_ru:PersonName>X</cat_ru:PersonName></ecdcm:CustomsPerson>"
    data = build(NUMBER, [decision()]).replace(b"</ecdcm:Express", officer + b"</ecdcm:Express")

    assert "X" not in str(parse(data))


def test_without_a_waybills_number_its_identity_in_the_registry_counts():
    data = build(NUMBER, [decision()])
    start, end = data.index(b"<cat_ru:PrDocument"), data.index(b"<ecdcm:WayBillID")

    assert parse(data[:start] + data[end:]) == [decision()]


def spoiled(old: bytes, new: bytes) -> bytes:
    return build(NUMBER, [decision()]).replace(old, new)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        build(NUMBER, []),
        spoiled(b"ApplicationRegNumber", b"Other"),
        spoiled(b"10131010", b"1013101"),
        spoiled(b"2026-06-10<", b"10.06.2026<"),
        spoiled(b">10<", b">released<"),
        spoiled(b">10<", b"><"),
        spoiled(b"2026-06-10T", b"2026-13-10T"),
        spoiled(b"LV660000018CN", b""),
    ],
)
def test_a_broken_mark_is_refused(data):
    with pytest.raises(BadMessage):
        parse(data)


def test_a_number_that_is_none_is_not_built():
    with pytest.raises(ValueError, match="registration number"):
        build("1/2/3", [decision()])
