"""The page of one order: money at its frozen rate, a masked buyer, parcels, who looked."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from shipments import clock
from shipments.actor import Actor, Role, system
from shipments.cancellation.actions import cancel_orders
from shipments.catalogue.models import Product
from shipments.holds.actions import place_holds, release_holds
from shipments.orders.actions import pay_orders
from shipments.orders.intake import NewBuyer
from shipments.orders.models import Order, Reveal
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from tests.browsers import seen
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

BUYER = NewBuyer(name="Щербаков Юрий Петрович", phone="+79123456789", email="y@example.com")
SECRETS = ("Щербаков", "9123456", "ул. Мира")
PAGE, REVEAL = "/seller/orders/A-1/", "/seller/orders/A-1/reveal/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def order(anna_shop, channel) -> Order:
    make_product(anna_shop.pk)
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    [made] = place(anna, "A-1", buyer=BUYER, street="ул. Мира, 12")
    return made


def shown(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_the_money_is_told_in_both_currencies_at_the_frozen_rate(anna_reads, order):
    Order.objects.update(rate_cny="12.5", rate_source="CBR")

    text = seen(anna_reads.get(PAGE))

    assert "1,090.00 ₽" in text
    assert "87.20" in text, "1,090 roubles at 12.5"
    assert "1 CNY = 12.5000 ₽ · CBR" in text


def test_the_buyer_is_masked(anna_reads, order):
    text = anna_reads.get(PAGE).content.decode()

    assert shown(text) == []
    assert "Щ. Ю. П." in text
    assert "*** 6789" in text
    assert "street hidden" in text


def test_who_asks_sees_the_buyer_for_ten_minutes_and_it_is_written_down(anna_reads, order):
    with clock.stopped_at(NOON):
        told = anna_reads.post(REVEAL, {"look-why": "the buyer calls"}, follow=True)
        again = anna_reads.get(PAGE).content.decode()
    with clock.stopped_at(NOON + timedelta(minutes=11)):
        later = anna_reads.get(PAGE).content.decode()

    look = Reveal.objects.get()
    assert (look.order, look.by, look.why, look.happened_at) == (
        order,
        "anna",
        "the buyer calls",
        NOON,
    )
    assert shown(told.content.decode()) == shown(again) == list(SECRETS)
    assert shown(later) == []
    assert "the buyer calls" in later, "everyone sees who looked and what for"


def test_one_look_shows_one_order_only(anna_reads, order, anna_shop):
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    place(anna, "A-2", buyer=BUYER, street="ул. Мира, 12")

    anna_reads.post(REVEAL)

    assert shown(anna_reads.get("/seller/orders/A-2/").content.decode()) == []


def test_a_viewer_is_shown_nothing(viewer, order):
    page = viewer.client.get(PAGE).content.decode()

    assert viewer.client.post(REVEAL).status_code == 403
    assert "/reveal/" not in page
    assert shown(page) == shown(viewer.client.get(PAGE).content.decode()) == []
    assert Reveal.objects.count() == 0


def test_another_s_buyer_is_not_there(boris_reads, order):
    assert boris_reads.post(REVEAL).status_code == 404
    assert boris_reads.get(PAGE).status_code == 404
    assert Reveal.objects.count() == 0


def test_looking_needs_a_post(anna_reads, order):
    assert anna_reads.get(REVEAL).status_code == 405
    assert Reveal.objects.count() == 0


def test_a_blocker_is_told_with_what_mends_it(anna_reads, order):
    Order.objects.update(status="paid", blocker="no_weight")

    text = anna_reads.get(PAGE).content.decode()

    assert "no weight in the catalogue" in text
    assert "waiting for: you" in text
    assert "/seller/products/?gap=weight" in text


def test_goods_without_customs_data_are_named_with_their_fields(anna_reads, order):
    Order.objects.update(status="paid", blocker="customs_data")
    Product.objects.update(battery="", name_zh="")
    sku = order.lines.get().sku

    text = anna_reads.get(PAGE).content.decode()

    assert "customs data of goods missing" in text
    for field in ("battery", "name_zh"):
        assert f'href="/seller/products/{sku}/#id_{field}"' in text
    assert f"/seller/products/{sku}/#id_name_ru" not in text


def test_two_parcels_have_stages_stories_and_labels(anna_reads, make_parcels, happen):
    one, two = make_parcels(2)
    Parcel.objects.filter(pk=two.pk).update(order=one.order_id)
    happen([one, two], "created", "packed")

    text = anna_reads.get(f"/seller/orders/{one.order.number}/").content.decode()

    assert text.count('class="stages"') == text.count('class="story" reversed') == 2
    for parcel in (one, two):
        assert f"/seller/parcels/{parcel.number}/label.pdf" in text
        assert f"/seller/parcels/{parcel.number}/label.zpl" in text
    assert "recorded" in text, "both clocks are told"


def test_a_long_story_is_folded(anna_reads, make_parcels, happen):
    [parcel] = make_parcels(1)
    codes = ["created", "packed", "export_filed", "export_accepted", "export_released"]
    happen([parcel], *codes, "departed", "arrived", "at_hub")

    text = anna_reads.get(f"/seller/orders/{parcel.order.number}/").content.decode()

    assert "2 earlier events" in text


def test_a_stop_is_told_with_who_must_act_and_why(anna_reads, make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "created", "packed")
    place_holds(
        subject="parcel",
        ids=[parcel.pk],
        reason="documents",
        by=system("t"),
        at=NOON,
        note="invoice is missing",
    )

    text = anna_reads.get(f"/seller/orders/{parcel.order.number}/").content.decode()

    assert "On hold, waiting for you" in text
    assert "waiting for: you" in text, "the shop gets papers"
    assert "documents are missing" in text
    assert "invoice is missing" in text


def test_a_viewer_has_no_label_to_print(viewer, make_parcels, happen):
    [parcel] = make_parcels(1)
    happen([parcel], "created", "packed")

    assert (
        "label." not in viewer.client.get(f"/seller/orders/{parcel.order.number}/").content.decode()
    )


def test_the_buyer_s_own_link_is_for_those_who_may_send_it(anna_reads, viewer, make_parcels):
    make_parcels(1)
    parcel = Parcel.objects.select_related("order").get()
    page = f"/seller/orders/{parcel.order.number}/"

    assert f"/t/{parcel.token}/" in anna_reads.get(page).content.decode()
    assert parcel.token not in viewer.get(page).content.decode()


def test_the_activity_names_who_placed_packed_held_cancelled_and_delivered(
    anna_reads, anna_shop, order, happen
):
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    put_in_stock(Product.objects.get(), 5)
    pay_orders(orders=[order], by=anna, at=NOON)
    [parcel] = pack_orders(orders=[order], by=system("pack_paid_orders"), at=NOON)
    [hold] = place_holds(
        subject="parcel", ids=[parcel.pk], reason="seller", note="stop", by=anna, at=NOON
    )
    release_holds(holds=[hold], by=anna, at=NOON)
    cancel_orders(orders=[order], by=anna, at=NOON + timedelta(hours=1), why="too late")

    text = seen(anna_reads.get(PAGE))

    told = text[text.index("Activity") :]
    for words in (
        'Order placed <span class="place">anna',
        'placed → paid <span class="place">anna',
        'paid → packed <span class="place">System: packing',
        f'{parcel.number}: put on hold <span class="place">anna: seller asks. stop',
        f'{parcel.number}: hold released <span class="place">anna',
        f'{parcel.number}: Cancelled <span class="place">anna: too late',
    ):
        assert words in told, words
    assert "not packed yet" not in text


def test_the_rate_is_told_with_its_own_day(anna_reads, order):
    Order.objects.update(rate_day="2026-09-12")
    assert "the latest rate known on the day of the order" in seen(anna_reads.get(PAGE))

    Order.objects.update(rate_day="2026-11-02")
    assert "the rate of the day of the order" in seen(anna_reads.get(PAGE))
