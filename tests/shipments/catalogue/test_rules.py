"""What a product may be, told alike by the API, the page and a file."""

import csv
import io
from decimal import Decimal

import pytest

from shipments.actor import system
from shipments.catalogue.models import Product
from shipments.catalogue.rules import RULES, checked
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun, RowError
from tests.callers import anna
from tests.factories.shop import make_product
from tests.shared_data import shared_file
from tests.shipments.api.test_base import refused
from tests.world import NOON

__all__ = ["anna"]

BAD = [
    ("name_zh", "Mug", "A Chinese name has Chinese characters."),
    ("name_ru", "Mug 杯", "A Russian name has Cyrillic letters."),
    ("name_en", "Кружка", "An English name has Latin letters."),
    ("name_ru", "Ж" * 251, "This is longer than 250 characters."),
    ("hs_code", "12", "A code of the harmonised system is six digits, as 610910."),
    ("hs_code", "990000", "Chapter 99 holds no goods: see 01 to 97 without 77."),
    ("tnved_code", "961700000", "A goods code is six, eight or ten digits, as 6109100000."),
    ("tnved_code", "9999999999", "Chapter 99 holds no goods: see 01 to 97 without 77."),
    ("tnved_code", "7712345678", "Chapter 77 holds no goods: see 01 to 97 without 77."),
    ("weight_grams", "0", "'0' is no weight: whole grams from 1 to 1000000."),
    ("weight_grams", "0,35", "'0,35' is no weight: whole grams from 1 to 1000000."),
    ("weight_grams", "1,200", "'1,200' is no weight: whole grams from 1 to 1000000."),
    ("weight_grams", "1.000", "'1.000' is no weight: whole grams from 1 to 1000000."),
    ("weight_grams", "1_000", "'1_000' is no weight: whole grams from 1 to 1000000."),
    ("weight_grams", "1e3", "'1e3' is no weight: whole grams from 1 to 1000000."),
    ("weight_grams", "1000001", "'1000001' is no weight: whole grams from 1 to 1000000."),
    ("length_mm", "12 5", "'12 5' is no length: whole millimetres from 1 to 10000."),
    ("width_mm", "-3", "'-3' is no length: whole millimetres from 1 to 10000."),
    ("height_mm", "10001", "'10001' is no length: whole millimetres from 1 to 10000."),
    (
        "battery",
        "nuclear",
        "'nuclear' is no battery class: none, ion_in_equipment, ion_packed, metal_in_equipment.",
    ),
    ("origin_country", "China", "A country is its two letters, as CN."),
    ("origin_country", "XX", "A country is its two letters, as CN."),
    (
        "declared_value_cny",
        "0",
        "'0' is no value in yuan: above 0, with at most two decimals, as 12.50.",
    ),
    (
        "declared_value_cny",
        "1,234",
        "'1,234' is no value in yuan: above 0, with at most two decimals, as 12.50.",
    ),
    ("product_url", "no address", "This is no address of a page, as https://example.com/cup."),
    (
        "product_url",
        "javascript:alert(1)",
        "This is no address of a page, as https://example.com/cup.",
    ),
]
BY = system("test")
COLUMN = {"weight_grams": "weight_g"}
WHOLE = {"sku": "MUG", "name_zh": "保温杯", "weight_grams": "420"}


def table(row: dict[str, str]) -> bytes:
    """A file of one product, its columns named as files name them."""
    text = io.StringIO()
    named = {COLUMN.get(name, name): value for name, value in row.items()}
    lines = csv.DictWriter(text, ["seller_code", *named])
    lines.writeheader()
    lines.writerow({"seller_code": "S001", **named})
    return text.getvalue().encode()


@pytest.mark.parametrize(("name", "text", "sentence"), BAD)
def test_a_rule_says_what_is_wrong(name, text, sentence):
    values, faults = checked({**WHOLE, name: text})

    assert {field: str(told) for field, told in faults.items()} == {name: sentence}
    assert name not in values


def test_the_api_and_the_page_refuse_alike_and_change_nothing(anna, anna_shop, anna_reads, channel):
    make_product(anna_shop.pk)
    before = Product.objects.values().get()

    for name, text, sentence in BAD:
        body = refused(anna.post("products/", {**WHOLE, name: text}), 400, "bad_shape")
        assert body["fields"] == {name: sentence}
        body = refused(anna.patch("products/MUG/", {name: text}), 400, "bad_shape")
        assert body["fields"] == {name: sentence}
        page = anna_reads.post("/seller/products/MUG/", {name: text})
        assert (page.status_code, page.context["form"].errors) == (422, {name: [sentence]})
    assert Product.objects.values().get() == before


def take(content: bytes) -> ImportRun:
    run = start_import(
        kind="products",
        content=content,
        filename="p.csv",
        seller=None,
        by=BY,
        at=NOON,
        options=Options(),
    )
    return run_import(run=run, by=BY, at=NOON)


def test_a_file_refuses_as_the_api_does_and_changes_nothing(anna_shop, channel):
    make_product(anna_shop.pk)
    before = Product.objects.values().get()

    for name, text, sentence in BAD:
        run = take(table({**WHOLE, name: text}))
        error = RowError.objects.get(run=run)
        assert (error.column, str(error.reason)) == (COLUMN.get(name, name), sentence)
        assert (run.created, run.repeated) == (0, 0)
    assert Product.objects.values().get() == before


def test_a_file_of_few_columns_wipes_nothing(anna_shop, channel):
    made = shared_file("data/field_cases/00-products-needed-by-the-cases.csv").read_bytes()
    take(made)
    path = "data/field_cases/p18-fewer-columns-do-not-wipe-the-rest.products.csv"
    fewer = shared_file(path).read_bytes()
    before = Product.objects.values().get(sku="BH-LI")

    take(fewer)

    changes = {"name_zh": "充电宝灯", "weight_grams": 260}
    assert Product.objects.values().get(sku="BH-LI") == {**before, **changes}
    assert (before["battery"], before["hs_code"]) == ("ion_in_equipment", "851310")


def test_an_empty_cell_of_a_file_wipes_nothing(anna_shop, channel):
    make_product(anna_shop.pk)
    before = Product.objects.values().get()

    run = take(table({"sku": "MUG", "name_zh": "", "weight_grams": "420", "name_ru": ""}))

    assert run.refused == 0
    assert Product.objects.values().get() == before


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("weight_grams", " 1\u00a0200 ", 1200),
        ("weight_grams", 400, 400),
        ("weight_grams", "４００", 400),
        ("weight_grams", "250.0", 250),
        ("weight_grams", Decimal("250.0"), 250),
        ("weight_grams", None, None),
        ("tnved_code", "6911 10 000 0", "6911100000"),
        ("hs_code", "6911.10", "691110"),
        ("declared_value_cny", "1 234,56", Decimal("1234.56")),
        ("declared_value_cny", "12.5", Decimal("12.5")),
        ("origin_country", "cn", "CN"),
        ("battery", "None", "none"),
        ("name_ru", " Чашка\n с блюдцем ", "Чашка с блюдцем"),
        ("name_zh", "", ""),
        ("battery", None, ""),
    ],
)
def test_what_is_understood_is_kept_whole(name, text, value):
    assert checked({name: text}) == ({name: value}, {})


@pytest.mark.parametrize("value", [True, ["a"], {"a": 1}, "a\x07b", "a\udcff"])
def test_what_is_no_text_and_no_number_is_refused(value):
    for name in RULES:
        assert checked({name: value})[1].keys() == {name}


def test_a_product_is_nothing_without_its_sku():
    assert str(checked({"sku": " "})[1]["sku"]) == "A product must have a SKU."


@pytest.mark.parametrize("name", ["sku", "seller", "weight_g", "declared_value", "updated_at"])
def test_a_field_that_no_product_has_is_refused_by_name(anna, anna_shop, channel, name):
    make_product(anna_shop.pk)
    before = Product.objects.values().get()

    body = refused(anna.patch("products/MUG/", {"weight_grams": 5, name: "1"}), 400, "bad_shape")

    assert body["fields"] == {name: "A product has no such field."}
    assert Product.objects.values().get() == before


def test_products_of_the_shared_files_are_as_the_rules_want(db):
    path = shared_file("data/field_cases/00-products-needed-by-the-cases.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            row.pop("seller_code")
            row["weight_grams"] = row.pop("weight_g")
            assert checked(row)[1] == {}
