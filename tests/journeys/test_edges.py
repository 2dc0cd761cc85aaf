"""What comes in wrong or empty is mended by who must act, and then it ships."""

from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from shipments.actor import Role, system
from shipments.carriers.airline.codes import DEFAULT_MAP, SCHEME
from shipments.carriers.reading import read_message
from shipments.cases.models import Case
from shipments.catalogue.models import Product
from shipments.containers.contents import put
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.containers.models import Consolidation
from shipments.flights.models import Leg, Place
from shipments.operations.planning import break_down_arrived
from shipments.orders.actions import reserve_paid_orders
from shipments.orders.models import Order
from shipments.packing.actions import pack_paid_orders
from shipments.parcels.models import Parcel
from shipments.parties.models import Seller
from shipments.reference import load_partner_codes
from shipments.tasks import parse_drafts, run_waiting_imports
from shipments.tracking.actions import project_contents
from tests.machines import NOON
from tests.shipments.imports.samples import OZON, PLAIN, SAMPLES, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = system("journey")
PLAIN_ROWS, OZON_ROWS = (SAMPLES[place].rows for place in (0, 2))


def written(folder: Path, name: str, head: tuple[str, ...], rows: list[list[str]], by: str) -> Path:
    lines = [by.join(cells) for cells in (head, *rows)]
    path = folder / name
    path.write_text("\n".join(lines), "utf-8")
    return path


def give(window, path: Path, kind: str = "orders") -> None:
    """Upload a file, look at its preview, import it, wait for the job, read what came of it."""
    window.go("/seller/imports/")
    window.page.set_input_files("[name=file]", path)
    window.page.select_option("[name=kind]", kind)
    window.click("main form button.main")
    parse_drafts()
    window.page.wait_for_selector("button[name=begin]")
    window.click("button[name=begin]")
    run_waiting_imports()
    window.page.reload()
    window.look()


def ship() -> None:
    reserve_paid_orders(limit=100, by=BY, at=NOON)
    pack_paid_orders(limit=100, by=BY, at=NOON)


def test_an_ozon_order_without_an_address_is_mended_and_ships(
    sit_down, anna_shop, stocked, tmp_path
):
    stocked(anna_shop, "AAA")
    path = written(tmp_path, "ozon.csv", OZON, OZON_ROWS(0), ";")
    anna = sit_down("anna", seller=anna_shop)

    give(anna, path)
    ship()
    assert not Parcel.objects.exists(), "nobody could deliver it"
    anna.go("/seller/")
    anna.click("a[href*='blocker=address_incomplete']")
    anna.click("a[href*='/orders/N0/']")
    anna.click("a[href$='/receiver/']")
    for name, text in (
        ("name", "Щербаков Юрий Петрович"),
        ("phone", "8 912 345-67-89"),
        ("postal_code", "62001"),
        ("city", "Екатеринбург"),
        ("street", "ул. Мира, 12, кв. 5"),
    ):
        anna.page.fill(f"[name={name}]", text)
    with anna.page.expect_navigation():
        anna.page.click("main form.card button.main")
    anna.look()
    assert anna.page.locator(".error").count() == 1, "the index is one digit short"
    anna.page.fill("[name=postal_code]", "620014")
    anna.click("main form.card button.main")
    ship()

    order = Order.objects.select_related("receiver").get()
    assert (order.status, order.blocker, order.receiver.phone) == ("packed", "", "+79123456789")
    anna.go(f"/seller/orders/{order.number}/")
    assert anna.shows(Parcel.objects.get().number)


def test_a_family_with_one_email_gets_each_its_own_parcel(sit_down, anna_shop, stocked, tmp_path):
    stocked(anna_shop, "AAA")
    rows = [*PLAIN_ROWS(0), *PLAIN_ROWS(2)]
    for row in rows:
        row[PLAIN.index("buyer_email")] = "family@example.com"
    path = written(tmp_path, "family.csv", PLAIN, rows, ",")
    path.write_text(path.read_text().replace("ул. Примерная, д.", "ул. Примерная д."), "utf-8")
    anna, nobody = sit_down("anna", seller=anna_shop), sit_down()

    give(anna, path)
    ship()

    for n, other in ((0, 2), (2, 0)):
        parcel = Parcel.objects.get(order__number=f"N{n}")
        anna.go(f"/seller/orders/N{n}/")
        anna.click("form[action$='/reveal/'] button")
        assert anna.shows(person(n)["name"])
        assert not anna.shows(person(other)["name"])
        nobody.go(f"/track/{parcel.number}/")
        nobody.page.fill("[name=digits]", f"000{other}")
        nobody.page.locator("[name=digits]").press("Enter")
        nobody.page.wait_for_load_state()
        words = [word for word in ("AAA", "Чашка") if word in nobody.text]
        assert words == [], "the other's digits open nothing"


def test_a_damaged_sheet_is_repaired_with_the_errors_file(sit_down, anna_shop, stocked, tmp_path):
    stocked(anna_shop, "AAA")
    stocked(anna_shop, "BBB")
    rows = [*PLAIN_ROWS(0), *PLAIN_ROWS(1), *PLAIN_ROWS(2)]
    for row in rows:
        row[PLAIN.index("street")] = "ул. Примерная д. 1"
    rows[1][PLAIN.index("quantity")] = "1.5"
    rows[3][0], rows[3][PLAIN.index("unit_price")] = "8.19E+15", "1,234"
    rows[3][PLAIN.index("unit_price")] = '"1,234"'
    path = written(tmp_path, "damaged.csv", PLAIN, rows, ",")
    anna = sit_down("anna", seller=anna_shop)

    give(anna, path)
    assert set(Order.objects.values_list("number", flat=True)) == {"N0"}
    with anna.page.expect_download() as coming:
        anna.page.click("a[href$='errors.xlsx']")
    sheet = CalamineWorkbook.from_path(coming.value.path()).get_sheet_by_index(0).to_python()
    assert len(sheet) == 4, "both rows of the one order, and the other one"
    with anna.page.expect_download() as coming:
        anna.page.click("a[href$='errors.csv']")
    text = coming.value.path().read_text("utf-8-sig")
    repaired = tmp_path / "repaired.csv"
    repaired.write_text(
        text.replace(",1.5,", ",2,").replace("8.19E+15", "N2").replace('"1,234"', "1234.00"),
        "utf-8-sig",
    )
    give(anna, repaired)

    assert set(Order.objects.values_list("number", flat=True)) == {"N0", "N1", "N2"}
    assert Order.objects.get(number="N1").lines.count() == 2


def test_a_new_seller_brings_in_her_first_goods(sit_down, reference, tmp_path):
    shop = Seller.objects.create(code="S050", name_zh="新店", uscc="91350100M000100Y43")
    head = ("商品编码", "商品名称", "重量", "俄文名", "海关编码", "备注")
    rows = [
        ["M-1", "保温杯", "350", "Термокружка", "961700", "x"],
        ["M-2", "台灯", "500", "Лампа", "940521", ""],
    ]
    path = written(tmp_path, "goods.csv", head, rows, ",")
    mei = sit_down("mei", seller=shop)

    mei.go("/seller/imports/")
    mei.page.set_input_files("[name=file]", path)
    mei.page.select_option("[name=kind]", "products")
    mei.click("main form button.main")
    parse_drafts()
    mei.page.wait_for_selector("button[name=begin]")
    assert mei.shows("备注"), "what is not used is named before"
    mei.click("button[name=begin]")
    run_waiting_imports()
    mei.page.reload()
    mei.look()

    told = Product.objects.filter(seller=shop).order_by("sku")
    assert list(told.values_list("sku", "name_zh", "weight_grams", "name_ru", "hs_code")) == [
        ("M-1", "保温杯", 350, "Термокружка", "961700"),
        ("M-2", "台灯", 500, "Лампа", "940521"),
    ]


def test_a_bag_that_is_missing_at_arrival_becomes_a_case(
    sit_down, consolidation, make_parcels, happen
):
    load_partner_codes(SCHEME, DEFAULT_MAP)
    Consolidation.objects.filter(pk=consolidation.pk).update(mawb="262-10000012")
    parcels = make_parcels(2)
    put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    for to in ("open", "closed", "manifested", "departed", "arrived"):
        CONSOLIDATION.move([consolidation], to, by=BY, at=NOON)
    landed = NOON + timedelta(hours=6)
    Leg.objects.update(actual_departure=NOON, actual_arrival=landed, status="arrived")
    told = (
        "FSU/15\n262-10000012HRBSVX/T7K98.0\nRCF/U6999/02NOV2330/SVX/P6\n"
        "DIS/U6999/02NOV2335/SVX/MSCA/P1K14.0\nRCF/U6999/02NOV2335/XXX/P1\n"
    )

    _, taken = read_message(content=told.encode(), by=system("airline"), at=NOON.replace(hour=20))
    Place.objects.update(breaks_down_by_clock=True)
    break_down_arrived(by=BY, at=NOON + timedelta(days=1))
    project_contents(at=NOON + timedelta(days=1))

    assert taken.accepted == 2, "the line of the unknown airport waits, the others count"
    assert not Parcel.objects.filter(movement="at_hub").exists()
    pavel = sit_down("pavel", roles=(Role.PLANNER, Role.WAREHOUSE))
    pavel.go("/staff/consolidations/262-10000012/")
    assert pavel.shows("SVX/MSCA/P1")
    pavel.go("/staff/messages/")
    pavel.click("main tbody a")
    assert pavel.shows("RCF/U6999/02NOV2335/XXX/P1")
    pavel.go("/staff/cases/")
    pavel.click("main tbody a")
    assert pavel.shows(parcels[0].number)
    assert Case.objects.get().kind == "discrepancy"
