"""Ozon: words of its cabinet, what was paid, postings of one order."""

from decimal import Decimal

import pytest

from tests.shipments.imports.reads import OZON, lines_of, read_orders, total_of, written


def order_of(*rows: dict[str, str]):
    read = read_orders(written(rows, ";"))
    assert read.faults == []
    return read.orders["529"]


def refusal_of(*rows: dict[str, str]):
    read = read_orders(written(rows, ";"))
    assert read.orders == {}
    return read


def test_an_order_is_read_on_moscow_s_clock():
    order = order_of(OZON)

    assert order.ordered_at.isoformat() == "2026-11-07T12:20:56+03:00"
    assert lines_of(order) == [("MUG", 2, "7182.00", "873.36")]


@pytest.mark.parametrize("status", ["Ожидает сборки", "ОЖИДАЕТ ОТГРУЗКИ", "ожидает\u00a0сборки"])
def test_an_order_that_waits_to_be_shipped_is_paid(status):
    assert order_of(OZON | {"Статус": status}).paid_at is not None


@pytest.mark.parametrize(
    "status", ["Отменён", "Отменен", "Отменено", "Отменён продавцом", "Отменен покупателем"]
)
def test_a_cancelled_order_is_cancelled(status):
    assert order_of(OZON | {"Статус": status}).cancelled_at is not None


def test_an_order_that_waits_for_money_is_unpaid():
    assert order_of(OZON | {"Статус": "Ожидает оплаты"}).paid_at is None


@pytest.mark.parametrize(
    "status",
    [
        "Доставляется",
        "Доставлен",
        "У водителя",
        "Арбитраж",
        "Спорный",
        "Возврат",
        "",
        "Новый",
        "Отмена запрошена",
        "Не принят на сортировочном центре",
    ],
)
def test_every_other_status_is_refused_by_name(status):
    read = refusal_of(OZON | {"Статус": status})

    assert read.where() == [(2, "Статус")]
    assert f"'{status}'" in read.why()


def test_a_file_without_the_column_of_statuses_is_refused():
    read = refusal_of({name: cell for name, cell in OZON.items() if name != "Статус"})

    assert "column is missing" in read.why()


def test_the_price_before_discounts_is_not_what_was_paid():
    paid = {
        "Итоговая стоимость товара": "12000.00",
        "Стоимость товара для покупателя": "12000.00",
        "Сумма отправления": "12000.00",
        "Скидка руб": "2364.00",
    }

    assert lines_of(order_of(OZON | paid)) == [("MUG", 2, "6000.00", "873.36")]


def test_what_the_buyer_paid_counts_where_ozon_gave_something_off():
    order = order_of(OZON | {"Стоимость товара для покупателя": "13000.00"})

    assert lines_of(order)[0][2] == "6500.00"


def test_a_price_in_another_currency_of_the_buyer_is_no_price():
    order = order_of(
        OZON | {"Код валюты покупателя": "KZT", "Стоимость товара для покупателя": "70000.00"}
    )

    assert lines_of(order)[0][2] == "7182.00"


def test_the_newer_head_says_what_was_paid():
    newer = {name: cell for name, cell in OZON.items() if name != "Стоимость товара для покупателя"}
    order = order_of(newer | {"Оплачено покупателем": "10000.00"})

    assert lines_of(order)[0][2] == "5000.00"


def test_a_file_of_prices_before_discounts_only_is_read_where_there_are_none():
    older = {
        name: cell
        for name, cell in OZON.items()
        if name not in ("Стоимость товара для покупателя", "Итоговая стоимость товара")
    }

    assert lines_of(order_of(older))[0][2] == "7182.00"
    assert refusal_of(older | {"Скидка руб": "100.00"}).where() == [(2, "Цена товара до скидок")]
    assert refusal_of(older | {"Сумма отправления": "14000.00"}).where() == [
        (2, "Сумма отправления")
    ]


def test_a_sum_of_the_posting_that_its_rows_do_not_explain_is_refused():
    read = refusal_of(OZON | {"Сумма отправления": "14000.00"})

    assert "14364.00" in read.why()
    assert "14000.00" in read.why()


def test_two_postings_of_an_order_have_two_sums():
    second = OZON | {
        "Номер отправления": "529-2",
        "Артикул": "LAMP",
        "Количество": "1",
        "Сумма отправления": "100.00",
        "Итоговая стоимость товара": "100.00",
        "Стоимость товара для покупателя": "100.00",
        "Стоимость доставки": "0.00",
        "Дата отгрузки": "2026-11-10 12:00:00",
    }
    order = order_of(OZON, second)

    assert total_of(order) == Decimal("15337.36")
    assert order.ship_by.day == 10


def test_an_order_of_which_one_posting_is_cancelled_is_refused():
    assert refusal_of(OZON, OZON | {"Артикул": "LAMP", "Статус": "Отменён"}).where() == [
        (3, "Статус")
    ]


def test_a_line_without_sku_refuses_the_whole_order():
    assert refusal_of(OZON, OZON | {"Артикул": ""}).where() == [(3, "Артикул")]


def test_another_currency_is_refused():
    assert refusal_of(OZON | {"Код валюты товара": "CNY"}).where() == [(2, "Код валюты товара")]
