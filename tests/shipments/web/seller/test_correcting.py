"""Pages that correct an order's goods, record its payment, and say why it is not cancelled."""

import pytest

from shipments import clock
from shipments.actor import Actor, Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.flights.models import Flight
from shipments.orders.actions import reserve_paid_orders
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from tests.browsers import seen
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

LINES, PAY = "/seller/orders/A-1/lines/", "/seller/orders/A-1/payment/"
ROWS = {"lines-TOTAL_FORMS": "3", "lines-INITIAL_FORMS": "0"}
PAID = {"amount": "1 090,00", "currency": "RUB", "method": "card", "reference": "77"}


@pytest.fixture
def order(anna_shop, channel) -> Order:
    put_in_stock(make_product(anna_shop.pk), 5)
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    with clock.stopped_at(NOON):
        [made] = place(anna, "A-1")
        yield made


def test_goods_are_corrected_and_the_history_says_so(anna_reads, order):
    shown = anna_reads.get(LINES).context
    typed = {"lines-0-sku": "MUG", "lines-0-quantity": "2", "lines-0-unit_price": "950,5"}
    told = seen(anna_reads.post(LINES, {**ROWS, **typed, "shipping": "90"}, follow=True))

    assert shown["lines"][0]["unit_price"].value() == "1000.00"
    assert "are corrected" in told
    assert "MUG: 1 × 1000.00 RUB → 2 × 950.50 RUB" in told
    assert Order.objects.get().goods_rub == 1901


def test_a_payment_is_recorded_by_a_form(anna_reads, order):
    short = anna_reads.post(PAY, {**PAID, "amount": "1000"})
    told = seen(anna_reads.post(PAY, PAID, follow=True))

    assert list(short.context["form"].errors) == ["amount"]
    assert "The payment is recorded." in told
    assert "bank card" in told
    assert Order.objects.get().status == "paid"
    assert "No payment is waited for" in seen(anna_reads.get(PAY))


def test_others_correct_and_pay_nothing(viewer, boris_reads, order):
    for path in (LINES, PAY):
        assert viewer.client.post(path, {**ROWS, **PAID}).status_code == 403
        assert boris_reads.get(path).status_code == 404
    assert (Order.objects.get().status, order.payments.count()) == ("placed", 0)


def test_where_the_parcel_lies_is_said_instead_of_offering_to_cancel(
    anna_reads, order, consolidation
):
    by = system("tests")
    anna_reads.post(PAY, PAID)
    reserve_paid_orders(limit=9, by=by, at=NOON)
    [parcel] = pack_orders(orders=[Order.objects.get()], by=by, at=NOON)
    assert "/cancel/" in seen(anna_reads.get("/seller/orders/A-1/"))
    preview = anna_reads.post("/seller/selection/", {"do": "cancel", "all": "1"})
    assert preview.context["counts"]["money"] == [("RUB", 1090)]
    assert "1,090.00 ₽" in seen(preview)
    Flight.objects.update(cargo_cutoff=NOON.replace(month=12))
    opened = open_consolidation(flight=consolidation.flight, by=by, at=NOON)
    happened = {"movement": "packed", "export_clearance": "released"}
    type(parcel).objects.filter(pk=parcel.pk).update(**happened)
    add_parcels(consolidation=opened, numbers=[parcel.number], by=by, at=NOON)

    text = seen(anna_reads.get("/seller/orders/A-1/"))

    assert "is in the load of flight U6999 04.11.2026 already" in text
    assert "/cancel/" not in text
    refused = seen(anna_reads.post("/seller/orders/A-1/cancel/", {"why": "x"}, follow=True))
    assert "in the load of flight U6999" in refused
    assert Order.objects.get().status == "packed"
