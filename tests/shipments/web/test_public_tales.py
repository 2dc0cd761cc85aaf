"""Each tale is told kindly and truly, with what to do, why the days changed, and the way."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from shipments import clock
from shipments.actor import system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.flights.models import Leg
from shipments.journeys.queries import public_journey
from shipments.journeys.situation import NO_DAY, OPEN_END, OVER
from shipments.operations.departures import delay_leg
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.web.public.sentences import told
from tests.browsers import seen
from tests.world import NOON

BY = system("t")
FLOWN = ("packed", "export_released", "departed", "arrived")
# The happenings of a parcel, and the word of its tale.
TALES = {
    ("created",): "accepted",
    ("packed",): "at_harbin",
    ("packed", "export_filed"): "export_customs",
    ("packed", "export_detained"): "detained",
    ("packed", "export_returned"): "export_refused",
    ("packed", "export_released"): "waits_for_flight",
    ("packed", "export_released", "offloaded"): "offloaded",
    ("packed", "flight_cancelled"): "flight_cancelled",
    ("packed", "delayed"): "delayed",
    ("packed", "export_released", "departed"): "in_flight",
    FLOWN: "in_russia",
    (*FLOWN, "import_presented"): "import_customs",
    (*FLOWN, "duty_due"): "duty_due",
    (*FLOWN, "documents_required"): "documents_required",
    (*FLOWN, "duty_due", "duty_paid"): "import_duty_paid",
    (*FLOWN, "import_suspended"): "suspended",
    (*FLOWN, "import_released"): "import_released",
    (*FLOWN, "import_refused"): "refused",
    (*FLOWN, "import_refused", "return_allowed", "returning"): "refused",
    (*FLOWN, "import_released", "handed_over"): "handed_over",
    (*FLOWN, "import_released", "handed_over", "delayed"): "slower",
    (*FLOWN, "import_released", "out_for_delivery"): "out_for_delivery",
    (*FLOWN, "import_released", "out_for_delivery", "delivery_failed"): "delivery_failed",
    (*FLOWN, "import_released", "ready_for_pickup"): "ready_for_pickup",
    (*FLOWN, "import_released", "ready_for_pickup", "storage_expiring"): "storage_expiring",
    (*FLOWN, "import_released", "handed_over", "returning"): "returning",
    (*FLOWN, "import_released", "handed_over", "returning", "returned"): "returned",
    (*FLOWN, "import_released", "handed_over", "lost"): "lost",
    (*FLOWN, "import_released", "handed_over", "lost", "found"): "import_released",
    (*FLOWN, "import_released", "destroyed"): "destroyed",
    ("created", "cancelled"): "cancelled",
    (*FLOWN, "import_released", "handed_over", "delivered"): "delivered",
}
MUST = {"duty_due", "documents_required", "ready_for_pickup", "storage_expiring", "delivery_failed"}


@pytest.fixture
def one(make_parcels) -> Parcel:
    cache.clear()
    return make_parcels(1)[0]


def tell(happen, parcel: Parcel, codes: tuple[str, ...]) -> None:
    """One thing an hour, so that the order is plain."""
    for hour, code in enumerate(codes):
        happen([parcel], code, at=NOON + timedelta(hours=hour))


def read(client: Client, path: str) -> str:
    return seen(client.get(path))


@pytest.mark.parametrize("codes", TALES, ids=lambda codes: codes[-1])
def test_the_tale_follows_from_what_happened_and_is_told(visitor, one, happen, codes):
    tell(happen, one, codes)
    situation = TALES[codes]

    soon = NOON + timedelta(hours=len(codes))
    with clock.stopped_at(soon):
        page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert public_journey(one.number, at=soon).situation == situation
    words = told(situation, "en")
    assert f"<h1>{words.headline}</h1>" in page
    assert "Do I need to do anything?" in page
    assert bool(words.todo) is (situation in MUST)
    assert (words.todo or words.how or "You do not need to do anything.") in page


def test_a_held_parcel_is_said_to_be_stopped(visitor, one, happen):
    happen([one], "packed")
    Parcel.objects.update(held=True)

    assert public_journey(one.number, at=NOON).situation == "on_hold"
    assert told("on_hold", "ru").headline in read(visitor, f"/track/{one.number}/")


@pytest.mark.parametrize("word", ["lost", "destroyed", "returned", "cancelled"])
def test_who_waits_in_vain_is_promised_no_day_and_no_next_stage(visitor, one, happen, word):
    tell(happen, one, ("packed", word))

    page = read(visitor, f"/track/{one.number}/")

    assert "<strong>" not in page
    assert 'class="coming"' not in page
    assert 'class="route"' not in page


@pytest.mark.parametrize("codes", TALES, ids=lambda codes: codes[-1])
def test_no_day_is_promised_that_the_headline_denies(one, happen, codes):
    tell(happen, one, codes)
    seen = public_journey(one.number, at=NOON + timedelta(hours=len(codes)))

    promised = seen.situation not in NO_DAY | OPEN_END | OVER | {"lost", "returning"}
    assert (seen.window is not None) is promised
    assert promised or seen.changes == ()


@pytest.mark.parametrize("word", ["ready_for_pickup", "import_refused", "out_for_delivery"])
def test_what_is_there_or_will_not_come_has_no_next_stage(visitor, one, happen, word):
    tell(happen, one, (*FLOWN, word))

    with clock.stopped_at(NOON + timedelta(hours=8)):
        page = read(visitor, f"/track/{one.number}/")

    assert 'class="coming"' not in page
    assert 'class="window"' not in page


def test_a_stop_tells_that_the_days_come_later_and_no_usual_time(one, happen):
    tell(happen, one, (*FLOWN, "import_suspended"))

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert "The days will stand here later." in page
    [now] = re.findall(r'<li aria-current="step"> <span>Import customs.*?</li>', page)
    assert "usually" not in now
    assert "usually" in page


def test_what_the_buyer_must_do_is_counted_in_the_days(one, happen):
    tell(happen, one, (*FLOWN, "duty_due"))

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert "If you do it today, expected from" in page


def test_a_courier_of_yesterday_is_not_said_to_come_today(one, happen):
    tell(happen, one, (*FLOWN, "import_released", "out_for_delivery"))

    assert public_journey(one.number, at=NOON + timedelta(hours=9)).situation == "out_for_delivery"
    assert public_journey(one.number, at=NOON + timedelta(days=2)).situation == "handed_over"


def test_the_post_s_delay_is_no_flight_s(one, happen):
    tell(happen, one, ("packed", "delayed", "departed", "arrived", "import_released"))
    happen([one], "handed_over", at=NOON + timedelta(hours=6))
    record_events(
        [NewEvent("parcel", one.pk, "delayed", NOON + timedelta(hours=7), "post", "38")], at=NOON
    )

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert page.count("Flight delayed") == 2
    assert page.count("Delivery takes longer than usual") == 2


def test_who_was_moved_to_another_flight_is_not_told_that_it_did_not_fit(one, happen):
    tell(happen, one, ("packed", "export_released"))
    why = {"reason": "another_flight"}
    moved = NewEvent("parcel", one.pk, "offloaded", NOON + timedelta(hours=3), "t", "1", detail=why)
    record_events([moved], at=NOON)

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert "<h1>Your parcel takes another flight</h1>" in page
    assert "fit into" not in page
    assert "262-" not in page


def test_what_was_delivered_by_mistake_and_then_lost_is_told(visitor, one, happen):
    last = ("delivered", "delivery_withdrawn", "lost")
    tell(happen, one, (*FLOWN, "import_released", "handed_over", *last))

    assert told("lost", "ru").headline in read(visitor, f"/track/{one.number}/")


@pytest.mark.parametrize(("word", "offered"), [("delivered", False), ("lost", True)])
def test_letters_are_offered_while_there_is_news_to_come(visitor, one, happen, word, offered):
    tell(happen, one, (*FLOWN, "import_released", "handed_over", word))

    page = read(visitor, f"/t/{Parcel.objects.get().token}/")

    assert ('name="email"' in page) is offered


def test_a_delayed_flight_moves_the_days_and_says_why(visitor, one, happen, consolidation):
    happen([one], "created", "packed", "export_released")
    opened = open_consolidation(flight=consolidation.flight, by=BY, at=NOON)
    add_parcels(consolidation=opened, numbers=[one.number], by=BY, at=NOON)
    before = public_journey(one.number, at=NOON).window
    leg = Leg.objects.get()
    later = leg.planned_departure + timedelta(hours=30)

    delay_leg(leg=leg, departure=later, reason="weather", note="fog, says Ivan", by=BY, at=NOON)

    after = public_journey(one.number, at=NOON)
    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")
    assert after.window.latest > before.latest
    assert [line.code for line in after.changes] == ["delayed"]
    assert "Why the days have changed" in page
    assert "Flight delayed: bad weather" in page
    assert "Рейс задерживается: плохая погода" in read(visitor, f"/track/{one.number}/")
    assert "Ivan" not in page


def test_what_comes_next_is_told_with_its_usual_time(one, happen):
    happen([one], "created", "packed")

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert "What comes next" in page
    assert "usually 3–24 hours" in page
    assert "usually 3–8 days" in page


def test_the_map_shows_the_way_to_the_buyer_s_region_and_says_so(one, happen):
    Order.objects.update(postal_code="190000")
    tell(happen, one, ("packed", "export_released", "departed"))

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert 'aria-label="The way: Harbin → Yekaterinburg → St Petersburg. ' in page
    assert "The parcel is in the air." in page
    assert 'class="here"' in page


def test_a_map_without_a_known_region_ends_at_the_hub(one, happen):
    Order.objects.update(postal_code="")
    happen([one], "packed")

    page = read(Client(headers={"accept-language": "en"}), f"/track/{one.number}/")

    assert 'aria-label="The way: Harbin → Yekaterinburg. The parcel is here: Harbin."' in page


def test_nobody_s_name_phone_address_or_goods_stand_on_the_public_page(visitor, one, happen):
    Receiver.objects.update(name="Секретова Анна", phone="+79121234567", email="secret@example.ru")
    Order.objects.update(postal_code="620075", city="Ревда", street="Тайная улица, 7")
    tell(happen, one, (*FLOWN, "duty_due"))

    for path in (f"/track/{one.number}/", f"/track/?numbers={one.number}+X"):
        page = read(visitor, path)
        for secret in ("Секретова", "7912", "secret@", "Ревда", "Тайная", one.token, "O0"):
            assert secret not in page


def test_the_share_card_says_where_it_is_and_nothing_more(visitor, one, happen):
    happen([one], "packed")

    page = read(visitor, f"/track/{one.number}/")

    assert re.search(r'<meta property="og:title" content="[^"]+">', page)
    assert re.search(r'<meta property="og:description" content="[^"]+">', page)
    assert '<meta name="robots" content="noindex">' in page


WEIGHED = ["/", "/track/{number}/", "/t/{token}/", "/track/?numbers={number}+X"]


@pytest.mark.parametrize("path", WEIGHED)
def test_everything_a_page_needs_is_under_60_kilobytes_on_the_wire(visitor, one, happen, path):
    Order.objects.update(postal_code="190000")
    tell(happen, one, (*FLOWN, "import_presented", "duty_due"))
    one.refresh_from_db()

    page = visitor.get(path.format(number=one.number, token=one.token)).content
    needed = set(re.findall(r'(?:href|src)="/static/([^"?]+)"', page.decode()))

    assert any(name.endswith(".css") for name in needed)
    assert all(b"src=" in script for script in re.findall(rb"<script[^>]*>", page))
    files = [Path(find(name)).read_bytes() for name in needed]
    assert sum(len(gzip.compress(part)) for part in (page, *files)) < 60_000


def test_the_front_page_says_how_the_channel_is_doing(one, consolidation, monkeypatch):
    monkeypatch.setattr("shipments.clock.now", lambda: NOON + timedelta(days=1))
    Leg.objects.update(actual_departure=NOON + timedelta(minutes=5))
    cache.clear()

    page = read(Client(headers={"accept-language": "en"}), "/")

    assert "<b>1 of 1</b>" in page
    assert "From order to door usually <b>6 days</b>" in page


def test_every_sentence_is_there_in_each_language():
    for language in ("ru", "zh-hans", "en"):
        with override(language):
            assert all(told(situation, language).headline for situation in TALES.values())
