"""The receiver belongs to the order; a person corrects it while the order is not packed."""

import pytest

from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.orders.intake import NewBuyer
from shipments.orders.models import Order, Receiver
from shipments.orders.receivers import correct_receiver
from shipments.packing.actions import pack_paid_orders
from shipments.parcels.models import Parcel
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON


@pytest.fixture
def mug(anna, channel):
    product = make_product(anna.seller_id)
    put_in_stock(product, 5)
    return product


def test_two_orders_of_one_email_are_for_two_people(anna, mug):
    mother = NewBuyer("Ёлкина Анна", "+79430000001", "one@example.com", inn="500100732259")
    son = NewBuyer(
        "Кузнецов Пётр",
        "+79430000002",
        "one@example.com",
        passport_series="4570",
        passport_number="123456",
    )

    place(anna, "1", buyer=mother)
    place(anna, "2", buyer=son)

    told = Receiver.objects.order_by("order__number").values_list(
        "name", "phone", "inn", "passport"
    )
    assert list(told) == [
        ("Ёлкина Анна", "+79430000001", "500100732259", ""),
        ("Кузнецов Пётр", "+79430000002", "", "4570 123456"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"buyer": NewBuyer()},
        {"buyer": NewBuyer("Цой", "нет")},
        {"buyer": NewBuyer("Цой", "+79430000001", inn="500100732258")},
        {"postal_code": "62001"},
        {"city": ""},
        {"street": "#REF!"},
    ],
)
def test_what_nobody_could_deliver_is_placed_but_never_packed(anna, wei, mug, changes):
    [order] = place(anna, "1", paid_at=NOON, **changes)
    Order.objects.update(reserved_at=NOON)

    assert order.blocker == "address_incomplete"
    assert pack_paid_orders(limit=10, by=wei, at=NOON) == 0
    Order.objects.update(blocker="")
    assert pack_paid_orders(limit=10, by=wei, at=NOON) == 0, "packing itself looks"
    assert Order.objects.get().blocker == "address_incomplete"
    assert not Parcel.objects.exists()


def test_a_corrected_order_goes_on(anna, mug):
    [order] = place(anna, "1", buyer=NewBuyer("Цой", "нет"), street="")

    half = correct_receiver(order=order, fields={"street": " ул.  Мира, 1 "}, by=anna, at=NOON)
    assert (half.blocker, half.street) == ("address_incomplete", "ул. Мира, 1")
    whole = correct_receiver(order=order, fields={"phone": "8 943 000-00-01"}, by=anna, at=NOON)

    assert (whole.blocker, whole.receiver.phone) == ("", "+79430000001")
    assert whole.receiver.mended_at == NOON


def test_what_is_wrong_is_refused_by_its_field_and_nothing_changes(anna, mug):
    [order] = place(anna, "1")

    with pytest.raises(BadInput) as refused:
        correct_receiver(
            order=order,
            fields={"phone": "12", "inn": "1", "email": "нет", "city": "Невьянск"},
            by=anna,
            at=NOON,
        )

    assert set(refused.value.fields) == {"phone", "inn", "email"}
    assert Order.objects.get().city == "Нижний Тагил"


def test_a_packed_order_is_no_longer_changed(anna, mug):
    [order] = place(anna, "1")
    Order.objects.update(status="packed")

    with pytest.raises(WrongState):
        correct_receiver(order=order, fields={"city": "Невьянск"}, by=anna, at=NOON)
    assert Order.objects.get().city == "Нижний Тагил"


def test_who_only_looks_corrects_nothing(anna, olga, mug):
    [order] = place(anna, "1")

    with pytest.raises(NotAllowed):
        correct_receiver(order=order, fields={"city": "Невьянск"}, by=olga, at=NOON)
    assert Order.objects.get().city == "Нижний Тагил"
