"""The seller's lists at work: many rows at a desk, the first row on a phone's first screen."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from shipments.catalogue.models import Product
from shipments.orders.models import Order, OrderLine
from shipments.parcels.models import Parcel
from shipments.parties.models import Seller
from shipments.stock.models import StockLevel, Warehouse
from tests.browsers import signed_in

pytestmark = pytest.mark.browser

LISTS = ["/seller/orders/", "/seller/parcels/", "/seller/products/", "/seller/stock/"]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 800}
# How many rows stand whole on the screen, and what lies over none of them.
ROWS_SEEN = """() => {
  const bar = document.querySelector(".selection");
  const floor = bar && getComputedStyle(bar).display !== "none" &&
    getComputedStyle(bar).position === "sticky"
      ? bar.getBoundingClientRect().top : innerHeight;
  const rows = [...document.querySelectorAll("main tbody tr")];
  const end = (row) => row.getBoundingClientRect().bottom;
  return rows.filter((row) => end(row) <= Math.min(floor, innerHeight)).length;
}"""

HIDDEN_COLUMNS = """() => {
  const frame = document.querySelector("main .table-frame");
  return frame.scrollWidth - frame.clientWidth;
}"""


@pytest.fixture
def shelf(make_parcels, anna_shop) -> Seller:
    """Sixty orders: packed ones with a parcel, blocked ones, of one to three goods."""
    parcels = make_parcels(30)
    goods = Product.objects.bulk_create(
        Product(
            seller=anna_shop,
            sku=f"S001-HX{n:04d}",
            name_zh="不锈钢保温杯",
            weight_grams=350,
            name_ru="Термос из нержавеющей стали, 500 мл",
            tnved_code="9617000000",
        )
        for n in range(30)
    )
    for parcel, movement in zip(parcels, ["departed", "handed_over", "arrived"] * 10, strict=True):
        Parcel.objects.filter(pk=parcel.pk).update(movement=movement)
    packed = [parcel.order for parcel in parcels]
    for n, order in enumerate(packed):
        order.pk, order.number, order.status = None, f"1000-{n:06d}", "paid"
        order.blocker = ("", "out_of_stock", "customs_data")[n % 3]
    Order.objects.bulk_create(packed)
    Order.objects.update(
        city="Екатеринбург", marketplace="aliexpress", goods_rub=Decimal("11638.50")
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product=product,
            sku=product.sku,
            quantity=2,
            unit_price_rub=Decimal("819.25"),
        )
        for n, order in enumerate(Order.objects.all())
        for product in goods[: 1 + n % 3]
    )
    StockLevel.objects.bulk_create(
        StockLevel(product=product, warehouse=Warehouse.objects.first(), on_hand=1_200, reserved=36)
        for product in goods
    )
    return anna_shop


def opened(browser: Browser, anna: Client, path: str, screen: dict[str, int]) -> Page:
    """A page of Anna's as this screen shows it."""
    html = anna.get(path).content
    page = browser.new_page(viewport=screen)

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url).path
        if asked.startswith("/static/"):
            route.fulfill(path=find(asked.removeprefix("/static/")))
        else:
            route.fulfill(body=html, content_type="text/html")

    page.route("**/*", answer)
    page.goto(f"http://testserver{path}")
    return page


def anna_in(language: str, shop: Seller) -> Client:
    anna = signed_in("anna", seller=shop)
    anna.cookies["django_language"] = language
    return anna


@pytest.mark.parametrize("language", ["zh-hans", "en", "ru"])
def test_a_desk_shows_fourteen_rows_without_scrolling(browser, shelf, language):
    anna = anna_in(language, shelf)
    seen = {}
    for path in LISTS:
        page = opened(browser, anna, path, DESK)
        seen[path] = page.evaluate(ROWS_SEEN), page.evaluate(HIDDEN_COLUMNS)
        page.close()

    assert {path: told for path, told in seen.items() if told[0] < 14 or told[1] > 0} == {}


@pytest.mark.parametrize("language", ["ru", "zh-hans"])
def test_a_phone_shows_the_first_row_on_its_first_screen(browser, shelf, language):
    anna = anna_in(language, shelf)
    seen = {}
    for path in LISTS:
        page = opened(browser, anna, path, PHONE)
        seen[path] = page.evaluate(ROWS_SEEN)
        page.close()

    assert {path: n for path, n in seen.items() if n < 1} == {}, seen


@pytest.mark.parametrize("path", LISTS[:2])
def test_the_action_bar_comes_with_the_first_row_chosen(browser, shelf, path):
    page = opened(browser, anna_in("en", shelf), path, DESK)
    assert not page.locator(".selection .acts").is_visible()

    page.locator("input[name=chosen]").first.check()

    assert page.locator(".selection .acts").is_visible()
