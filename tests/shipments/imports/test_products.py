"""Products of a file: measures exactly whole, and which fields were said."""

import pytest

from shipments.imports.products import read_product
from shipments.imports.reading import BadRows
from shipments.imports.table import Row
from tests.shipments.imports.reads import ANNA, context

CELLS = {
    "seller_code": "S001",
    "sku": "MUG",
    "name_zh": "马克杯（大）",
    "weight_g": "350",
    "battery": "none",
    "hs_code": "691110",
    "declared_value_cny": "12.50",
}


def product(**changes: str):
    return read_product(Row(2, CELLS | changes), context())


def faults(**changes: str) -> list[str]:
    with pytest.raises(BadRows) as bad:
        product(**changes)
    return [fault.column for fault in bad.value.faults]


def test_a_product_says_which_of_its_fields_were_given():
    found = read_product(Row(2, {"sku": "MUG", "name_zh": "杯", "weight_g": "260"}), context())

    assert found.given == {"name_zh", "weight_grams"}
    assert (found.seller_id, found.weight_grams) == (ANNA, 260)


def test_words_of_a_name_stay_as_they_are():
    assert product().name_zh == "马克杯（大）"


@pytest.mark.parametrize(
    ("text", "grams"), [("35.0", 35), ("３５０", 350), ("1 200", 1200), ("", None)]
)
def test_a_weight_is_exactly_whole_grams(text, grams):
    assert product(weight_g=text).weight_grams == grams


@pytest.mark.parametrize("text", ["0,35", "0.35", "1,200", "0", "-5", "350 г", "0.35 kg", "1e3"])
def test_a_weight_that_may_be_kilograms_or_thousands_is_refused(text):
    assert faults(weight_g=text) == ["weight_g"]


def test_a_product_is_found_by_its_number_without_marks():
    assert product(sku="'12345.0").sku == "12345"


def test_every_fault_of_a_row_is_told():
    assert faults(
        sku="8.19E+15",
        hs_code="12",
        weight_g="x",
        battery="?",
        declared_value_cny="1,234",
        origin_country="China",
        seller_code="S999",
    ) == [
        "seller_code",
        "sku",
        "hs_code",
        "weight_g",
        "battery",
        "origin_country",
        "declared_value_cny",
    ]


def test_codes_may_have_points_and_spaces():
    assert product(tnved_code="6911 10 000 0").tnved_code == "6911100000"
    assert product(hs_code="6911.10").hs_code == "691110"
