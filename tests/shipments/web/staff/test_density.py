"""The lists staff work through: many rows without scrolling, and a short way to the decision."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from customs.declarations.models import ImportLine, ImportRegistry
from shipments import clock
from shipments.actor import Role, system
from shipments.flights.models import Flight
from shipments.holds.actions import place_holds
from shipments.parties.models import Seller
from shipments.stock.queries import main_warehouse
from shipments.stock.replenishing import announce_replenishment
from tests.browsers import signed_in
from tests.factories.cases import make_case
from tests.factories.shop import make_product
from tests.shipments.web.test_accessibility import Window
from tests.world import NOON

pytestmark = pytest.mark.browser

LISTS = [
    "/customs/",
    "/staff/queues/import/",
    "/staff/holds/",
    "/staff/cases/",
    "/staff/flights/",
    "/staff/receiving/",
]
# Above the bar that stays at the window's foot.
WHOLE = """(() => {
  const bar = document.querySelector(".selection")?.getBoundingClientRect();
  const end = Math.min(innerHeight, bar ? bar.top : innerHeight);
  return [...document.querySelectorAll("main tbody tr")]
    .filter(row => row.getBoundingClientRect().bottom <= end + 1).length;
})()"""
FIRST = 'document.querySelector("main tbody tr").getBoundingClientRect().top'


@pytest.fixture
def ada(make_parcels, happen, consolidation):
    parcels = make_parcels(30)
    registry = ImportRegistry.objects.create(consolidation=consolidation)
    ImportLine.objects.bulk_create(
        ImportLine(registry=registry, parcel=one, position=n, duty_rub=1436)
        for n, one in enumerate(parcels, start=1)
    )
    happen(parcels, "created", "packed", "departed", "arrived", "at_hub", "import_presented")
    place_holds(
        subject="parcel",
        ids=[one.pk for one in parcels],
        reason="documents",
        by=system("t"),
        at=NOON,
    )
    for parcel in parcels:
        make_case(parcel)
    for n in range(20):
        fly_also(consolidation.flight, f"U6{n:03}")
        announce(parcels[0].seller, f"R-{n}")
    return signed_in("ada", roles=(Role.ADMIN,))


def fly_also(like: Flight, number: str) -> None:
    """Another flight of the same times."""
    leg = like.legs.get()
    flight = Flight.objects.get(pk=like.pk)
    flight.pk, flight.number, flight.day = None, number, NOON.date()
    flight.save()
    leg.pk, leg.flight = None, flight
    leg.save()


def announce(seller: Seller, number: str) -> None:
    announce_replenishment(
        seller=seller,
        warehouse=main_warehouse(),
        number=number,
        lines={make_product(seller.pk, number).pk: 1},
        expected_at=NOON,
        by=system("t"),
        at=NOON,
    )


def opened(browser: Browser, client, width: int, height: int, language: str) -> Window:
    client.cookies["django_language"] = language
    return Window(browser.new_page(viewport={"width": width, "height": height}), client)


def show(window: Window, path: str):
    answer = window.client.get(path)
    window.html, window.status = answer.content, answer.status_code
    window.page.goto(f"http://testserver{path}")
    return window.page


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_a_desk_shows_fourteen_rows_and_a_phone_the_first(browser: Browser, ada, language):
    desk = opened(browser, ada, 1280, 800, language)
    phone = opened(browser, ada, 360, 740, language)
    with clock.stopped_at(NOON + timedelta(hours=30)):
        rows = {path: show(desk, path).evaluate(WHOLE) for path in LISTS}
        first = {path: show(phone, path).evaluate(FIRST) for path in LISTS}
    desk.page.close()
    phone.page.close()

    assert {path: n for path, n in rows.items() if n < 14} == {}
    assert {path: top for path, top in first.items() if top > 600} == {}


@pytest.mark.parametrize("path", ["/customs/", "/staff/holds/", "/staff/cases/"])
def test_two_keys_lead_past_the_rows_to_the_decision(browser: Browser, ada, path):
    window = opened(browser, ada, 1280, 800, "en")
    with clock.stopped_at(NOON + timedelta(hours=30)):
        page = show(window, path)
    page.locator('a.skip[href="#decision"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    inside = 'document.querySelector("#decision").contains(document.activeElement)'
    assert page.evaluate(inside)
    page.close()
