"""What an order may be, told alike by the API, the page and a file."""

import re

import pytest

from shipments import clock
from shipments.actor import system
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun, RowError
from shipments.orders.models import Order
from shipments.orders.rules import amount_of, fault_of, pieces_of
from tests.callers import anna
from tests.factories.shop import make_product, put_in_stock
from tests.machines import order_body
from tests.shipments.api.test_base import refused
from tests.shipments.imports.reads import PLAIN, written
from tests.world import NOON

__all__ = ["anna"]

PAGE = "/seller/orders/new/"
NO_PIECES = "The quantity must be a whole number of pieces, from 1 to 100000."
NO_AMOUNT = (
    "is not an amount: write it as 1234.56, with two decimals at most and nothing but spaces "
    "between thousands."
)
TEXTS = [
    ("name", "Ц" * 201, "This is longer than 200 characters."),
    ("phone", "9" * 101, "This is longer than 100 characters."),
    ("email", "anna at home", "'anna at home' is no e-mail address: correct it or leave it empty."),
    ("email", f"{'a' * 250}@b.ru", "This is longer than 254 characters."),
    ("region", "о" * 121, "This is longer than 120 characters."),
    ("city", "г" * 121, "This is longer than 120 characters."),
    ("street", "у" * 251, "This is longer than 250 characters."),
    ("note", "н" * 1001, "This is longer than 1000 characters."),
]
SUMS = [
    ("quantity", "0", NO_PIECES),
    ("quantity", "100001", NO_PIECES),
    ("quantity", "1.5", "'1.5' is not a whole number of pieces."),
    ("quantity", "1,000", "'1,000' is not a whole number of pieces."),
    ("quantity", "two", "'two' is not a whole number of pieces."),
    ("unit_price", "-1", f"'-1' {NO_AMOUNT}"),
    ("unit_price", "1.001", f"'1.001' {NO_AMOUNT}"),
    ("unit_price", "1,234", f"'1,234' {NO_AMOUNT}"),
    ("unit_price", "1e3", f"'1e3' {NO_AMOUNT}"),
    ("unit_price", "10000000000", "'10000000000' is not an amount."),
    ("shipping", "free", f"'free' {NO_AMOUNT}"),
]
# A code that is there and wrong: a file's order is placed and waits, its shop wrote the code.
CODES = [
    ("inn", "500100732258", "This taxpayer's number (INN) is wrong: look at its 12 digits again."),
    ("inn", "7707083893", "This taxpayer's number (INN) is wrong: look at its 12 digits again."),
    ("postal_code", "012345", "A postal index of six digits is needed, as 620014."),
    ("postal_code", "62001", "A postal index of six digits is needed, as 620014."),
]
BUYER, ADDRESS = ("name", "phone", "email", "inn"), ("postal_code", "region", "city", "street")
COLUMNS = {
    "name": "buyer_name",
    "phone": "buyer_phone",
    "email": "buyer_email",
    "shipping": "shipping_fee",
}
FORM = {
    "number": "A-1",
    "marketplace": "own",
    "name": "Цой Пётр",
    "lines-TOTAL_FORMS": "1",
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


@pytest.mark.parametrize(("field", "text", "sentence"), TEXTS)
def test_a_rule_says_what_is_wrong_with_a_text(field, text, sentence):
    assert str(fault_of(field, text)) == sentence


@pytest.mark.parametrize(("field", "text", "sentence"), SUMS)
def test_a_rule_says_what_is_wrong_with_a_number(field, text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        (pieces_of if field == "quantity" else amount_of)(text)


def body_with(field: str, text: str) -> tuple[str, dict]:
    """An order for the API with one field as told, and the path by which it is refused."""
    body = order_body(lines=[{"sku": "MUG", "quantity": 1, "unit_price": "5"}])
    for part, fields in (("buyer", BUYER), ("address", ADDRESS)):
        if field in fields:
            return f"{part}.{field}", {**body, part: {**body[part], field: text}}
    if field == "note":
        return field, {**body, field: text}
    return f"lines.0.{field}", {**body, "lines": [{**body["lines"][0], field: text}]}


def test_the_api_refuses_what_the_rules_refuse_and_places_nothing(anna):
    for field, text, sentence in [*TEXTS, *SUMS, *CODES]:
        path, body = body_with(field, text)
        answer = refused(anna.post("orders/", body), 400, "bad_shape")
        assert answer["fields"] == {path: sentence}
    assert not Order.objects.exists()


def test_the_page_refuses_what_the_rules_refuse_and_places_nothing(anna_reads):
    for field, text, sentence in [*TEXTS, *CODES, SUMS[-1]]:
        page = anna_reads.post(PAGE, {**FORM, field: text})
        assert (page.status_code, page.context["form"].errors[field]) == (422, [sentence])
    for field, text, sentence in SUMS[:-1]:
        page = anna_reads.post(PAGE, {**FORM, f"lines-0-{field}": text})
        assert page.status_code == 422
        assert page.context["lines"][0].errors == {field: [sentence]}
    assert not Order.objects.exists()


def take(**cells: str) -> ImportRun:
    by = system("test")
    run = start_import(
        kind="orders",
        content=written(
            [{**PLAIN, "ordered_at": "2026-11-02T10:00:00+08:00", "paid_at": "", **cells}]
        ),
        filename="o.csv",
        seller=None,
        by=by,
        at=NOON,
        options=Options(),
    )
    return run_import(run=run, by=by, at=NOON)


def test_a_file_refuses_what_the_rules_refuse_and_places_nothing():
    for field, text, sentence in [*TEXTS, *SUMS]:
        run = take(**{COLUMNS.get(field, field): text})
        error = RowError.objects.get(run=run)
        assert (error.column, str(error.reason)) == (COLUMNS.get(field, field), sentence)
    assert not Order.objects.exists()


def test_codes_typed_in_groups_are_kept_in_one_form_by_all_three(anna, anna_reads):
    inn, index = "5001 0073 2259", "RU-620014"
    body = order_body(lines=[{"sku": "MUG", "quantity": 1, "unit_price": "5"}])
    body["buyer"]["inn"], body["address"]["postal_code"] = inn, index

    assert anna.post("orders/", body).status_code == 201
    form = {**FORM, "number": "A-2", "inn": inn, "postal_code": index}
    assert anna_reads.post(PAGE, form).status_code == 302
    assert take(order_number="A-3", buyer_inn=inn, postal_code=index).created == 1

    kept = {(one.postal_code, one.receiver.inn) for one in Order.objects.all()}
    assert (Order.objects.count(), kept) == (3, {("620014", "500100732259")})
