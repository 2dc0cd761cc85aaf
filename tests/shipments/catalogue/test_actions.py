"""Saving products: what is not told stays as it is."""

from decimal import Decimal

import pytest

from shipments.catalogue.actions import NewProduct, new_product, save_products
from shipments.catalogue.models import Product
from shipments.errors import NotAllowed
from tests.callers import anna as anna_calls
from tests.cast import anna, boris
from tests.factories.shop import make_product

__all__ = ["anna", "anna_calls", "boris"]

WHOLE = {
    "name_zh": "充电宝灯",
    "name_ru": "Фонарь",
    "name_en": "Torch",
    "hs_code": "851310",
    "tnved_code": "8513100000",
    "weight_grams": 250,
    "length_mm": 150,
    "width_mm": 60,
    "height_mm": 60,
    "battery": "ion_in_equipment",
    "origin_country": "VN",
    "declared_value_cny": Decimal("80.00"),
    "product_url": "https://example.com/torch",
}


@pytest.fixture
def torch(anna) -> Product:
    save_products(new=[new_product(anna.seller_id, "TORCH", WHOLE)], by=anna)
    return Product.objects.get()


def shown_of(product: Product) -> dict:
    product.refresh_from_db()
    return {name: getattr(product, name) for name in WHOLE}


def test_a_known_product_keeps_what_is_not_told(anna, torch):
    changes = {"name_zh": "灯", "weight_grams": 260}

    saved = save_products(new=[new_product(anna.seller_id, "TORCH", changes)], by=anna)

    assert saved.words == ["changed"]
    assert shown_of(torch) == {**WHOLE, **changes}


def test_what_is_told_empty_is_emptied(anna, torch):
    save_products(new=[new_product(anna.seller_id, "TORCH", {"battery": ""})], by=anna)

    assert shown_of(torch) == {**WHOLE, "battery": ""}


def test_a_new_product_that_names_no_country_is_of_china(anna):
    save_products(new=[new_product(anna.seller_id, "CUP", {"weight_grams": 5})], by=anna)

    assert Product.objects.get().origin_country == "CN"


def test_a_product_told_without_a_list_of_fields_is_told_whole(anna, torch):
    save_products(new=[NewProduct(anna.seller_id, "TORCH", weight_grams=9)], by=anna)

    assert (shown_of(torch)["weight_grams"], shown_of(torch)["battery"]) == (9, "")


def test_each_of_many_is_told_what_became_of_it(anna, torch):
    rows = [
        ("CUP", {"weight_grams": 5}),
        ("TORCH", {"weight_grams": 250}),
        ("CUP", {"name_ru": "Чаша"}),
        ("TORCH", {"weight_grams": 251}),
        ("CUP", {"weight_grams": 5}),
    ]

    saved = save_products(
        new=[new_product(anna.seller_id, sku, values) for sku, values in rows], by=anna
    )

    assert saved.words == ["created", "repeated", "changed", "changed", "repeated"]
    assert (saved.created, saved.changed, saved.same) == (1, 2, 2)
    assert Product.objects.filter(sku="CUP", weight_grams=5, name_ru="Чаша").exists()
    assert shown_of(torch)["weight_grams"] == 251


def test_a_seller_changes_nothing_of_another(boris, torch):
    with pytest.raises(NotAllowed):
        save_products(new=[new_product(torch.seller_id, "TORCH", {"battery": ""})], by=boris)

    assert shown_of(torch) == WHOLE


def test_over_the_wire_what_is_not_told_stays(anna_calls, anna_shop, channel):
    product = make_product(anna_shop.pk)
    before = shown_of(product)

    posted = anna_calls.post("products/", {"sku": "MUG", "weight_grams": 77})
    patched = anna_calls.patch("products/MUG/", {"name_en": ""})

    assert (posted.status_code, patched.status_code) == (200, 200)
    assert shown_of(product) == {**before, "weight_grams": 77, "name_en": ""}


def test_the_page_changes_only_the_fields_it_sends(anna_reads, anna_shop, channel):
    product = make_product(anna_shop.pk)
    before = shown_of(product)

    anna_reads.post("/seller/products/MUG/", {"weight_grams": "78", "name_en": ""})

    assert shown_of(product) == {**before, "weight_grams": 78, "name_en": ""}


def test_who_tells_a_tnved_code_has_told_the_six_digits_of_hs_too(anna):
    save_products(new=[new_product(anna.seller_id, "CUP", {"tnved_code": "6911100000"})], by=anna)
    assert Product.objects.get(sku="CUP").hs_code == "691110"

    again = new_product(anna.seller_id, "CUP", {"tnved_code": "6911100000", "hs_code": ""})
    assert save_products(new=[again], by=anna).words == ["repeated"]
