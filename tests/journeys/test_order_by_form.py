"""An order that was placed by a form is corrected, paid for, packed and shipped."""

from decimal import Decimal

import pytest

from shipments import clock
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.tasks import pack_paid_orders, reserve_paid_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = {
    "name": "Щербаков Юрий Петрович",
    "phone": "8 912 345-67-80",
    "postal_code": "620014",
    "city": "Екатеринбург",
    "street": "ул. Мира, 12",
    "shipping": "150",
}


def fill(window, **fields: str) -> None:
    for name, text in fields.items():
        window.page.fill(f"main [name='{name}']", text)


def save(window) -> None:
    window.click("main form.card button.main")


def jobs() -> None:
    reserve_paid_orders()
    pack_paid_orders()


def open_order(anna, number: str) -> None:
    anna.menu("/seller/orders/")
    anna.click(f"tbody a[href*='/orders/{number}/']")


def test_an_order_placed_by_form_is_corrected_paid_and_shipped(
    sit_down, anna_shop, stocked, happen, manner
):
    stocked(anna_shop)
    anna = sit_down("anna", seller=anna_shop)
    anna.go("/seller/")
    anna.menu("/seller/orders/")
    anna.click("main a[href='/seller/orders/new/']")
    fill(anna, **TYPED)
    fill(anna, find="CUP")
    anna.click("main button[name=look]")
    anna.click("main button[name=add][value='CUP-1']")
    fill(anna, **{"lines-0-unit_price": "1290,50"})
    save(anna)
    order = Order.objects.get()
    assert (order.status, order.goods_rub) == ("placed", Decimal("1290.50"))

    anna.click("main a[href$='/receiver/']")
    fill(anna, phone="8 912 345-67-89", street="ул. Мира, 12, кв. 5")
    save(anna)
    anna.click("main a[href$='/lines/']")
    fill(anna, **{"lines-0-quantity": "2"})
    save(anna)
    assert anna.shows("CUP-1: 1 × 1290.50 RUB → 2 × 1290.50 RUB"), "the history says so"
    anna.click("main a[href$='/payment/']")
    assert anna.page.input_value("[name=amount]") == "2731.00"
    anna.page.select_option("[name=method]", "card")
    fill(anna, reference="П-77")
    save(anna)
    assert anna.shows("П-77")
    assert anna.page.locator("main a[href$='/payment/']").count() == 0, "it is paid"

    jobs()
    parcel = Parcel.objects.get()
    order = Order.objects.select_related("receiver").get()
    assert (order.status, order.receiver.phone) == ("packed", "+79123456789")
    assert order.street == "ул. Мира, 12, кв. 5"
    open_order(anna, order.number)
    assert anna.shows(parcel.number)
    assert anna.page.locator("main a[href$='/lines/'], main a[href$='/receiver/']").count() == 0
    happen([parcel], "export_filed", "export_released", "departed", at=clock.now())
    open_order(anna, order.number)

    assert Order.objects.get().status == "shipped"
    assert anna.marked(".head .badge") == {"ru": "отправлено", "zh-hans": "已发运"}[manner[0]]
    assert anna.page.locator("form[action$='/cancel/']").count() == 0, "it has left"
