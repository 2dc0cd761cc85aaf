"""Files written and read for these tests, without a database."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from shipments.imports.grouping import group_rows
from shipments.imports.layouts.draft import Context
from shipments.imports.layouts.registry import KNOWN, layout_of
from shipments.imports.reading import BadRows, Fault
from shipments.imports.table import read_table
from shipments.orders.intake import NewOrder

HARBIN = ZoneInfo("Asia/Shanghai")
ANNA, BORIS = 1, 2


def context(*, seller: int | None = ANNA, day_first: bool | None = None) -> Context:
    return Context({"S001": ANNA, "S002": BORIS}, seller, HARBIN, day_first)


@dataclass
class Read:
    """The orders of a file by number, what is wrong in it, and how many rows each side took."""

    orders: dict[str, NewOrder] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    rows_taken: int = 0
    rows_refused: int = 0

    def where(self) -> list[tuple[int, str]]:
        return [(fault.line, fault.column) for fault in self.faults]

    def why(self) -> str:
        return " ".join(str(fault.reason) for fault in self.faults)


def read_orders(content: bytes, **options) -> Read:
    """Everything in a file of orders, as an import reads it."""
    table = read_table(content, KNOWN)
    rows, layout, read = list(table.rows), layout_of(table.header), Read()
    read.rows = len(rows)
    for group in group_rows(layout, rows):
        faults = group.faults
        if not faults:
            try:
                order = layout.read(group.rows, context(**options))
            except BadRows as bad:
                faults = bad.faults
            else:
                assert order.number not in read.orders
                read.orders[order.number] = order
                read.rows_taken += len(group.rows)
        if faults:
            read.faults += faults
            read.rows_refused += len(group.rows)
    assert read.rows == read.rows_taken + read.rows_refused
    return read


def lines_of(order: NewOrder) -> list[tuple[str, int, str, str]]:
    """SKU, pieces, price and shipping of each line."""
    return [
        (line.sku, line.quantity, f"{line.unit_price_rub:.2f}", f"{line.shipping_rub:.2f}")
        for line in order.lines
    ]


def total_of(order: NewOrder) -> Decimal:
    """Goods and shipping together."""
    return sum(
        (line.unit_price_rub * line.quantity + line.shipping_rub for line in order.lines),
        Decimal(0),
    )


def written(rows: Sequence[Mapping[str, str]], delimiter: str = ",") -> bytes:
    """A CSV of these rows; its head is all their columns."""
    head = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, head, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


PLAIN = {
    "order_number": "A-1",
    "seller_code": "S001",
    "ordered_at": "2026-11-20T10:00:00+08:00",
    "paid_at": "2026-11-20T10:20:00+08:00",
    "buyer_name": "Петрова Анна Ильинична",
    "buyer_phone": "+79430000011",
    "buyer_email": "anna@example.com",
    "postal_code": "620014",
    "region": "Свердловская обл",
    "city": "Екатеринбург",
    "street": "ул. Примерная, д. 1",
    "sku": "MUG",
    "quantity": "1",
    "unit_price": "1500.00",
    "currency": "RUB",
    "shipping_fee": "0",
    "note": "",
}
SHOPIFY = {
    "Name": "#1",
    "Email": "anna@example.com",
    "Financial Status": "paid",
    "Paid at": "2026-11-20 10:20:00 +0800",
    "Fulfillment Status": "unfulfilled",
    "Currency": "RUB",
    "Subtotal": "1500.00",
    "Shipping": "0.00",
    "Taxes": "0.00",
    "Total": "1500.00",
    "Discount Amount": "0.00",
    "Created at": "2026-11-20 10:00:00 +0800",
    "Lineitem quantity": "1",
    "Lineitem name": "Mug",
    "Lineitem price": "1500.00",
    "Lineitem sku": "MUG",
    "Lineitem fulfillment status": "pending",
    "Shipping Name": "Петрова Анна",
    "Shipping Street": "ул. Примерная, д. 1",
    "Shipping City": "Екатеринбург",
    "Shipping Zip": "620014",
    "Shipping Country": "RU",
    "Shipping Phone": "+79430000012",
    "Notes": "",
    "Note Attributes": "",
    "Cancelled at": "",
    "Refunded Amount": "0.00",
    "Outstanding Balance": "",
    "Lineitem discount": "0.00",
}
FURTHER = {
    name: value for name, value in SHOPIFY.items() if name == "Name" or name.startswith("Lineitem")
}
WOO = {
    "order_id": "15",
    "order_number": "1501",
    "date": "2026-11-20 10:00:00",
    "status": "processing",
    "shipping_total": "0.00",
    "billing_email": "anna@example.com",
    "billing_phone": "+79430000051",
    "shipping_first_name": "Анна",
    "shipping_last_name": "Петрова",
    "shipping_address_1": "ул. Примерная, д. 1",
    "shipping_address_2": "",
    "shipping_postcode": "620014",
    "shipping_city": "Екатеринбург",
    "shipping_state": "Свердловская обл",
    "line_items": "name:Mug|sku:MUG|quantity:1|total:1500.00",
    "customer_note": "",
}
OZON = {
    "Номер заказа": "529",
    "Номер отправления": "529-1",
    "Принят в обработку": "2026-11-07 12:20:56",
    "Дата отгрузки": "2026-11-11 12:20:56",
    "Статус": "Ожидает сборки",
    "Сумма отправления": "14364.00",
    "Код валюты отправления": "RUB",
    "Артикул": "MUG",
    "Итоговая стоимость товара": "14364.00",
    "Код валюты товара": "RUB",
    "Стоимость товара для покупателя": "14364.00",
    "Код валюты покупателя": "RUB",
    "Количество": "2",
    "Стоимость доставки": "873.36",
    "Цена товара до скидок": "7182.00",
    "Скидка %": "",
    "Скидка руб": "",
}
GOODS = "产品信息\n（双击单元格展开所有产品信息！）"
ALI = {
    "Seller ID": "S001",
    "订单号": "969339752000",
    "订单状态": "等待您发货",
    "下单时间": "2026-11-17 18:57:58",
    "付款时间": "2026-11-17 19:10:11",
    "产品总金额": "700.20",
    "物流费用": "200.88",
    "订单金额": "901.08",
    "满立减": "",
    GOODS: "【1】 Mug \n(商家编码:MUG)\n(产品数量:2 piece)",
    "订单备注": "",
    "收货人名称": "Петрова Анна",
    "收货国家": "Russian Federation",
    "州/省": "Свердловская обл",
    "城市": "Екатеринбург",
    "地址": "ул. Примерная, д. 1",
    "邮编": "620014",
    "手机": "+79430000071",
    "发货期限": "2026-11-24 18:57:58",
    "实际发货物流:运单号": "",
    "发货时间": "",
}
AMAZON = {
    "order-id": "701-1",
    "order-item-id": "1",
    "purchase-date": "2026-11-20T10:00:00+08:00",
    "payments-date": "2026-11-20T10:20:00+08:00",
    "buyer-email": "anna@example.com",
    "buyer-name": "A",
    "buyer-phone-number": "",
    "sku": "MUG",
    "product-name": "Mug",
    "quantity-purchased": "2",
    "currency": "RUB",
    "item-price": "3000.00",
    "item-tax": "0.00",
    "shipping-price": "150.00",
    "shipping-tax": "0.00",
    "recipient-name": "Петрова Анна",
    "ship-address-1": "ул. Примерная, д. 1",
    "ship-address-2": "кв. 5",
    "ship-address-3": "",
    "ship-city": "Екатеринбург",
    "ship-state": "Свердловская обл",
    "ship-postal-code": "620014",
    "ship-country": "RU",
    "ship-phone-number": "+79430000081",
}
