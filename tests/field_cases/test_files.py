"""Files of shops that did harm elsewhere: understood whole, or refused with the reason."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shipments.catalogue.models import Product
from shipments.imports.models import ImportRun
from shipments.imports.sheets import errors_file
from shipments.orders.models import Order, Receiver
from shipments.parcels.models import Parcel
from tests.field_cases.conftest import take


def numbers() -> set[str]:
    return set(Order.objects.values_list("number", flat=True))


def reasons(run: ImportRun) -> str:
    told = (fault for error in run.errors.order_by("line") for fault in error.faults)
    return " | ".join(f"{column}: {reason}" for column, reason in told)


def counts(run: ImportRun) -> tuple[int, int, int]:
    return run.created, run.repeated, run.refused


def nothing_vanished(run: ImportRun) -> bool:
    parts = (
        run.rows_created,
        run.rows_repeated,
        run.rows_changed,
        run.rows_differing,
        run.rows_refused,
    )
    return sum(parts) == run.rows_total


def test_p01_a_refunded_order_is_not_shipped(given, packed):
    run = given("p01-refunded-order-is-not-shipped.shopify.csv")

    assert counts(run) == (0, 0, 1)
    assert "refunded" in reasons(run)
    assert packed() == set()


def test_p01_a_refund_of_an_order_that_is_here_says_that_it_goes_on(given, shop):
    given("p06a-first-export.shopify.csv")
    Order.objects.filter(number="#BH0601").update(number="#BH0101")

    run = given("p01-refunded-order-is-not-shipped.shopify.csv")

    assert "here already and goes on" in reasons(run)


def test_p02_a_line_without_sku_refuses_the_whole_order_and_is_named(given):
    run = given("p02-line-without-sku-is-not-dropped-in-silence.shopify.csv")

    assert counts(run) == (0, 0, 1)
    assert numbers() == set()
    assert {error.line for error in run.errors.all()} == {2, 3}
    assert "Lineitem sku" in reasons(run)
    assert nothing_vanished(run)


def test_p03_the_same_sku_on_two_lines_is_one_order_with_its_sum(given):
    given("p03-same-sku-on-two-lines-is-one-order.shopify.csv")

    order = Order.objects.get()
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [("BH-A", 3)]
    assert order.goods_rub + order.shipping_rub == Decimal("1500.00")


def test_p04_what_was_paid_after_the_discount_is_booked(given):
    given("p04-discount-lowers-what-the-buyer-paid.shopify.csv")

    order = Order.objects.get()
    assert order.goods_rub + order.shipping_rub == Decimal("12000.00")
    assert order.payments.get().amount_rub == Decimal("12000.00")
    assert order.lines.get().unit_price_rub == Decimal("12000.00")


def test_p05_what_is_shipped_elsewhere_is_refused_and_the_partly_shipped_goes_to_a_person(given):
    run = given("p05-already-shipped-elsewhere.shopify.csv")

    assert counts(run) == (0, 0, 2)
    assert numbers() == set()
    assert nothing_vanished(run)


def test_p06_a_later_export_cancels_pays_and_readdresses(given, packed):
    given("p06a-first-export.shopify.csv")
    assert numbers() == {"#BH0601", "#BH0602", "#BH0603"}

    run = given("p06b-next-export-cancelled-paid-and-new-address.shopify.csv")

    orders = {order.number: order for order in Order.objects.all()}
    assert (run.repeated, run.changed, run.differing, run.refused) == (0, 3, 0, 0)
    assert orders["#BH0601"].status == "cancelled"
    assert orders["#BH0602"].paid_at == datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert (orders["#BH0603"].city, orders["#BH0603"].postal_code) == ("Тюмень", "625000")
    assert packed() == {"#BH0602", "#BH0603"}


def test_p07_a_number_damaged_by_a_spreadsheet_is_refused(given):
    run = given("p07-numbers-damaged-by-a-spreadsheet.plain.csv")

    assert (run.created, numbers()) == (0, set())
    assert "spreadsheet" in reasons(run)
    assert nothing_vanished(run)


def test_p08_one_number_with_two_buyers_is_refused(given):
    run = given("p08-one-number-two-buyers.plain.csv")

    assert (run.created, numbers()) == (0, set())
    assert "buyer_name" in reasons(run)


def test_p09_a_number_merged_over_two_rows_is_one_order_of_two_lines(given):
    given("p09-merged-order-number-over-two-lines.plain.xlsx")

    order = Order.objects.get(number="BH0901")
    assert sorted(order.lines.values_list("sku", flat=True)) == ["BH-A", "BH-B"]
    assert Order.objects.get(number="BH0902").lines.count() == 1


def test_p09b_a_file_with_a_part_of_the_goods_is_no_repeat(given):
    given("p09-merged-order-number-over-two-lines.plain.xlsx")

    run = given("p09b-the-corrected-second-line.plain.csv")

    assert (run.repeated, run.differing) == (0, 1)
    assert "BH-A" in reasons(run)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("p10-title-above-the-header.plain.xlsx", "BH1001"),
        ("p19-sep-line-of-excel.plain.csv", "BH1901"),
        ("o02-data-on-the-second-sheet.plain.xlsx", "BH6201"),
    ],
)
def test_p10_p19_o02_the_table_is_found_wherever_it_stands(given, name, number):
    run = given(name)

    assert (run.created, numbers()) == (1, {number})


def test_p11_thousands_are_not_decimals(given):
    run = given("p11-thousands-are-not-decimals.plain.csv")

    assert "BH1103" in numbers()
    assert Order.objects.get(number="BH1103").goods_rub == Decimal("1234.50")
    assert not {"BH1101", "BH1102", "BH1106"} & numbers()
    assert "1,234" in reasons(run)
    assert nothing_vanished(run)


def test_p12_dates_as_people_write_them_are_read_and_the_doubtful_are_refused(given):
    given("p12-dates-of-other-habits.plain.csv")

    placed = dict(Order.objects.values_list("number", "ordered_at"))
    assert placed == {
        "BH1201": datetime(2026, 11, 20, 2, tzinfo=UTC),
        "BH1204": datetime(2026, 11, 3, 1, 5, tzinfo=UTC),
        "BH1205": datetime(2026, 11, 3, 1, 5, tzinfo=UTC),
    }


def test_p14_one_email_is_not_one_person(given):
    given("p14-same-email-other-person.plain.csv")

    told = Receiver.objects.order_by("order__number").values_list("name", "phone", "passport")
    assert list(told) == [
        ("Смирнова Ольга Петровна", "+79430001401", "6001 111111"),
        ("Кузнецов Игорь Олегович", "+79430001402", "6002 222222"),
    ]


def test_p15_the_second_line_of_an_address_is_kept(given):
    given("p15-second-address-line-is-kept.woocommerce.csv")

    street = Order.objects.get().street
    assert "ул. Малышева, д. 10" in street
    assert "корп. 2, кв. 345, домофон 77" in street


def test_p16_separators_inside_names_break_nothing(given):
    run = given("p16-separator-inside-a-name.woocommerce.csv")

    assert (run.created, run.refused, numbers()) == (3, 0, {"1601", "1602", "1603"})
    assert Order.objects.get(number="1601").lines.count() == 2


def test_p17_phones_as_people_write_them(given, packed):
    given("p17-phones-as-people-write-them.plain.csv")

    phones = dict(Receiver.objects.values_list("order__number", "phone"))
    assert {n: phones[n] for n in ("BH1701", "BH1702", "BH1704", "BH1705", "BH1707")} == {
        "BH1701": "+79430001701",
        "BH1702": "+79430001702",
        "BH1704": "+79430001704",
        "BH1705": "+79430001705",
        "BH1707": "+79430001707",
    }
    blocked = Order.objects.filter(blocker="address_incomplete").values_list("number", flat=True)
    assert set(blocked) == {"BH1703", "BH1706"}
    assert packed() == {"BH1701", "BH1702", "BH1704", "BH1705", "BH1707"}


def test_p18_fewer_columns_do_not_wipe_the_rest(shop):
    before = Product.objects.values().get(sku="BH-LI")

    take("p18-fewer-columns-do-not-wipe-the-rest.products.csv")

    after = Product.objects.values().get(sku="BH-LI")
    changed = {name for name in after if after[name] != before[name]} - {"updated_at"}
    assert changed == {"weight_grams"}
    assert (after["weight_grams"], after["battery"]) == (260, "ion_in_equipment")


def test_p21_what_was_free_has_a_declared_value(given, packed):
    given("p21-free-gift-line.plain.csv")
    packed()

    values = dict(Parcel.objects.values_list("order__number", "value_rub"))
    rate = Order.objects.get(number="BH2102").rate_cny
    assert values["BH2102"] == (2 * rate).quantize(Decimal("0.01"))
    assert values["BH2101"] > Decimal("1500.00")


def test_p22_our_own_guard_is_taken_off_when_our_file_comes_back(given, shop):
    run = given("p22-refused-rows-come-back-unchanged.plain.csv")
    assert "'-BH-M" in errors_file(run).decode("utf-8-sig")

    given("p22b-the-corrected-errors-file.plain.csv")

    order = Order.objects.select_related("receiver").get()
    assert (order.lines.get().sku, order.note) == ("-BH-M", "- позвонить за час")
    assert order.receiver.phone == "+79430002201"


def test_p23_spaces_of_the_web_change_nothing(given):
    run = given("p23-spaces-of-the-web.plain.csv")

    assert (run.created, run.refused) == (7, 0)
    assert set(Order.objects.values_list("postal_code", flat=True)) == {"620014"}
    assert Order.objects.get(number="BH2307").lines.get().quantity == 2


def test_p26_windows_1251_with_semicolons_and_comma_money_is_read(given):
    given("p26-windows-1251-semicolon-comma-money.plain.csv")

    order = Order.objects.get()
    assert (order.goods_rub, order.city) == (Decimal("1500.50"), "Екатеринбург")


def test_p27_a_street_of_several_lines_stays_in_one_cell(given):
    given("p27-street-of-several-lines.plain.csv")

    street = Order.objects.get().street
    for part in ("ул. Мира, д. 1", "подъезд 2", "домофон 7"):
        assert part in street


def test_p28_real_dates_and_numbers_of_a_sheet_are_read(given):
    given("p28-real-dates-and-numbers.plain.xlsx")

    order = Order.objects.select_related("receiver").get(number="BH7801")
    assert order.ordered_at == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert (order.postal_code, order.receiver.phone) == ("620014", "+79430007801")
    assert order.goods_rub == Decimal("1500.50")
    assert numbers() == {"BH7801", "BH7802", "7803"}


def test_p29_an_open_quote_refuses_the_file_by_its_line(given):
    run = given("o05-an-open-quote-does-not-swallow-the-file.plain.csv")

    assert run.status == "failed"
    assert "quote" in run.error
    assert "2" in run.error
    assert numbers() == set()


def test_p30_a_row_longer_than_its_head_is_refused(given):
    run = given("o06-a-row-longer-than-its-header.shopify.csv")

    assert counts(run) == (0, 0, 1)
    assert numbers() == set()


def test_p31_what_is_no_email_is_refused_and_the_good_one_is_placed(given):
    given("o12-emails-that-are-no-address.plain.csv")

    assert "BH8005" in numbers()
    assert not {"BH8001", "BH8002", "BH8004", "BH8006", "BH8007"} & numbers()


def test_o01_an_unknown_status_is_not_paid(given, packed):
    run = given("o01-unknown-status-is-not-paid.woocommerce.csv")

    assert packed() == set()
    assert not Order.objects.filter(status="paid").exists()
    for word in ("checkout-draft", "trash", "completed"):
        assert word in reasons(run)


def test_o07_one_order_under_five_spellings_is_one(given):
    run = given("o07-one-order-under-two-spellings.plain.csv")

    assert (run.created, numbers()) == (1, {"9007301"})


def test_o08_the_year_one_is_refused_and_the_next_row_is_placed(given):
    run = given("o08i-year-one.plain.csv")

    assert (run.status, numbers()) == ("done", {"BH74ok0001"})
    assert "ordered_at" in reasons(run)


def test_o09_what_a_broken_formula_left_empty_is_not_packed(given, packed):
    given("o09-broken-formulas.plain.xlsx")

    assert set(Order.objects.values_list("blocker", flat=True)) <= {"address_incomplete"}
    assert packed() == set()
