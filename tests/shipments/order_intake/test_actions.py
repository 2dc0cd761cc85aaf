"""An order handed in again: what is applied, what is reported, what stays."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shipments.actor import Role
from shipments.order_intake import actions
from shipments.order_intake.actions import take_orders
from shipments.orders.actions import cancel_unpacked
from shipments.orders.audit import balance_differences
from shipments.orders.intake import NewBuyer, NewLine
from shipments.orders.models import Order, Payment, Receiver
from shipments.orders.receivers import correct_receiver
from shipments.packing.actions import pack_orders
from shipments.stock.models import StockLevel
from tests.factories.shop import new_order
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("mug")
LATER = NOON + timedelta(days=1)
YURI = NewBuyer("Щербаков Юрий", "+79430001122", "1@example.com")


def take(anna, *orders, at=NOON):
    return take_orders(new=orders, by=anna, at=at)


def order_of(anna, number="1", **changes):
    return new_order(anna.seller_id, number, **changes)


def packed(anna, wei, **changes) -> Order:
    take(anna, order_of(anna, paid_at=NOON, **changes))
    order = Order.objects.get()
    from_stock = Order.objects.filter(pk=order.pk)
    from_stock.update(reserved_at=NOON)
    StockLevel.objects.update(reserved=1)
    pack_orders(orders=[order], by=wei, at=NOON)
    order.refresh_from_db()
    assert order.status == "packed"
    return order


def test_the_same_order_again_is_repeated_and_nothing_changes(anna):
    take(anna, order_of(anna))
    before = Order.objects.values().get(), Receiver.objects.values().get()

    again = take(anna, order_of(anna), at=LATER)

    assert again.words == ["repeated"]
    assert (Order.objects.values().get(), Receiver.objects.values().get()) == before


def test_a_payment_in_a_later_export_is_booked_at_its_own_moment(anna):
    take(anna, order_of(anna))

    again = take(anna, order_of(anna, paid_at=NOON + timedelta(hours=2)), at=LATER)

    order = Order.objects.get()
    assert again.words == ["changed"]
    assert (order.status, order.paid_at) == ("paid", NOON + timedelta(hours=2))
    assert Payment.objects.get().happened_at == NOON + timedelta(hours=2)
    assert balance_differences() == (1, [])


def test_a_cancellation_in_a_later_export_cancels_what_is_packed_too(anna, wei):
    order = packed(anna, wei)

    again = take(anna, order_of(anna, paid_at=NOON, cancelled_at=LATER), at=LATER)

    order.refresh_from_db()
    assert (again.words, order.status) == (["changed"], "cancelled")
    assert StockLevel.objects.get().on_hand == 5
    assert balance_differences() == (1, [])


def test_a_cancellation_of_what_has_left_is_for_a_person(anna, wei):
    order = packed(anna, wei)
    order.parcels.update(movement="departed")

    again = take(anna, order_of(anna, paid_at=NOON, cancelled_at=LATER), at=LATER)

    assert again.words == ["differing"]
    [(index, [reason])] = again.differing
    assert index == 0
    assert "Cancelled there, but not here" in reason
    order.refresh_from_db()
    assert order.status == "packed"


def test_money_for_what_was_given_up_as_unpaid_is_for_a_person(anna):
    take(anna, order_of(anna, cancelled_at=NOON))

    again = take(anna, order_of(anna, paid_at=LATER), at=LATER)

    assert again.words == ["differing"]
    assert Order.objects.get().status == "cancelled"
    assert not Payment.objects.exists()


def test_a_cancellation_that_races_one_payment_stops_no_other(anna, monkeypatch):
    """The order was read as open, and another hand cancelled it before it was paid."""
    take(anna, order_of(anna, "1"), order_of(anna, "2"))
    read = actions._known_orders

    def read_and_cancelled(pks):
        found = read(pks)
        raced = list(Order.objects.filter(number="1"))
        cancel_unpacked(orders=raced, by=anna, at=NOON, why="changed my mind")
        return found

    monkeypatch.setattr(actions, "_known_orders", read_and_cancelled)
    paid = [order_of(anna, number, paid_at=LATER) for number in ("1", "2")]

    again = take(anna, *paid, order_of(anna, "3"), at=LATER)

    assert again.words == ["differing", "changed", "created"]
    assert "cancelled here before the money came" in again.differing[0][1][0]
    statuses = dict(Order.objects.values_list("number", "status"))
    assert statuses == {"1": "cancelled", "2": "paid", "3": "placed"}
    assert list(Payment.objects.values_list("order__number", flat=True)) == ["2"]


def test_staff_who_count_no_money_book_none(anna, wei):
    take(anna, order_of(anna))

    again = take_orders(new=[order_of(anna, paid_at=NOON)], by=wei, at=LATER)

    assert again.words == ["differing"]
    assert Order.objects.get().status == "placed"


def test_a_new_address_is_taken_while_the_order_is_not_packed(anna):
    take(anna, order_of(anna))

    again = take(anna, order_of(anna, street="ул. Победы, 3", city="Невьянск"))

    order = Order.objects.get()
    assert again.words == ["changed"]
    assert (order.street, order.city, order.postal_code) == ("ул. Победы, 3", "Невьянск", "622001")


def test_a_new_address_of_a_packed_order_is_reported_and_not_applied(anna, wei):
    order = packed(anna, wei)

    again = take(anna, order_of(anna, paid_at=NOON, street="ул. Победы, 3"))

    [(_, [reason])] = again.differing
    assert reason == "Street and house: not the same there, but the order is packed already."
    order.refresh_from_db()
    assert order.street == "ул. Мира, 12"


def test_another_name_under_one_number_is_another_person_and_nothing_is_written(anna):
    take(anna, order_of(anna))
    other = NewBuyer("Сергеева Ольга", "+79430009999", "2@example.com")

    again = take(anna, order_of(anna, buyer=other, street="ул. Победы, 3"))

    order = Order.objects.select_related("receiver").get()
    assert again.words == ["differing"]
    assert (order.receiver.name, order.receiver.phone) == ("Щербаков Юрий", "+79430001122")
    assert order.street == "ул. Мира, 12"


def test_what_a_repeat_leaves_empty_leaves_what_is_there(anna):
    take(anna, order_of(anna))

    again = take(anna, order_of(anna, buyer=NewBuyer(), postal_code="", city="", street=""))

    assert again.words == ["repeated"]
    assert Receiver.objects.get().name == "Щербаков Юрий"


def test_a_complete_file_fills_what_a_marketplace_left_empty(anna):
    take(anna, order_of(anna, buyer=NewBuyer(), postal_code="", city="", street=""))
    assert Order.objects.get().blocker == "address_incomplete"

    again = take(anna, order_of(anna))

    order = Order.objects.select_related("receiver").get()
    assert again.words == ["changed"]
    assert (order.receiver.name, order.city, order.blocker) == (
        "Щербаков Юрий",
        "Нижний Тагил",
        "",
    )
    assert order.receiver.name_latin


def test_identity_that_comes_later_is_kept_though_the_order_is_packed(anna, wei):
    packed(anna, wei)

    again = take(anna, order_of(anna, paid_at=NOON, buyer=replace(YURI, inn="500100732259")))

    assert again.words == ["changed"]
    assert Receiver.objects.get().inn == "500100732259"


def test_an_old_export_does_not_undo_what_a_person_has_corrected(anna):
    take(anna, order_of(anna))
    correct_receiver(
        order=Order.objects.get(), fields={"street": "ул. Победы, 3"}, by=anna, at=LATER
    )

    again = take(anna, order_of(anna))
    anew = take(anna, order_of(anna, street="ул. Ленина, 1"))

    assert (again.words, anew.words) == (["repeated"], ["differing"])
    assert Order.objects.get().street == "ул. Победы, 3"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([NewLine("MUG", 2, Decimal(1000), Decimal(90))], "SKU MUG: 1 pieces here, 2 there."),
        ([NewLine("MUG", 1, Decimal(900), Decimal(90))], "SKU MUG: 1000.00 roubles here, 900"),
        ([NewLine("MUG", 1, Decimal(1000), Decimal(0))], "comes to 1090.00 roubles here, to 1000"),
    ],
)
def test_other_goods_are_reported_line_by_line_and_never_applied(anna, lines, said):
    take(anna, order_of(anna))

    again = take(anna, order_of(anna, lines=lines))

    [(_, [reason])] = again.differing
    assert again.words == ["differing"]
    assert said in str(reason)
    line = Order.objects.get().lines.get()
    assert (line.quantity, line.unit_price_rub, line.shipping_rub) == (1, 1000, 90)


def test_prices_that_are_shares_are_compared_by_pieces_and_the_whole_sum(anna):
    take(anna, order_of(anna))
    shares = [NewLine("MUG", 1, Decimal("545.00"), Decimal("545.00"))]

    again = take(anna, order_of(anna, lines=shares, shared_prices=True))

    assert again.words == ["repeated"]


def test_a_payment_of_another_age_is_refused_and_books_nothing(anna):
    take(anna, order_of(anna))

    again = take(anna, order_of(anna, paid_at=NOON.replace(year=1)), at=LATER)

    assert again.words == ["refused"]
    assert Order.objects.get().status == "placed"


def test_one_bad_order_harms_no_other_and_each_gets_its_word(anna):
    take(anna, order_of(anna, "1"), order_of(anna, "2"), order_of(anna, "3"))
    new = [
        order_of(anna, "1"),
        order_of(anna, "2", paid_at=NOON),
        order_of(anna, "3", lines=[NewLine("MUG", 3, Decimal(1000), Decimal(90))]),
        order_of(anna, "4", lines=[]),
        order_of(anna, "5"),
    ]

    taken = take(anna, *new)

    assert taken.words == ["repeated", "changed", "differing", "refused", "created"]
    assert [index for index, _ in taken.differing] == [2]
    assert [index for index, _ in taken.refused] == [3]


def test_repeats_are_compared_by_a_handful_of_queries(anna, django_assert_max_num_queries):
    numbers = [str(n) for n in range(40)]
    take(anna, *(order_of(anna, number) for number in numbers))

    with django_assert_max_num_queries(12):
        again = take(anna, *(order_of(anna, number) for number in numbers))

    assert set(again.words) == {"repeated"}


def test_who_may_not_record_money_is_told_what_was_paid_and_the_rest_is_taken(anna):
    take(anna, order_of(anna))
    clerk = replace(anna, roles=frozenset({Role.SELLER_OPERATOR}), rights=frozenset({"import"}))

    again = take(clerk, order_of(anna, paid_at=NOON), order_of(anna, "2"), at=LATER)

    assert again.words == ["differing", "created"]
    assert "book the money" in str(again.differing[0][1][0])
    assert (Order.objects.get(number="1").status, Payment.objects.count()) == ("placed", 0)
