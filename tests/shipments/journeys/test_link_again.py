"""A buyer who has lost his link gets it again, and nobody learns from asking whether it exists."""

import pytest

from shipments.actor import NOBODY
from shipments.journeys.opening import send_link_again
from shipments.notifications.models import BuyerNotice
from shipments.orders.models import Receiver
from shipments.parcels.models import Parcel
from tests.world import NOON


@pytest.fixture
def parcel(make_parcels) -> Parcel:
    return make_parcels(1)[0]


def test_the_link_goes_to_the_order_s_own_address_however_the_number_is_typed(parcel):
    for typed in (parcel.number, f" {parcel.number.lower()} "):
        send_link_again(number=typed, by=NOBODY, at=NOON)

    assert BuyerNotice.objects.values_list("parcel", "stage").get() == (parcel.pk, "link-261102")


@pytest.mark.parametrize("typed", ["", "LV999999990CN", "'; --"])
def test_of_a_number_that_is_none_nothing_is_written_and_nothing_is_told(parcel, typed):
    send_link_again(number=typed, by=NOBODY, at=NOON)

    assert not BuyerNotice.objects.exists()


def test_without_an_address_nothing_is_written(parcel):
    Receiver.objects.update(email="")

    send_link_again(number=parcel.number, by=NOBODY, at=NOON)

    assert not BuyerNotice.objects.exists()
