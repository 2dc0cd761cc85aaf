"""A buyer who must act reads who asks, where to go, until when, and how to tell a fraud."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from shipments import clock
from shipments.actor import system
from shipments.flights.models import Channel
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner, Seller
from shipments.tracking.actions import NewEvent, record_events
from tests.browsers import seen
from tests.world import NOON

BY = system("t")


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    [parcel] = make_parcels(1)
    happen([parcel], "packed", "departed", "arrived", "import_presented")
    cache.clear()
    return Parcel.objects.get()


def told_by_post(parcel: Parcel, code: str, place: str = "622001") -> None:
    one = NewEvent(
        "parcel",
        parcel.pk,
        code,
        NOON + timedelta(days=3),
        "russian_post",
        code,
        zone="Asia/Yekaterinburg",
        place=place,
        detail={"place_text": "Нижний Тагил"},
    )
    record_events([one], at=NOON + timedelta(days=3))


def read(visitor, parcel: Parcel, path: str = "") -> str:
    with clock.stopped_at(NOON + timedelta(days=4)):
        return seen(visitor.get(path or f"/t/{parcel.token}/"))


def test_a_parcel_to_pick_up_names_carrier_number_place_and_last_day(visitor, parcel, happen):
    happen([parcel], "import_released", "handed_over", at=NOON + timedelta(days=2))
    told_by_post(parcel, "ready_for_pickup")
    Parcel.objects.update(last_mile_number="80080080080080")

    for path in (f"/t/{parcel.token}/", f"/track/{parcel.number}/"):
        page = read(visitor, parcel, path)

        assert "Почта России" in page
        assert "https://www.pochta.ru/tracking?barcode=80080080080080" in page
        assert "622001, Нижний Тагил" in page
        assert "20 ноября" in page
        assert 'href="tel:88001000000"' in page


def test_what_no_carrier_has_told_is_not_there(visitor, parcel, happen):
    happen([parcel], "import_released", "handed_over", "ready_for_pickup", at=NOON)

    assert 'id="carrier"' not in read(visitor, parcel)


def test_the_shop_and_its_contact_stand_on_the_page_and_not_under_the_number(visitor, parcel):
    Seller.objects.update(shop_name="Чайный дом", shop_email="help@tea.example")

    assert "Чайный дом" in read(visitor, parcel)
    assert "mailto:help@tea.example" in read(visitor, parcel)
    assert "Чайный дом" not in read(visitor, parcel, f"/track/{parcel.number}/")


def test_who_must_give_papers_reads_to_whom_and_how_to_tell_a_fraud(
    visitor, parcel, happen, settings
):
    happen([parcel], "documents_required", at=NOON)
    Partner.objects.update(name_ru="Уральский брокер", phone="+7 343 000-00-00")
    Channel.objects.update(customs_carrier=Partner.objects.get(code="broker"))

    page = read(visitor, parcel)

    assert "Уральский брокер" in page
    assert 'href="tel:+73430000000"' in page
    assert settings.PUBLIC_URL in page.partition('id="asked"')[2].partition("</section>")[0]
    assert 'href="#question"' in page
    assert "позвонил" not in page


def test_where_nobody_is_named_the_buyer_is_sent_to_no_stranger(visitor, parcel, happen):
    happen([parcel], "documents_required", at=NOON)

    page = read(visitor, parcel)

    assert "tel:" not in page
    assert 'href="#question"' in page
