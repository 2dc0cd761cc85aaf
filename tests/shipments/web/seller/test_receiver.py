"""Correcting who receives an order: what is missing is said, what is there stays hidden."""

import pytest

from shipments.actor import Actor, Role
from shipments.orders.intake import NewBuyer
from shipments.orders.models import Order
from tests.browsers import seen, signed_in
from tests.factories.shop import make_product, place

PAGE, FORM = "/seller/orders/A-1/", "/seller/orders/A-1/receiver/"
REVEAL = "/seller/orders/A-1/reveal/"


@pytest.fixture
def order(anna_shop, channel) -> Order:
    make_product(anna_shop.pk)
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    [made] = place(anna, "A-1", buyer=NewBuyer("Щербаков Юрий", "нет"), street="")
    return made


def test_the_order_says_what_is_missing_and_who_acts(anna_reads, order):
    text = seen(anna_reads.get(PAGE))

    assert "address incomplete" in text
    assert "A Russian phone number is needed" in text
    assert "The street and house are missing." in text
    assert FORM in text


def test_what_is_there_is_hidden_until_asked_for_and_an_empty_field_leaves_it(anna_reads, order):
    hidden = anna_reads.get(FORM).content.decode()
    anna_reads.post(FORM, {"phone": "8 943 000-00-01", "street": "ул. Мира, 1"})

    kept = Order.objects.select_related("receiver").get()
    assert "Щербаков" not in hidden
    assert (kept.receiver.name, kept.receiver.phone, kept.blocker) == (
        "Щербаков Юрий",
        "+79430000001",
        "",
    )


def test_who_has_asked_to_see_it_may_also_clear_a_field(anna_reads, order):
    told = anna_reads.post(REVEAL, {"then": "receiver"}, follow=True)
    anna_reads.post(
        FORM,
        {
            "seen": "1",
            "name": "Щербаков Юрий",
            "phone": "+79430000001",
            "postal_code": "622001",
            "city": "Невьянск",
            "street": "",
        },
    )

    kept = Order.objects.select_related("receiver").get()
    assert "Щербаков Юрий" in told.content.decode()
    assert (kept.city, kept.receiver.phone, kept.blocker) == (
        "Невьянск",
        "+79430000001",
        "address_incomplete",
    )


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(anna_reads, order):
    answer = anna_reads.post(FORM, {"phone": "12", "street": "ул. Мира, 1"})

    assert answer.status_code == 422
    assert "A Russian phone number is needed" in answer.content.decode()
    assert Order.objects.get().street == ""


def test_others_find_no_form(order, anna_shop, boris_reads):
    viewer = signed_in("vera", seller=anna_shop, level=Role.SELLER_VIEWER)

    assert boris_reads.get(FORM).status_code == 404
    assert viewer.post(FORM, {"street": "ул. Мира, 1"}).status_code in (302, 403)
    assert Order.objects.get().street == ""


def test_a_packed_order_has_no_form_any_more(anna_reads, order):
    Order.objects.update(status="packed")

    assert "no longer be changed" in seen(anna_reads.get(FORM))
    assert anna_reads.post(FORM, {"street": "ул. Мира, 1"}).status_code == 422
    assert Order.objects.get().street == ""


def test_the_note_is_corrected_too_and_the_history_says_so(anna_reads, order):
    anna_reads.post(FORM, {"note": "Позвонить\nза час"})
    told = seen(anna_reads.get(PAGE))
    too_long = anna_reads.post(FORM, {"note": "x" * 1001})

    assert "Позвонить за час" in told
    assert "Note corrected" in told
    assert "Receiver and address corrected" not in told
    assert too_long.status_code == 422
    anna_reads.post(FORM, {"city": "Ревда"})
    assert Order.objects.get().note.startswith("Позвонить")
    anna_reads.post(FORM, {"note": ""})
    assert Order.objects.get().note == ""
