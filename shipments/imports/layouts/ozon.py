"""An Ozon cabinet export: Moscow time without a zone, no buyer data, one row a product."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from shipments.imports.layouts.draft import Context, Layout, buyer_of, ordered_at
from shipments.imports.reading import amount, moment, rouble, text, whole
from shipments.imports.table import Row
from shipments.orders.new import NewLine, NewOrder

MOSCOW = ZoneInfo("Europe/Moscow")
UNPAID = {"ожидает оплаты", "ожидаетоплаты"}
CANCELLED = {"отменён", "отменен", "отменено"}


def _key(row: Row, last: str) -> str:
    return row.get("Номер заказа")


def _line(row: Row) -> NewLine:
    rouble(row.cells, "Код валюты товара")
    return NewLine(
        sku=text(row.cells, "Артикул", 64),
        quantity=whole(row.cells, "Количество"),
        unit_price_rub=amount(row.cells, "Цена товара до скидок"),
        shipping_rub=amount(row.cells, "Стоимость доставки", empty=Decimal(0)),
    )


def _read(rows: Sequence[Row], context: Context) -> NewOrder:
    cells, clock = rows[0].cells, replace(context, zone=MOSCOW)
    placed = ordered_at(cells, "Принят в обработку", clock)
    status = rows[0].get("Статус").casefold()
    return NewOrder(
        seller_id=context.seller_id or 0,
        number=text(cells, "Номер заказа", 60, required=True),
        marketplace="ozon",
        ordered_at=placed,
        paid_at=None if status in UNPAID else placed,
        cancelled_at=placed if status in CANCELLED else None,
        ship_by=moment(cells, "Дата отгрузки", MOSCOW),
        buyer=buyer_of(cells, name="", tel=""),
        lines=[_line(row) for row in rows if row.get("Артикул")],
    )


COLUMNS = frozenset({"Номер заказа", "Принят в обработку", "Артикул", "Количество"})
OZON = Layout("ozon", COLUMNS, _key, _read, ";")
