"""Numbers are used once, by however many hands they are taken."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from shipments.errors import NotEnough
from shipments.numbers.freight import valid_mawb
from shipments.numbers.parcels import valid_s10
from shipments.parcels.models import NumberRange
from shipments.parcels.numbering import take_mawb, take_parcel_numbers, take_serials


def test_numbers_are_true_and_follow_each_other(db):
    NumberRange.objects.create(prefix="LV", next_serial=66_000_001)

    first, second = take_parcel_numbers("LV", 2), take_parcel_numbers("LV", 1)

    assert first == ["LV660000018CN", "LV660000021CN"]
    assert [valid_s10(number) for number in second] == second
    assert NumberRange.objects.get().next_serial == 66_000_004


def test_a_mawb_has_its_check_digit(db):
    NumberRange.objects.create(prefix="262", next_serial=1_000_001, last_serial=9_999_999)

    mawb = take_mawb("262")

    assert valid_mawb(mawb) == mawb == "262-10000012"


def test_the_last_numbers_are_given_whole_or_not_at_all(db):
    NumberRange.objects.create(prefix="LV", next_serial=8, last_serial=10)

    with pytest.raises(NotEnough):
        take_serials("LV", 4)

    assert list(take_serials("LV", 3)) == [8, 9, 10]
    with pytest.raises(NotEnough):
        take_serials("LV", 1)


def test_an_unknown_stock_of_numbers_is_refused(db):
    with pytest.raises(NotEnough):
        take_serials("XX", 1)


@pytest.mark.django_db(transaction=True)
def test_many_hands_never_take_the_same_number():
    NumberRange.objects.create(prefix="LV", next_serial=1)

    def take(count: int) -> list[int]:
        try:
            return list(take_serials("LV", count))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = [serial for serials in pool.map(take, range(1, 31)) for serial in serials]

    assert sorted(taken) == list(range(1, 466))
