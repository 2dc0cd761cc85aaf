"""The seller's goods: what is missing is shown, found and mended."""

import pytest
from django.core.cache import cache

from shipments import clock
from shipments.actor import Actor, Role
from shipments.catalogue.models import Product
from shipments.dashboards import cached as keeping
from tests.browsers import grows_not, seen
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

WHOLE = {
    "name_zh": "杯",
    "name_ru": "Кружка",
    "name_en": "Mug",
    "tnved_code": "9617000000",
    "hs_code": "961700",
    "weight_grams": "420",
    "length_mm": "260",
    "width_mm": "85",
    "height_mm": "85",
    "battery": "none",
    "origin_country": "CN",
    "declared_value_cny": "56.00",
    "product_url": "",
}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch) -> None:
    cache.clear()
    monkeypatch.setattr(keeping, "QUICK", 10**9)


@pytest.fixture
def anna_acts(anna_shop) -> Actor:
    return Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)


@pytest.fixture
def mug(anna_shop, channel) -> Product:
    return make_product(anna_shop.pk, name_zh="", battery="")


def test_the_list_tells_what_is_missing_sells_and_lies_there(anna_reads, anna_acts, mug):
    put_in_stock(mug, 5)
    place(anna_acts, "1", "2")

    with clock.stopped_at(NOON):
        answer = anna_reads.get("/seller/products/")

    [row] = answer.context["rows"]
    assert [str(gap) for gap, _stops in row["gaps"]] == ["Chinese name", "battery or none"]
    assert (row["sold"], row["free"], row["days"]) == (2, 5, 35)
    assert "Chinese name" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("gap=battery", True),
        ("gap=weight", False),
        ("incomplete=true", True),
        ("incomplete=false", False),
        ("search=mu", True),
        ("search=термо", True),
        ("search=9617", True),
        ("search=lamp", False),
        ("sort=sales", False),
        ("gap=nonsense", True),
    ],
)
def test_a_filter_shows_what_it_says(anna_reads, mug, query, there):
    found = anna_reads.get(f"/seller/products/?{query}").context["rows"]

    assert bool(found) == there


def test_the_best_sellers_come_first(anna_reads, anna_acts, mug):
    make_product(anna_acts.seller_id, "LAMP")
    place(anna_acts, "1")

    with clock.stopped_at(NOON):
        rows = anna_reads.get("/seller/products/?sort=sales").context["rows"]

    assert [(row["product"].sku, row["sold"]) for row in rows] == [("MUG", 1)]


def test_a_product_is_mended_and_then_complete(anna_reads, mug):
    told = anna_reads.post("/seller/products/MUG/", WHOLE, follow=True)

    mug.refresh_from_db()
    assert (mug.name_zh, mug.battery, mug.weight_grams) == ("杯", "none", 420)
    assert "Export not possible" not in told.content.decode()
    assert "Saved." in told.content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tnved_code", "12"),
        ("hs_code", "96170"),
        ("weight_grams", "0"),
        ("weight_grams", "x"),
        ("length_mm", "99999"),
        ("origin_country", "XX"),
        ("declared_value_cny", "-1"),
        ("battery", "nuclear"),
        ("product_url", "no address"),
        ("declared_value_cny", "1e30"),
    ],
)
def test_a_wrong_value_is_told_what_was_typed_stays_and_nothing_changes(
    anna_reads, mug, name, value
):
    before = Product.objects.values().get()

    told = anna_reads.post("/seller/products/MUG/", {**WHOLE, name: value})

    assert told.status_code == 422
    assert told.context["form"].errors.keys() == {name}
    assert "杯" in told.content.decode(), "what was typed stays"
    assert "Export not possible" in told.content.decode(), "the page tells of what is saved"
    assert Product.objects.values().get() == before


def test_a_viewer_reads_and_cannot_write(viewer, mug):
    before = Product.objects.values().get()

    page = viewer.client.get("/seller/products/MUG/").content.decode()

    assert "disabled" in page
    assert ">Save<" not in page
    assert viewer.client.post("/seller/products/MUG/", WHOLE).status_code == 403
    assert Product.objects.values().get() == before


def test_another_s_product_is_not_there(boris_reads, mug):
    before = Product.objects.values().get()

    assert boris_reads.get("/seller/products/MUG/").status_code == 404
    assert boris_reads.post("/seller/products/MUG/", WHOLE).status_code == 404
    assert boris_reads.get("/seller/products/").context["rows"] == []
    assert Product.objects.values().get() == before


def test_a_sku_may_hold_a_slash(anna_reads, anna_shop):
    make_product(anna_shop.pk, "CUP/1 красная")

    answer = anna_reads.get("/seller/products/")

    assert anna_reads.get("/seller/products/CUP/1 красная/").status_code == 200
    assert anna_reads.get("/seller/stock/CUP/1 красная/moves/").status_code == 200
    assert "CUP/1" in answer.content.decode()


def test_a_long_list_takes_as_few_queries(anna_reads, anna_shop, mug, queries_of):
    grows_not(
        queries_of,
        anna_reads,
        "/seller/products/",
        lambda: [make_product(anna_shop.pk, sku) for sku in ("A", "B")],
    )


def test_what_is_still_missing_is_told_beside_its_field_after_saving(anna_reads, mug):
    told = anna_reads.post(
        "/seller/products/MUG/", {**WHOLE, "battery": "", "length_mm": ""}, follow=True
    ).content.decode()

    assert "Its orders wait until this is filled in: battery or none." in told
    assert told.count("Missing: orders wait for it") == 1
    assert 'id="id_battery_missing"' in told
    assert 'id="id_length_mm_missing"' in told, "sizes are wanted, though nothing waits for them"
    assert 'id="id_width_mm_missing"' not in told


def test_a_product_is_added_by_a_form_under_the_rules_of_files(anna_reads, boris_reads, anna_shop):
    page, new = "/seller/products/new/", {**WHOLE, "sku": "CUP/1"}

    told = anna_reads.post(page, new, follow=True)
    assert told.redirect_chain[-1][0] == "/seller/products/CUP/1/"
    assert "The product is added." in told.content.decode()
    before = Product.objects.values().get()
    assert (before["seller_id"], before["hs_code"]) == (anna_shop.pk, "961700")

    for change, field in (
        ({"tnved_code": "9999999999"}, "tnved_code"),
        ({"name_ru": "Thermos"}, "name_ru"),
        ({"hs_code": "961700000"}, "hs_code"),
        ({"sku": ""}, "sku"),
        ({}, "sku"),
    ):
        again = anna_reads.post(page, {**new, **change})
        assert again.status_code == 422
        assert again.context["form"].errors.keys() == {field}
    assert Product.objects.values().get() == before
    assert boris_reads.post(page, new, follow=True).status_code == 200


def test_a_viewer_adds_no_product(viewer):
    assert viewer.client.get("/seller/products/new/").status_code == 403
    assert viewer.client.post("/seller/products/new/", {**WHOLE, "sku": "X"}).status_code == 403
    assert not Product.objects.exists()


def test_the_form_offers_the_codes_of_the_shops_own_goods_by_their_names(
    anna_reads, anna_shop, boris_shop
):
    make_product(anna_shop.pk, "MUG")
    Product.objects.filter(sku="MUG").update(tnved_code="6912002500", name_zh="杯子")
    make_product(boris_shop.pk, "LAMP")
    Product.objects.filter(sku="LAMP").update(tnved_code="9405110000")

    text = seen(anna_reads.get("/seller/products/new/"))

    assert '<option value="6912002500">6912002500 杯子</option>' in text
    assert "9405110000" not in text
