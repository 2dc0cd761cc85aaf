"""The contents of a parcel open to who knows the end of the buyer's phone, and to nobody else."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipments.catalogue.models import Product
from shipments.orders.models import OrderLine, Receiver
from shipments.parcels.models import Parcel, ParcelItem


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    """A parcel with two kettles for a buyer whose phone ends in 4567."""
    [parcel] = make_parcels(1)
    happen([parcel], "created", "packed")
    Receiver.objects.update(phone="+79121234567", name="Секретова Анна")
    product = Product.objects.create(seller=parcel.seller, sku="K1", name_ru="Чайник")
    line = OrderLine.objects.create(
        order=parcel.order, product=product, sku="K1", quantity=2, unit_price_rub=50
    )
    ParcelItem.objects.create(parcel=parcel, line=line, quantity=2)
    cache.clear()
    return Parcel.objects.get()


def give(client: Client, number: str, digits: str):
    return client.post(f"/track/{number}/contents/", {"digits": digits})


def test_the_number_alone_shows_no_contents(visitor, parcel):
    text = visitor.get(f"/track/{parcel.number}/").content.decode()

    assert "Чайник" not in text
    assert 'name="digits"' in text


def test_the_right_digits_open_the_contents_for_a_while(visitor, parcel):
    gone = give(visitor, parcel.number, "4567")
    text = visitor.get(gone["Location"]).content.decode()

    assert "Чайник ×&nbsp;2" in text
    assert parcel.token not in text + gone["Location"]
    assert 0 < int(gone.cookies["opened"]["max-age"]) <= 1800
    assert gone.cookies["opened"]["httponly"]


def test_opened_contents_are_kept_by_nobody_on_the_way(visitor, parcel):
    give(visitor, parcel.number, "4567")

    answer = visitor.get(f"/track/{parcel.number}/")

    assert answer["Cache-Control"] == "private, no-store"


def test_one_opened_parcel_opens_no_other(visitor, parcel, make_parcels):
    [other] = make_parcels(1)
    give(visitor, parcel.number, "4567")

    assert "Чайник" not in visitor.get(f"/track/{other.number}/").content.decode()


def test_a_forged_or_old_cookie_opens_nothing(visitor, parcel, monkeypatch):
    visitor.cookies["opened"] = f"{parcel.number}:1:forged"
    assert "Чайник" not in visitor.get(f"/track/{parcel.number}/").content.decode()

    give(visitor, parcel.number, "4567")
    monkeypatch.setattr("shipments.web.public.unlock.OPEN_SECONDS", -1)
    assert "Чайник" not in visitor.get(f"/track/{parcel.number}/").content.decode()


@pytest.mark.parametrize("digits", ["0000", "", "----", "456", "34567", "４５６７", "Я" * 99])
def test_wrong_digits_tell_nothing_and_stay_in_the_form(visitor, parcel, digits):
    answer = give(visitor, parcel.number, digits)

    assert answer.status_code == 422
    assert "opened" not in answer.cookies
    assert "Чайник" not in answer.content.decode()


def test_an_unknown_number_sounds_like_wrong_digits_and_takes_as_many_queries(visitor, parcel):
    def asked(number: str) -> tuple[int, str, int]:
        with CaptureQueriesContext(connection) as seen:
            answer = give(visitor, number, "0000")
        return answer.status_code, answer.content.decode().replace(number, ""), len(seen)

    known, unknown = asked(parcel.number), asked("LV999999990CN")

    assert known == unknown
    assert known[2] == 1


def test_a_buyer_without_a_phone_opens_nothing(visitor, parcel):
    Receiver.objects.update(phone="")

    assert [give(visitor, parcel.number, d).status_code for d in ("", "----")] == [422, 422]


def test_a_number_can_be_tried_five_times_an_hour_from_wherever(parcel):
    answers = []
    for n in range(7):
        client = Client(REMOTE_ADDR=f"198.51.100.{n}")
        answers.append(give(client, parcel.number.lower(), f"000{n}").status_code)

    assert answers == [422] * 5 + [429] * 2
    assert give(Client(), parcel.number, "4567").status_code == 429


def test_an_address_can_try_so_many_times_whatever_the_numbers(visitor, parcel, settings):
    settings.DIGITS_PER_ADDRESS = 10
    answers = [give(visitor, f"LV{n:08d}9CN", "0000").status_code for n in range(12)]

    assert answers == [422] * 10 + [429] * 2


def test_looking_at_the_form_s_address_leads_to_the_parcel(visitor, parcel):
    answer = visitor.get(f"/track/{parcel.number}/contents/")

    assert answer["Location"] == f"/track/{parcel.number}/"
