"""Good files of every layout, in which each order's words tell whose they are."""

from collections.abc import Callable
from dataclasses import dataclass

NAMES = ["Аннина Анна", "Борисов Борис", "Верина Вера", "Гришин Гриша"]
SKUS = ("AAA", "BBB")


@dataclass(frozen=True)
class Sample:
    """A layout's name, its head, and the rows of the n-th order."""

    layout: str
    head: tuple[str, ...]
    rows: Callable[[int], list[list[str]]]
    delimiter: str = ","

    def file(self, count: int) -> list[list[str]]:
        return [row for n in range(count) for row in self.rows(n)]


def person(n: int) -> dict[str, str]:
    """The n-th receiver: every word of hers holds her number, and nobody else's."""
    return {
        "name": NAMES[n],
        "phone": f"+7943000000{n}",
        "email": f"p{n}@example.com",
        "street": f"ул. Примерная, д. {n}{n}",
        "city": f"Город{n}",
        "index": f"62001{n}",
    }


PLAIN = (
    "order_number",
    "seller_code",
    "ordered_at",
    "paid_at",
    "buyer_name",
    "buyer_phone",
    "buyer_email",
    "postal_code",
    "city",
    "street",
    "sku",
    "quantity",
    "unit_price",
    "currency",
    "shipping_fee",
    "note",
)


def _plain(n: int) -> list[list[str]]:
    who, at = person(n), "2026-11-01T10:00:00+08:00"
    head = [
        f"N{n}",
        "S001",
        at,
        at,
        who["name"],
        who["phone"],
        who["email"],
        who["index"],
        who["city"],
        who["street"],
    ]
    return [[*head, sku, "2", "150.50", "RUB", "10", ""] for sku in SKUS[: 1 + n % 2]]


SHOPIFY = (
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Currency",
    "Subtotal",
    "Shipping",
    "Total",
    "Discount Amount",
    "Created at",
    "Lineitem quantity",
    "Lineitem price",
    "Lineitem sku",
    "Shipping Name",
    "Shipping Street",
    "Shipping City",
    "Shipping Zip",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Cancelled at",
)


def _shopify(n: int) -> list[list[str]]:
    who, at, lines = person(n), "2026-11-01 10:00:00 +0800", 1 + n % 2
    total = f"{lines * 300}.00"
    first = [
        f"N{n}",
        who["email"],
        "paid",
        at,
        "unfulfilled",
        "RUB",
        total,
        "0.00",
        total,
        "0.00",
        at,
        "2",
        "150.00",
        "AAA",
        who["name"],
        who["street"],
        who["city"],
        who["index"],
        "RU",
        who["phone"],
        "",
        "",
    ]
    more = dict.fromkeys(SHOPIFY, "") | {
        "Name": f"N{n}",
        "Lineitem quantity": "2",
        "Lineitem price": "150.00",
        "Lineitem sku": "BBB",
    }
    return [first, *([list(more.values())] if lines == 2 else [])]


OZON = (
    "Номер заказа",
    "Принят в обработку",
    "Статус",
    "Артикул",
    "Количество",
    "Цена товара до скидок",
    "Код валюты товара",
    "Стоимость доставки",
)


def _ozon(n: int) -> list[list[str]]:
    return [
        [f"N{n}", "2026-11-01 10:00:00", "Ожидает сборки", sku, "2", "150", "RUB", "10"]
        for sku in SKUS[: 1 + n % 2]
    ]


WOO = (
    "order_id",
    "date",
    "status",
    "shipping_total",
    "billing_email",
    "billing_phone",
    "shipping_first_name",
    "shipping_last_name",
    "shipping_address_1",
    "shipping_postcode",
    "shipping_city",
    "line_items",
)


def _woo(n: int) -> list[list[str]]:
    who = person(n)
    last, first = who["name"].split()
    items = ";".join(f"name:X|sku:{sku}|quantity:2|total:300.00" for sku in SKUS[: 1 + n % 2])
    return [
        [
            f"N{n}",
            "2026-11-01 10:00:00",
            "processing",
            "0.00",
            who["email"],
            who["phone"],
            first,
            last,
            who["street"],
            who["index"],
            who["city"],
            items,
        ]
    ]


ALI = (
    "订单号",
    "订单状态",
    "下单时间",
    "付款时间",
    "产品总金额",
    "物流费用",
    "收货人名称",
    "手机",
    "邮编",
    "城市",
    "地址",
    "产品信息 （双击单元格展开所有产品信息！）",
)


def _ali(n: int) -> list[list[str]]:
    who = person(n)
    items = "\n".join(f"【1】 X (商家编码:{sku}) (产品数量:2 piece)" for sku in SKUS[: 1 + n % 2])
    at = "2026-11-01 10:00"
    return [
        [
            f"900{n}",
            "等待您发货",
            at,
            at,
            "300.00",
            "10.00",
            who["name"],
            who["phone"],
            who["index"],
            who["city"],
            who["street"],
            items,
        ]
    ]


SAMPLES = [
    Sample("plain", PLAIN, _plain),
    Sample("shopify", SHOPIFY, _shopify),
    Sample("ozon", OZON, _ozon, ";"),
    Sample("woocommerce", WOO, _woo),
    Sample("aliexpress", ALI, _ali),
]
