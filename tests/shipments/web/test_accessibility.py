"""A real browser on each page: no violation that axe knows, nothing wider than a small screen."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.notifications.models import Webhook
from shipments.notifications.webhooks import send_test
from shipments.parcels.models import Parcel
from tests.browsers import signed_in
from tests.world import NOON

pytestmark = pytest.mark.browser

SCREENS = [("light", 1280, "zh-hans"), ("dark", 320, "ru")]
PUBLIC = ["/", "/track/{parcel}/", "/track/NONE/", "/track/?numbers={parcel}+X", "/t/{token}/"]
SELLER = [
    "/seller/",
    "/seller/orders/?city=X&status=paid",
    "/seller/orders/{order}/",
    "/seller/imports/",
    "/seller/parcels/",
    "/seller/exports/",
    "/seller/members/",
    "/seller/keys/",
    "/seller/webhooks/",
    "/seller/webhooks/{webhook}/",
    "/seller/products/",
    "/seller/products/CUP-1/",
    "/seller/stock/",
    "/seller/stock/CUP-1/moves/",
    "/seller/stock/announce/",
    "/seller/replenishments/",
    "/seller/replenishments/R-CUP-1/",
]
STAFF = [
    "/staff/",
    "/staff/flights/",
    "/staff/flights/{flight}/",
    "/staff/consolidations/",
    "/staff/consolidations/{mawb}/",
    "/staff/consolidations/{mawb}/close/",
    "/staff/bags/{bag}/",
    "/staff/waiting/",
    "/staff/cases/",
    "/staff/jobs/",
    "/staff/codes/",
    "/staff/design/",
    "/customs/",
    "/customs/export/",
    "/customs/parcels/{parcel}/",
]


@pytest.fixture
def names(make_parcels, consolidation, happen, anna_shop, stocked) -> dict[str, str]:
    """One of each thing, and the words that stand in its address."""
    parcels = make_parcels(3)
    stocked(anna_shop)
    happen(parcels, "created", "packed", "export_filed")
    happen(parcels[:2], "export_released")
    by = system("t")
    opened = open_consolidation(flight=consolidation.flight, by=by, at=NOON)
    add_parcels(consolidation=opened, numbers=[parcels[0].number], by=by, at=NOON)
    happen(parcels[1:2], "departed", "arrived", "duty_due")
    parcel = Parcel.objects.get(pk=parcels[1].pk)
    hook = Webhook.objects.create(
        seller=parcel.seller, url="https://a.example/", secret="whsec_AAAA"
    )
    send_test(webhook=hook, by=by, at=NOON)
    return {
        "parcel": parcel.number,
        "token": parcel.token,
        "order": parcel.order.number,
        "flight": opened.flight.public_number,
        "mawb": opened.mawb,
        "bag": opened.bags.get().number,
        "webhook": hook.pk,
    }


class Window:
    """A browser's window that is given pages rendered by the test, and styles from the disk."""

    def __init__(self, page: Page, client: Client) -> None:
        self.page, self.client = page, client
        self.html, self.status = b"", 0
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        # No query here: the browser's loop has a database connection of its own.
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=find(path.removeprefix("/static/")))
        else:
            route.fulfill(status=self.status, body=self.html, content_type="text/html")

    def faults(self, path: str) -> list[str]:
        answer = self.client.get(path)
        self.html, self.status = answer.content, answer.status_code
        self.page.goto(f"http://testserver{path}")
        assert self.page.evaluate("getComputedStyle(document.body).display") == "flex", "no styles"
        found = [f"{path} {one['id']}" for one in Axe().run(self.page).response["violations"]]
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        missing = (
            [f"{path} is not there"] if answer.status_code != 200 and "NONE" not in path else []
        )
        return found + missing + ([f"{path} is {wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize(("scheme", "width", "language"), SCREENS)
def test_every_page_is_for_everybody(
    browser: Browser, names, anna_shop, visitor, scheme, width, language
):
    anna = signed_in("anna", seller=anna_shop)
    ada = signed_in("ada", roles=(Role.ADMIN,))
    found = []
    for client, paths in ((visitor, [*PUBLIC, "/accounts/login/"]), (anna, SELLER), (ada, STAFF)):
        client.cookies["django_language"] = language
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        window = Window(page, client)
        found += [fault for path in paths for fault in window.faults(path.format(**names))]
        page.close()

    assert found == []
