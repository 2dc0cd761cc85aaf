"""A seller tells its buyers the name of its shop and how to reach it, and nobody else does."""

import pytest

from shipments.errors import BadInput, NotAllowed
from shipments.history.models import Change
from shipments.parties.contacts import shop_of
from shipments.parties.models import Seller
from shipments.parties.shops import describe_shop
from tests.world import NOON

GOOD = {
    "name": "Чайный дом",
    "email": "help@tea.example",
    "phone": "+86 755 8888-0000",
    "website": "https://tea.example/chat",
}


@pytest.fixture
def shop(anna) -> Seller:
    return Seller.objects.get(pk=anna.seller_id)


def test_the_owner_describes_the_shop_and_its_history_says_so(anna, shop):
    assert shop_of(shop) is None

    told = shop_of(describe_shop(seller=shop, told=GOOD, by=anna, at=NOON))

    assert (told.name, told.dialled, told.website) == (
        "Чайный дом",
        "+8675588880000",
        GOOD["website"],
    )
    assert Change.objects.get().new == "Чайный дом"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("email", "help at tea"),
        ("phone", "call me"),
        ("phone", "12"),
        ("website", "tea.example"),
        ("website", "javascript:alert(1)"),
        ("website", "http://tea.example"),
        ("website", "https://me@tea.example"),
        ("name", ""),
        ("name", "x" * 81),
    ],
)
def test_what_no_buyer_could_use_is_refused_by_its_field(anna, shop, field, wrong):
    with pytest.raises(BadInput) as refused:
        describe_shop(seller=shop, told=GOOD | {field: wrong}, by=anna, at=NOON)

    assert list(refused.value.fields) == [field]
    assert shop_of(Seller.objects.get(pk=shop.pk)) is None


def test_only_its_own_owner_describes_a_shop(anna, boris, shop):
    with pytest.raises(NotAllowed):
        describe_shop(seller=shop, told=GOOD, by=boris, at=NOON)
    other = Seller.objects.get(pk=boris.seller_id)
    with pytest.raises(BadInput):
        describe_shop(seller=other, told=GOOD, by=anna, at=NOON)

    assert not Seller.objects.exclude(shop_name="").exists()
