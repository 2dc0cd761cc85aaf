"""A bulk cancellation is undone from a new tab, and no job goes on with it before."""

import pytest
from django.core import mail

from shipments.bulk.models import BulkAction
from shipments.orders.models import Order
from shipments.stock.models import StockLevel
from shipments.tasks import (
    expire_unpaid_orders,
    pack_paid_orders,
    publish_news,
    reserve_paid_orders,
    run_bulk_actions,
    send_mails,
)
from tests.machines import order_body

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAID = "2026-11-02T10:05:00+08:00"
LINE = {"sku": "CUP-1", "quantity": 5, "unit_price": "1290.50", "shipping": "100.00"}


@pytest.fixture
def paid(key_for, anna_shop, stocked) -> None:
    """Two orders that have all ten cups; a third, which waits for cups, comes later."""
    stocked(anna_shop, pieces=10)
    machine = key_for(anna_shop)
    for number in ("A-1", "A-2"):
        machine.post("orders/", order_body(number, lines=[LINE]))
        machine.post(f"orders/{number}/pay/")
    reserve_paid_orders()
    placed = machine.post("orders/", order_body("LATE", lines=[LINE], paid_at=PAID))
    assert placed.json()["status"] == "paid"


def jobs() -> None:
    for job in (
        reserve_paid_orders,
        pack_paid_orders,
        expire_unpaid_orders,
        publish_news,
        send_mails,
    ):
        job()


def reserved() -> dict[str, bool]:
    """Which orders have their goods."""
    rows = Order.objects.values_list("number", "status", "reserved_at")
    return {number: bool(at) and status == "paid" for number, status, at in rows}


def test_anna_loses_the_tab_and_undoes_her_bulk_cancellation(sit_down, anna_shop, paid, manner):
    anna = sit_down("anna", seller=anna_shop)
    before = reserved()
    anna.go("/seller/")
    anna.menu("/seller/orders/")
    for number in ("A-1", "A-2"):
        anna.page.check(f"[aria-label='{number}']")
    anna.click("button[value=cancel]")
    anna.page.fill("[name=why]", "не тот прайс")
    anna.click("main form button.danger")
    run_bulk_actions()
    assert set(Order.objects.filter(status="cancelled").values_list("number", flat=True)) == {
        "A-1",
        "A-2",
    }

    anna.lose_tab()
    jobs()
    assert not reserved()["LATE"], "the cups may still be wanted back"
    assert mail.outbox == [], "nobody hears of what may be taken back"
    anna.go("/seller/")
    anna.menu("/seller/bulk-actions/")
    anna.click("tbody a")
    anna.click("form[action$='/undo/'] button")
    jobs()
    assert not reserved()["LATE"], "taking back comes first"
    run_bulk_actions()
    jobs()

    assert BulkAction.objects.get().status == "undone"
    assert before == {"A-1": True, "A-2": True, "LATE": False}
    told = dict(Order.objects.values_list("number", "status"))
    assert told == {"A-1": "packed", "A-2": "packed", "LATE": "paid"}
    assert StockLevel.objects.get().on_hand == 0
