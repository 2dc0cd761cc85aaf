"""The buyer's pages in a real browser: for everybody, on the smallest phone, without scripts."""

from datetime import timedelta
from urllib.parse import urlsplit

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.finders import find
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from shipments import clock
from shipments.actor import Actor, Role, system
from shipments.cases.actions import answer_case
from shipments.cases.questions import ask_question
from shipments.notifications.models import Subscription
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.invitations import invite
from tests.world import NOON

pytestmark = pytest.mark.browser
BY = system("t")
FLOWN = ("packed", "export_released", "departed", "arrived")
# What stands on the page of a parcel: whatever happened, nobody is kept out.
STORIES = [
    ("packed", "delayed"),
    ("packed", "export_released", "departed"),
    (*FLOWN, "duty_due"),
    (*FLOWN, "documents_required"),
    (*FLOWN, "import_released", "ready_for_pickup"),
    (*FLOWN, "import_refused"),
    ("packed", "lost"),
    (*FLOWN, "import_released", "delivered"),
]
SCREENS = [("dark", 320, "ru"), ("light", 320, "zh-hans"), ("light", 1280, "en")]


def show(page: Page, answer: HttpResponse, path: str) -> list[str]:
    """What is wrong with a page as the browser lays it out."""

    def serve(route: Route) -> None:
        name = urlsplit(route.request.url).path
        if name.startswith("/static/"):
            route.fulfill(path=find(name.removeprefix("/static/")))
        else:
            route.fulfill(status=200, body=answer.content, content_type="text/html")

    page.route("**/*", serve)
    page.goto(f"http://testserver{path}")
    found = [f"{path} {one['id']}" for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.unroute("**/*")
    return found + ([f"{path} is {wide} pixels too wide"] if wide > 0 else [])


@pytest.mark.parametrize(("scheme", "width", "language"), SCREENS)
def test_every_tale_is_for_everybody(
    browser: Browser, make_parcels, happen, visitor, scheme, width, language
):
    visitor.cookies["django_language"] = language
    parcels = make_parcels(len(STORIES))
    Order.objects.update(postal_code="683000")
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = []
    for parcel, codes in zip(parcels, STORIES, strict=True):
        happen([parcel], *codes)
        for path in (f"/track/{parcel.number}/", f"/t/{parcel.token}/"):
            found += show(page, visitor.get(path), path)
    page.close()

    assert found == []


def test_a_long_story_is_printed_on_one_sheet(browser: Browser, make_parcels, happen, visitor):
    [parcel] = make_parcels(1)
    long = (
        *STORIES[2],
        "duty_paid",
        "import_released",
        "handed_over",
        "delayed",
        "delivery_failed",
    )
    for hour, code in enumerate(long):
        happen([parcel], code, at=NOON + timedelta(hours=13 * hour))
    parcel.refresh_from_db()
    page = browser.new_page(color_scheme="dark")
    show(page, visitor.get(f"/t/{parcel.token}/"), f"/t/{parcel.token}/")

    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    page.emulate_media(media="print", color_scheme="dark")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    page.close()

    assert len(paper) == 1
    assert f"/t/{parcel.token}/" in paper[0].get_textpage().get_text_range()
    assert ink == "rgb(0, 0, 0)"


@pytest.mark.parametrize(("scheme", "width", "language"), SCREENS)
def test_every_action_of_a_buyer_is_for_everybody(
    browser: Browser, make_parcels, happen, visitor, scheme, width, language
):
    cache.clear()
    visitor.cookies["django_language"] = language
    make_parcels(1)
    parcel = Parcel.objects.get()
    case = ask_question(parcel=parcel, words="", by=BY, at=NOON)
    answer_case(case=case, answer="Летит", by=BY, at=NOON)
    ask_question(parcel=parcel, words="", by=BY, at=NOON)
    own = f"/t/{parcel.token}/"
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = []
    for path, answer in actions(visitor, parcel, own):
        found += show(page, answer, path)
    page.close()

    assert found == []


def actions(visitor: Client, parcel: Parcel, own: str) -> list[tuple[str, HttpResponse]]:
    """The pages that follow what a buyer does."""
    digits, news = f"/track/{parcel.number}/contents/", f"{own}news/"
    answers = [
        ("/", visitor.get("/")),
        (own, visitor.get(own)),
        (digits, visitor.post(digits, {"digits": "0000"})),
        (news, visitor.post(news, {"email": "o@"})),
        (news, visitor.post(news, {"email": "olya@example.ru"})),
        (f"{own}stop/", visitor.get(f"{own}stop/")),
        (f"{own}stop/", visitor.post(f"{own}stop/")),
    ]
    mine = f"/news/{Subscription.objects.order_by('pk').first().token}"
    for path in (f"{mine}/confirm/", f"{mine}/stop/"):
        answers += [(path, visitor.get(path)), (path, visitor.post(path))]
    return answers


@pytest.mark.parametrize(("scheme", "width", "language"), SCREENS)
def test_joining_is_for_everybody(browser: Browser, anna_reads, anna_shop, scheme, width, language):
    owner = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    _made, secret = invite(email="n@example.cn", level="seller_operator", by=owner, at=clock.now())
    guest, path = Client(), f"/join/{secret}/"
    guest.cookies["django_language"] = language
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = show(page, guest.get(path), path)
    found += show(page, guest.post(path, {"username": "li", "password": "1"}), path)
    page.close()

    assert found == []
