"""Who sees which parcel, and finding many by what was pasted."""

import pytest

from shipments.parcels.queries import MANY, numbered, parcel_for, parcels_for, split_numbers
from tests.cast import anna, boris, nobody, wei

__all__ = ["anna", "boris", "nobody", "wei"]


def test_a_seller_sees_her_own_parcels_and_staff_see_all(make_parcels, anna, boris, wei, nobody):
    make_parcels(2)

    counts = [parcels_for(actor).count() for actor in (anna, wei, boris, nobody)]
    assert counts == [2, 2, 0, 0]


def test_a_parcel_is_found_by_its_number_however_it_is_typed(make_parcels, anna, boris):
    [parcel] = make_parcels(1)
    typed = f" {parcel.number.lower()}\n"

    assert parcel_for(anna, typed) == parcel
    assert parcel_for(boris, typed) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("a1", ["a1"]),
        ("A1, b2;C3\n\tA1  d4", ["A1", "b2", "C3", "d4"]),
        (" ".join(str(n) for n in range(MANY + 5)), [str(n) for n in range(MANY)]),
    ],
)
def test_pasted_numbers_are_taken_apart(text, numbers):
    assert split_numbers(text) == numbers


def test_our_number_the_last_mile_s_and_the_order_s_all_find_the_parcel(make_parcels, wei):
    first, second, third, _ = make_parcels(4)
    type(second).objects.filter(pk=second.pk).update(last_mile_number="80512345678901")

    found = parcels_for(wei).filter(numbered([first.number, "80512345678901", third.order.number]))

    assert set(found) == {first, second, third}
