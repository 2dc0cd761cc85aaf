"""Our columns: what others call them is known, and no word means two of them."""

import pytest

from shipments.imports.columns import COLUMNS, columns_guessed
from shipments.imports.layouts.plain import PLAIN


@pytest.mark.parametrize("kind", COLUMNS)
def test_no_word_means_two_columns(kind):
    words = [word for column in COLUMNS[kind] for word in (column.name, *column.others)]

    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", COLUMNS)
def test_others_words_are_as_they_are_looked_up(kind):
    words = [word for column in COLUMNS[kind] for word in column.others]

    assert [word for word in words if word != "".join(filter(str.isalnum, word.casefold()))] == []


def test_all_that_the_plain_layout_reads_can_be_mapped():
    assert PLAIN.reads - {"seller_code"} == {column.name for column in COLUMNS["orders"]}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("付款时间", "paid_at"),
        ("币种", "currency"),
        ("运费", "shipping_fee"),
        ("ИНН", "buyer_inn"),
        ("Серия паспорта", "passport_series"),
        ("Номер паспорта", "passport_number"),
        ("E-mail", "buyer_email"),
        ("Эл. почта", "buyer_email"),
        ("Дата оплаты", "paid_at"),
    ],
)
def test_columns_of_orders_are_guessed_by_their_names(theirs, ours):
    assert columns_guessed("orders", [theirs]) == {ours: theirs}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("海关编码", "hs_code"),
        ("俄文名", "name_ru"),
        ("商品编码", "sku"),
        ("商品名称", "name_zh"),
        ("重量（克）", "weight_g"),
        ("Код ТН ВЭД", "tnved_code"),
        ("Вес, г", "weight_g"),
    ],
)
def test_columns_of_products_are_guessed_by_their_names(theirs, ours):
    assert columns_guessed("products", [theirs]) == {ours: theirs}


def test_who_receives_goes_before_who_pays():
    found = columns_guessed("orders", ["Buyer", "Ship Name"])

    assert found == {"buyer_name": "Ship Name"}


def test_one_of_theirs_is_taken_once():
    found = columns_guessed("orders", ["order"])

    assert found == {"order_number": "order"}
