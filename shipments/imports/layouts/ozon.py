"""An Ozon cabinet export: Moscow time without a zone, no buyer data, one row a product."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from shipments.imports.layouts.draft import Context, Layout
from shipments.imports.layouts.statuses import DISPUTED, SHIPPED, Standing, Words, words
from shipments.imports.layouts.sums import NOTHING, Sold, as_lines, disagree
from shipments.imports.reading import Cells
from shipments.orders.intake import NewBuyer, NewOrder
from shipments.orders.rules import MOST
from shipments.sentences import say

MOSCOW = ZoneInfo("Europe/Moscow")
STATUS = Words(
    paid=words(
        "ожидает сборки",
        "ожидает отгрузки",
        "ожидает упаковки",
        "awaiting_packaging",
        "awaiting_deliver",
    ),
    unpaid=words("ожидает оплаты", "ожидаетоплаты"),
    cancelled=words(
        "отменён",
        "отменено",
        "отменён продавцом",
        "отменён покупателем",
        "отменён клиентом",
        "отменён ozon",
        "cancelled",
    ),
    refused=(
        (
            words(
                "доставляется",
                "доставлен",
                "доставлено",
                "у водителя",
                "вручён",
                "вручено",
                "отправлено продавцом",
                "передан в доставку",
                "передано в доставку",
                "отгружен",
                "delivering",
                "delivered",
                "driver_pickup",
                "sent_by_seller",
            ),
            SHIPPED,
        ),
        (
            words(
                "арбитраж",
                "клиентский арбитраж доставки",
                "спорный",
                "возврат",
                "возвращён",
                "не принят на сортировочном центре",
                "arbitration",
                "client_arbitration",
                "not_accepted",
            ),
            DISPUTED,
        ),
    ),
)
# What was paid for the pieces of a row, after all discounts; the first that is there counts.
PAID = ("Оплачено покупателем", "Стоимость товара для покупателя", "Итоговая стоимость товара")
BEFORE = "Цена товара до скидок"
POSTING, SUM = "Номер отправления", "Сумма отправления"


def _goods(cells: Cells, count: int) -> Decimal:
    """What was paid for a row; a price before discounts counts only where there are none."""
    for column in PAID[:2]:
        if cells.raw(column) and cells.word("Код валюты покупателя") in ("", "rub", "rur"):
            return cells.amount(column)
    if cells.raw(PAID[2]):
        return cells.amount(PAID[2])
    if any(cells.amount(name, empty=NOTHING) for name in ("Скидка %", "Скидка руб")):
        text = say("The price is one before discounts, and no column says what was paid.")
        cells.refuse(BEFORE, text)
    return cells.amount(BEFORE) * count


def _sold(cells: Cells) -> Sold:
    cells.roubles("Код валюты товара")
    cells.roubles("Код валюты отправления")
    if not cells.raw("Артикул"):
        text = say("This line has no SKU, so the whole order is left out: add it to the shop.")
        cells.refuse("Артикул", text)
        return Sold("", 1, NOTHING)
    count = cells.pieces("Количество")
    return Sold(
        cells.number("Артикул", MOST["sku"]),
        count,
        _goods(cells, count),
        cells.amount("Стоимость доставки", empty=NOTHING),
    )


def _check_sums(rows: Sequence[Cells], sold: Sequence[Sold]) -> None:
    """Each posting's own sum must be that of its rows: as paid, or before Ozon's own discounts."""
    postings: dict[str, list[tuple[Cells, Sold]]] = {}
    for cells, sold_line in zip(rows, sold, strict=True):
        postings.setdefault(cells.raw(POSTING), []).append((cells, sold_line))
    for lines in postings.values():
        cells = lines[0][0]
        if not cells.raw(SUM):
            continue
        paid = sum((item.goods for _, item in lines), NOTHING)
        final = sum((row.amount(PAID[2], empty=NOTHING) for row, _ in lines), NOTHING)
        if cells.amount(SUM) not in (paid, final):
            cells.refuse(SUM, disagree(paid, cells.amount(SUM)))


def _order(rows: Sequence[Cells], context: Context) -> NewOrder:
    cells = rows[0]
    placed, standing = cells.required_moment("Принят в обработку"), STATUS.standing(cells, "Статус")
    sold = [_sold(row) for row in rows]
    if not cells.faults:
        _check_sums(rows, sold)
    ship_by = [at for row in rows if (at := row.moment("Дата отгрузки"))]
    return NewOrder(
        seller_id=context.seller_id or 0,
        number=cells.number("Номер заказа", MOST["number"], required=True),
        marketplace="ozon",
        ordered_at=placed,
        paid_at=None if standing == Standing.UNPAID else placed,
        cancelled_at=placed if standing == Standing.CANCELLED else None,
        ship_by=min(ship_by) if ship_by and not cells.faults else None,
        buyer=NewBuyer(),
        lines=as_lines(sold),
    )


COLUMNS = frozenset({"Номер заказа", "Принят в обработку", "Артикул", "Количество"})
LINE = frozenset(
    {
        "Артикул",
        "Количество",
        "Стоимость доставки",
        "Дата отгрузки",
        BEFORE,
        POSTING,
        SUM,
        "Скидка %",
        "Скидка руб",
        *PAID,
    }
)
READS = (
    COLUMNS
    | LINE
    | {
        "Статус",
        "Код валюты товара",
        "Код валюты отправления",
        "Код валюты покупателя",
    }
)
OZON = Layout("ozon", COLUMNS, READS, LINE, ("Номер заказа",), _order, zone=MOSCOW)
