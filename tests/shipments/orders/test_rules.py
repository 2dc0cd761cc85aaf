"""What a good receiver and address are."""

import pytest

from shipments.orders.rules import gaps_of, normal_phone

GOOD = {
    "name": "Ёлкина Анна",
    "phone": "+79430001122",
    "email": "",
    "inn": "",
    "passport": "",
    "postal_code": "620014",
    "region": "",
    "city": "Екатеринбург",
    "street": "ул. Мира, 1",
}


def test_a_whole_receiver_has_no_gap():
    assert gaps_of(GOOD) == []
    assert gaps_of(GOOD | {"inn": "500100732259", "passport": "4570 123456"}) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("name", "-"),
        ("name", "#N/A"),
        ("name", "12345"),
        ("phone", ""),
        ("phone", "нет"),
        ("phone", "7.943E+10"),
        ("phone", "+7 943 000"),
        ("phone", "+77012345678"),
        ("postal_code", ""),
        ("postal_code", "62001"),
        ("postal_code", "RU-620"),
        ("postal_code", "000000"),
        ("city", ""),
        ("city", "#ИМЯ?"),
        ("street", ""),
        ("street", "#REF!"),
        ("street", "—"),
        ("inn", "500100732258"),
        ("inn", "7707083893"),
        ("inn", "000000000000"),
        ("inn", "12345678901"),
        ("passport", "4570"),
        ("passport", "4570 12345"),
        ("passport", "45701234567"),
        ("passport", "0000 000000"),
        ("passport", "4570000000"),
        ("passport", "0000 123456"),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_its_field(field, text):
    assert [gap.field for gap in gaps_of(GOOD | {field: text})] == [field]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 (943) 000-11-22", "+79430001122"),
        ("9430001122", "+79430001122"),
        ("+79430001122", "+79430001122"),
        ("нет", "нет"),
        ("", ""),
    ],
)
def test_a_phone_is_kept_in_one_form_and_what_is_none_as_typed(typed, kept):
    assert normal_phone(typed) == kept
