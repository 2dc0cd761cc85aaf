"""One order placed by a form: the rules of REST and files, and errors beside their fields."""

from decimal import Decimal

import pytest

from shipments import clock
from shipments.orders.models import Order
from tests.browsers import seen
from tests.factories.shop import make_product, put_in_stock
from tests.world import NOON

PAGE = "/seller/orders/new/"
TYPED = {
    "number": "H-1",
    "marketplace": "own",
    "name": "Цой Пётр",
    "phone": "8 912 345-67-89",
    "postal_code": "620014",
    "city": "Екатеринбург",
    "street": "ул. Мира, 1",
    "shipping": "150",
    "note": "gift",
    "lines-TOTAL_FORMS": "3",
    "lines-INITIAL_FORMS": "0",
    "lines-0-sku": "MUG",
    "lines-0-quantity": "2",
    "lines-0-unit_price": "1000.50",
}


@pytest.fixture(autouse=True)
def _mug(anna_shop, channel):
    put_in_stock(make_product(anna_shop.pk), 10)
    with clock.stopped_at(NOON):
        yield


def test_an_order_is_placed_with_its_lines_and_sums(anna_reads):
    told = anna_reads.post(PAGE, {**TYPED, "is_paid": "on"}, follow=True)

    order = Order.objects.get()
    assert told.redirect_chain == [("/seller/orders/H-1/", 302)]
    assert (order.status, order.goods_rub, order.shipping_rub) == ("paid", 2001, 150)
    assert (order.marketplace, order.note, order.blocker) == ("own", "gift", "")
    assert (order.receiver.phone, order.ordered_at, order.paid_at) == ("+79123456789", NOON, NOON)
    assert order.payments.get().amount_rub == Decimal("2151.00")


def test_a_second_click_places_nothing_more_and_another_order_is_told(anna_reads):
    anna_reads.post(PAGE, TYPED)
    again = anna_reads.post(PAGE, TYPED, follow=True)
    other = anna_reads.post(PAGE, {**TYPED, "lines-0-quantity": "3"})

    assert "placed already" in seen(again)
    assert other.status_code == 422
    assert other.context["form"].errors.keys() == {"number"}
    assert Order.objects.get().lines.get().quantity == 2


WRONG = [
    ("phone", "12"),
    ("postal_code", "62001"),
    ("email", "no"),
    ("name", ""),
    ("number", "a/b"),
    ("inn", "1"),
    ("passport", "12"),
    ("shipping", "-1"),
    ("number", "new"),
    ("ordered_at", "2031-01-01T10:00"),
    ("marketplace", "moon"),
]
WRONG_LINES = [
    ("sku", "NO"),
    ("quantity", "0"),
    ("unit_price", "1.001"),
    ("sku", ""),
    ("unit_price", ""),
]


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_placed(anna_reads):
    for field, text in WRONG:
        answer = anna_reads.post(PAGE, {**TYPED, field: text})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field]), text
    for field, text in WRONG_LINES:
        answer = anna_reads.post(PAGE, {**TYPED, f"lines-0-{field}": text})
        assert (answer.status_code, list(answer.context["lines"][0].errors)) == (422, [field])
    answer = anna_reads.post(PAGE, {**TYPED, "paid_at": "2026-11-01T10:00"})
    assert list(answer.context["form"].errors) == ["is_paid"], "paid or not: it says both"

    assert not Order.objects.exists()


def test_no_lines_are_no_order(anna_reads):
    empty = {"lines-0-sku": "", "lines-0-quantity": "", "lines-0-unit_price": ""}

    assert "The order has no goods" in seen(anna_reads.post(PAGE, {**TYPED, **empty}))
    assert not Order.objects.exists()


def test_a_product_is_found_and_put_in_a_row_without_scripts(anna_reads):
    found = seen(anna_reads.post(PAGE, {**TYPED, "find": "Термо", "look": "1"}))
    added = anna_reads.post(PAGE, {**TYPED, "add": "MUG"}).context["lines"]
    more = anna_reads.post(PAGE, {**TYPED, "row": "1"}).context["lines"]

    assert 'name="add" value="MUG"' in found
    assert 'value="Цой Пётр"' in found, "what was typed stays"
    assert [line["sku"].value() for line in added] == ["MUG", "MUG", ""]
    assert len(more) == 8
    assert not Order.objects.exists()


def test_without_a_whole_address_it_is_placed_and_waits(anna_reads):
    told = seen(anna_reads.post(PAGE, {**TYPED, "street": ""}, follow=True))

    assert "not complete yet" in told
    assert Order.objects.get().blocker == "address_incomplete"


def test_who_only_looks_places_nothing(viewer):
    assert viewer.client.get(PAGE).status_code == 403
    assert viewer.client.post(PAGE, TYPED).status_code == 403
    assert not Order.objects.exists()
