"""AliExpress: all goods in a cell, the order's sums, statuses in Chinese."""

from decimal import Decimal

import pytest

from tests.shipments.imports.reads import ALI, GOODS, lines_of, read_orders, total_of, written

TWO = (
    "【1】 Mug, red\n(商家编码:MUG)\n(产品数量:2 piece)\n"
    "【2】 Lamp【new】\n(商家编码:LAMP(A))\n(产品数量:1 piece)"
)


def order_of(**changes: str):
    read = read_orders(written([ALI | changes]))
    assert read.faults == []
    return read.orders["969339752000"]


def refusal_of(**changes: str):
    read = read_orders(written([ALI | changes]))
    assert read.orders == {}
    return read


def test_an_order_is_read_on_beijing_s_clock():
    order = order_of()

    assert order.paid_at.isoformat() == "2026-11-17T19:10:11+08:00"
    assert lines_of(order) == [("MUG", 2, "350.10", "200.88")]
    assert order.shared_prices


def test_the_sum_is_shared_by_pieces_to_the_kopeck():
    order = order_of(**{GOODS: TWO})

    assert [(line[0], line[1]) for line in lines_of(order)] == [("MUG", 2), ("LAMP(A)", 1)]
    assert total_of(order) == Decimal("901.08")


def test_full_width_signs_are_the_same_signs():
    wide = TWO.replace("(", "（").replace(")", "）").replace(":", "：")

    assert lines_of(order_of(**{GOODS: wide})) == lines_of(order_of(**{GOODS: TWO}))


@pytest.mark.parametrize("status", ["等待买家付款", "等待付款"])
def test_an_order_that_waits_for_money_is_unpaid(status):
    assert order_of(订单状态=status, 付款时间="").paid_at is None


@pytest.mark.parametrize("status", ["订单关闭", "已取消", "交易关闭"])
def test_a_closed_order_is_cancelled(status):
    assert order_of(订单状态=status).cancelled_at is not None


@pytest.mark.parametrize(
    "status",
    [
        "等待买家收货",
        "交易完成",
        "已完成",
        "部分发货",
        "含纠纷的订单",
        "纠纷中",
        "冻结中",
        "",
        "买家申请取消",
        "风控中",
    ],
)
def test_every_other_status_is_refused_by_name(status):
    read = refusal_of(订单状态=status)

    assert read.where() == [(3, "订单状态")]
    assert f"'{status}'" in read.why()


@pytest.mark.parametrize("column", ["发货时间", "实际发货物流:运单号"])
def test_what_was_sent_already_is_refused(column):
    assert refusal_of(**{column: "2026-11-18 10:00:00"}).where() == [(3, column)]


def test_a_paid_order_without_a_time_is_refused():
    assert refusal_of(付款时间="").where() == [(3, "付款时间")]


@pytest.mark.parametrize(
    "goods",
    [
        "",
        "【1】 Mug",
        "【1】 Mug\n(商家编码:)\n(产品数量:2 piece)",
        TWO.replace("(商家编码:LAMP(A))\n", ""),
        TWO.replace("(产品数量:1 piece)", ""),
        TWO.replace("1 piece", "1 lot"),
        TWO.replace("1 piece", "0 piece"),
        TWO.replace("LAMP(A)", "8.19E+15"),
        TWO.replace("1 piece", "one"),
    ],
)
def test_goods_of_which_one_is_not_read_refuse_the_order(goods):
    read = refusal_of(**{GOODS: goods})

    assert {column for _, column in read.where()} == {GOODS.replace("\n", " ")}


def test_a_reduction_of_the_order_lowers_what_was_paid():
    order = order_of(满立减="100.20", 订单金额="800.88")

    assert lines_of(order) == [("MUG", 2, "300.00", "200.88")]


def test_a_total_that_is_not_explained_is_refused_with_both_sums():
    read = refusal_of(订单金额="800.00")

    assert read.where() == [(3, "订单金额")]
    assert "901.08" in read.why()
    assert "800.00" in read.why()


def test_dollars_are_refused():
    assert refusal_of(产品总金额="US $70.20").faults


def test_another_country_is_refused():
    assert refusal_of(收货国家="Brazil").where() == [(3, "收货国家")]
