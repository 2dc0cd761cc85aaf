"""Anna's mornings: two hundred labels, a mistake taken back, and Vera who may only look."""

import re

import pypdfium2
import pytest

from shipments.actor import Role
from shipments.bulk.models import BulkAction
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.stock.models import StockLevel
from shipments.tasks import parse_drafts, run_bulk_actions, run_waiting_imports
from tests.machines import order_body
from tests.shipments.api.test_imports import HEADER, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS_TO_LOOK = {"/seller/paste/", "/seller/columns/", "/seller/selection/file/"}
LINE = {"sku": "CUP-1", "quantity": 1, "unit_price": "1290.50", "shipping": "100.00"}


@pytest.fixture
def placed(key_for, anna_shop, stocked):
    """Three paid orders of Anna's."""
    stocked(anna_shop)
    machine = key_for(anna_shop)
    for number in ("A-1", "A-2", "A-3"):
        machine.post("orders/", order_body(number, lines=[LINE]))
        machine.post(f"orders/{number}/pay/")


def test_anna_prints_two_hundred_labels(sit_down, anna_shop, make_parcels):
    parcels = make_parcels(200)
    anna = sit_down("anna", seller=anna_shop)
    anna.go("/seller/parcels/")

    for _ in range(3):
        anna.page.check("[data-selects-all]")
        anna.click("a[rel=next]")
    anna.page.check("[data-selects-all]")
    assert anna.page.inner_text("[data-selection-count]") == "200"
    with anna.page.expect_download() as coming:
        anna.page.click(".selection button.main")

    pages = pypdfium2.PdfDocument(coming.value.path().read_bytes())
    assert len(pages) == 200
    assert Parcel.objects.filter(label_printed_at=None).count() == 0
    assert {p.pk for p in parcels} == set(Parcel.objects.values_list("pk", flat=True))


def test_anna_undoes_a_bulk_cancellation(sit_down, anna_shop, placed):
    anna = sit_down("anna", seller=anna_shop)
    reserved = StockLevel.objects.get().reserved

    anna.go("/seller/orders/?search=A-")
    anna.page.check("[name=all]")
    anna.click("button[value=cancel]")
    anna.page.fill("[name=why]", "не тот прайс")
    anna.click("main form button.danger")
    run_bulk_actions()
    assert Order.objects.filter(status="cancelled").count() == 3
    anna.page.wait_for_selector("button.danger")
    anna.look()
    anna.click("button.danger")
    run_bulk_actions()
    anna.page.wait_for_selector(".badge.warn")

    assert BulkAction.objects.get().status == "undone"
    assert Order.objects.filter(status="paid").count() == 3
    assert StockLevel.objects.get().reserved == reserved


def test_ticks_outlive_a_look_at_the_preview(sit_down, anna_shop, placed):
    anna = sit_down("anna", seller=anna_shop)
    anna.go("/seller/orders/")
    anna.page.check("[data-selects-all]")

    anna.click("button[value=cancel]")
    anna.go("/seller/orders/")
    assert anna.page.inner_text("[data-selection-count]") == "3"

    anna.click("button[value=cancel]")
    anna.page.fill("[name=why]", "не тот прайс")
    anna.click("main form button.danger")
    anna.go("/seller/orders/")
    assert anna.page.inner_text("[data-selection-count]") == "0"


def test_a_viewer_sees_and_cannot_touch(sit_down, anna_shop, placed):
    vera = sit_down("vera", seller=anna_shop, level=Role.SELLER_VIEWER)

    for path in (
        "/seller/",
        "/seller/orders/",
        "/seller/orders/A-1/",
        "/seller/parcels/",
        "/seller/imports/",
        "/seller/exports/",
    ):
        vera.go(path)
        actions = vera.page.locator("main form[method=post]").evaluate_all(
            "forms => forms.map(form => new URL(form.action).pathname)"
        )
        assert set(actions) <= WAYS_TO_LOOK, path

    token = re.search(
        r"csrftoken=(\w+)",
        "; ".join(f"{one['name']}={one['value']}" for one in vera.page.context.cookies()),
    )
    answer = vera.page.request.post(
        f"{vera.site}/seller/orders/A-1/cancel/",
        form={"why": "x"},
        headers={"X-CSRFToken": token[1] if token else "", "Referer": vera.site},
    )
    assert answer.status == 403
    assert Order.objects.get(number="A-1").status == "paid"


def test_anna_imports_a_file_with_bad_rows_and_repairs_them(sit_down, anna_shop, stocked, tmp_path):
    stocked(anna_shop)
    anna = sit_down("anna", seller=anna_shop)
    given = tmp_path / "orders.csv"
    given.write_text("\n".join([HEADER, row("F-1"), row("F-2", sku="CUP-l")]))

    anna.go("/seller/imports/")
    anna.page.set_input_files("[name=file]", given)
    assert anna.page.inner_text("[data-names]") == given.name
    anna.click("main form button.main")
    parse_drafts()
    anna.page.wait_for_selector("button[name=begin]")
    anna.click("button[name=begin]")
    run_waiting_imports()
    anna.page.wait_for_selector("a[href$='errors.csv']")
    assert list(Order.objects.values_list("number", flat=True)) == ["F-1"]

    with anna.page.expect_download() as coming:
        anna.page.click("a[href$='errors.csv']")
    repaired = tmp_path / "repaired.csv"
    text = coming.value.path().read_text("utf-8-sig")
    repaired.write_text(text.replace("CUP-l,", "CUP-1,"), "utf-8-sig")
    anna.go("/seller/imports/")
    anna.page.set_input_files("[name=file]", repaired)
    anna.click("main form button.main")
    parse_drafts()
    anna.page.wait_for_selector("button[name=begin]")
    anna.click("button[name=begin]")
    run_waiting_imports()
    anna.page.wait_for_selector("p.notice.success")

    assert set(Order.objects.values_list("number", flat=True)) == {"F-1", "F-2"}
    assert anna.page.locator(".tile.good b").first.inner_text() == "1"
