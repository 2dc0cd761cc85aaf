"""What a product lacks: the rule and its form in SQL say the same of every product."""

from decimal import Decimal
from itertools import product as every

import pytest

from shipments.catalogue.filters import ProductFilter
from shipments.catalogue.gaps import RULES, WORDS, customs_gaps, gaps_of, with_gap
from shipments.catalogue.models import Product
from shipments.catalogue.queries import gaps_counted, product_for
from tests.cast import anna, boris

__all__ = ["anna", "boris"]

WHOLE = {
    "tnved_code": "9617000000",
    "hs_code": "961700",
    "weight_grams": 420,
    "length_mm": 260,
    "width_mm": 85,
    "height_mm": 85,
    "name_ru": "Кружка",
    "name_zh": "杯",
    "battery": "none",
    "origin_country": "CN",
    "declared_value_cny": Decimal("56.00"),
}
LACKING = {
    "code": [{"tnved_code": ""}, {"tnved_code": "961700"}, {"tnved_code": "961700000"}],
    "hs": [{"hs_code": ""}, {"hs_code": "96170"}, {"hs_code": "990000"}],
    "weight": [{"weight_grams": None}],
    "sizes": [{"length_mm": None}, {"width_mm": None}, {"height_mm": None}],
    "name_ru": [{"name_ru": ""}],
    "name_zh": [{"name_zh": ""}],
    "battery": [{"battery": ""}],
    "origin": [{"origin_country": ""}],
    "value": [{"declared_value_cny": None}, {"declared_value_cny": Decimal(0)}],
}


def make(seller: int, sku: str = "A", **changes) -> Product:
    return Product.objects.create(seller_id=seller, sku=sku, **{**WHOLE, **changes})


@pytest.mark.parametrize(
    ("word", "changes"), [(word, one) for word, all in LACKING.items() for one in all]
)
def test_each_thing_that_lacks_is_named(anna, word, changes):
    assert gaps_of(make(anna.seller_id, **changes)) == [word]
    assert Product.objects.filter(with_gap(word)).exists()


def test_a_whole_product_lacks_nothing(anna):
    assert gaps_of(make(anna.seller_id)) == []
    assert not Product.objects.filter(with_gap()).exists()


def test_the_rule_and_the_filter_agree_on_every_mixture(anna):
    choices = [[{}, *LACKING[word]] for word in RULES]
    mixtures = [{k: v for part in parts for k, v in part.items()} for parts in every(*choices)]
    Product.objects.bulk_create(
        Product(seller_id=anna.seller_id, sku=f"P{n}", **{**WHOLE, **mixture})
        for n, mixture in enumerate(mixtures)
    )
    products = list(Product.objects.all())

    for word in RULES:
        found = set(Product.objects.filter(with_gap(word)).values_list("pk", flat=True))
        assert found == {one.pk for one in products if word in gaps_of(one)}, word
    lacking = set(Product.objects.filter(with_gap()).values_list("pk", flat=True))
    assert lacking == {one.pk for one in products if gaps_of(one)}
    stopped = set(Product.objects.filter(lacks_customs_data=True).values_list("pk", flat=True))
    assert stopped == {one.pk for one in products if customs_gaps(one)}


def test_every_gap_has_its_word():
    assert set(WORDS) == set(RULES) == set(LACKING)


def test_gaps_are_counted_for_their_seller_alone(anna, boris):
    make(anna.seller_id, "A", battery="")
    make(anna.seller_id, "B")

    assert (gaps_counted(anna), gaps_counted(boris)) == (1, 0)
    assert product_for(boris, "A") is None
    assert product_for(anna, "A").sku == "A"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "mug"}, {"MUG-1", "MUG-2"}),
        ({"search": "9617"}, {"MUG-1", "MUG-2", "LAMP"}),
        ({"search": "круж"}, {"MUG-1"}),
        ({"search": "灯"}, {"LAMP"}),
        ({"incomplete": "true"}, {"LAMP"}),
        ({"incomplete": "false"}, {"MUG-1", "MUG-2"}),
        ({"gap": "battery"}, {"LAMP"}),
        ({"gap": "weight"}, set()),
    ],
)
def test_products_are_found_by_sku_name_code_and_gap(anna, query, found):
    make(anna.seller_id, "MUG-1")
    make(anna.seller_id, "MUG-2", name_ru="Чашка")
    make(anna.seller_id, "LAMP", name_ru="Лампа", name_zh="台灯", battery="")

    assert {one.sku for one in ProductFilter(query, Product.objects.all()).qs} == found
