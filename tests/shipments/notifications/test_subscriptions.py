"""News by e-mail is asked for, confirmed by a link, and ended by one click."""

from datetime import timedelta

import pytest

from shipments.actor import NOBODY
from shipments.errors import BadInput, NotEnough
from shipments.notifications.models import BuyerNotice, Subscription
from shipments.notifications.subscriptions import (
    ask_for_news,
    confirm_news,
    end_news,
    end_own_news,
    hears,
    write_link_again,
)
from shipments.parcels.models import Parcel
from tests.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def parcel(make_parcels) -> Parcel:
    return make_parcels(1)[0]


def ask(parcel: Parcel, email: str = "b@example.com", at=NOON) -> Subscription:
    return ask_for_news(parcel_id=parcel.pk, email=email, language="ru", by=NOBODY, at=at)


def stages(**of) -> list[str]:
    rows = BuyerNotice.objects.filter(**of).order_by("pk")
    return list(rows.values_list("stage", flat=True))


def test_who_asks_gets_one_letter_with_a_link_and_nothing_else_before_it_is_followed(parcel):
    wish = ask(parcel, " B@Example.com ")

    assert (wish.email, hears(wish)) == ("b@example.com", False)
    assert stages(subscription=wish) == ["confirm"]


def test_asking_again_within_the_hour_writes_no_second_letter(parcel):
    ask(parcel)
    first = BuyerNotice.objects.get().pk

    ask(parcel, at=NOON + HOUR / 2)
    assert BuyerNotice.objects.get().pk == first
    ask(parcel, at=NOON + 2 * HOUR)

    assert BuyerNotice.objects.get().pk != first
    assert Subscription.objects.count() == 1


def test_what_is_no_address_is_refused_and_nothing_is_kept(parcel):
    with pytest.raises(BadInput) as refused:
        ask(parcel, "anna at shop")

    assert refused.value.code == "bad_email"
    assert not Subscription.objects.exists()
    assert not BuyerNotice.objects.exists()


def test_five_addresses_hear_of_a_parcel_and_a_sixth_does_not(parcel):
    for number in range(5):
        ask(parcel, f"b{number}@example.com")

    with pytest.raises(NotEnough):
        ask(parcel, "b5@example.com")

    assert ask(parcel, "b0@example.com").email == "b0@example.com", "who is known may ask again"
    assert Subscription.objects.count() == 5


def test_who_follows_the_link_hears_from_then_on_and_is_asked_no_more(parcel):
    wish = confirm_news(wish=ask(parcel), by=NOBODY, at=NOON + HOUR)
    BuyerNotice.objects.all().delete()

    again = confirm_news(wish=wish, by=NOBODY, at=NOON + 2 * HOUR)
    ask(parcel, at=NOON + 3 * HOUR)

    assert (hears(again), again.confirmed_at) == (True, NOON + HOUR)
    assert not BuyerNotice.objects.exists()


def test_who_ends_the_news_gets_not_even_what_waits_and_may_ask_anew(parcel):
    wish = confirm_news(wish=ask(parcel), by=NOBODY, at=NOON)

    ended = end_news(wish=wish, by=NOBODY, at=NOON + HOUR)
    end_news(wish=wish, by=NOBODY, at=NOON + 2 * HOUR)

    assert not hears(ended)
    assert Subscription.objects.get().ended_at == NOON + HOUR
    assert not BuyerNotice.objects.exists()
    assert hears(confirm_news(wish=ended, by=NOBODY, at=NOON + 3 * HOUR))


def test_the_order_s_own_buyer_ends_the_letters_of_this_parcel_alone(make_parcels):
    parcel, other = make_parcels(2)
    for one in (parcel, other):
        write_link_again(parcel_id=one.pk, by=NOBODY, at=NOON)

    end_own_news(parcel_id=parcel.pk, email="B@example.com", language="ru", by=NOBODY, at=NOON)

    assert (stages(parcel=parcel), len(stages(parcel=other))) == ([], 1)
    ended = Subscription.objects.get()
    assert (ended.email, ended.ended_at) == ("b@example.com", NOON)


def test_a_parcel_without_an_address_has_no_news_to_end(parcel):
    write_link_again(parcel_id=parcel.pk, by=NOBODY, at=NOON)

    end_own_news(parcel_id=parcel.pk, email="", language="ru", by=NOBODY, at=NOON)

    assert not Subscription.objects.exists()
    assert len(stages(parcel=parcel)) == 1


def test_a_parcel_s_link_is_written_again_once_a_day(parcel):
    for hours in (0, 1, 24):
        write_link_again(parcel_id=parcel.pk, by=NOBODY, at=NOON + hours * HOUR)

    assert stages(parcel=parcel) == ["link-261102", "link-261103"]
