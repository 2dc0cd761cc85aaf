"""An AliExpress export: one row an order, all goods in one cell, only the order's sums.

There are no prices a piece: the sum of goods is shared by declared value, and a line whose share
does not divide by its pieces keeps the kopecks that are over in its shipping, so that the order's
total stays exact.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from shipments.imports.layouts.draft import Context, Layout, buyer_of, ordered_at
from shipments.imports.layouts.shares import KOPECK, in_shares
from shipments.imports.reading import BadCell, amount, is_cancelled, moment, text
from shipments.imports.table import Row
from shipments.orders.new import NewLine, NewOrder
from shipments.sentences import say

BEIJING = ZoneInfo("Asia/Shanghai")
GOODS = "产品信息 （双击单元格展开所有产品信息！）"
_ITEM = re.compile(r"\(商家编码:([^)]*)\)\s*\(产品数量:\s*(\d+)[^)]*\)")
CANCELLED = ("取消", "关闭")


def _key(row: Row, last: str) -> str:
    return f"{row.get('Seller ID')}/{row.get('订单号')}"


def _lines(cells: dict[str, str]) -> list[NewLine]:
    items = [(sku.strip(), int(count)) for sku, count in _ITEM.findall(cells.get(GOODS, ""))]
    if cells.get(GOODS, "").strip() and not items:
        raise BadCell(GOODS, say("The goods cannot be read: no 商家编码 (SKU) is named."))
    weights = [Decimal(count) for _, count in items]
    goods = in_shares(amount(cells, "产品总金额", empty=Decimal(0)), weights)
    shipping = in_shares(amount(cells, "物流费用", empty=Decimal(0)), weights)
    return [_line(*item, *sums) for item, *sums in zip(items, goods, shipping, strict=True)]


def _line(sku: str, count: int, goods: Decimal, shipping: Decimal) -> NewLine:
    price = (goods / count).quantize(KOPECK, ROUND_DOWN)
    return NewLine(sku, count, price, shipping + goods - price * count)


def _read(rows: Sequence[Row], context: Context) -> NewOrder:
    cells, clock = rows[0].cells, replace(context, zone=BEIJING)
    placed = ordered_at(cells, "下单时间", clock)
    over = any(word in rows[0].get("订单状态") for word in CANCELLED)
    note = text(cells, "订单备注", 1000)
    return NewOrder(
        seller_id=context.seller_id or context.sellers.get(rows[0].get("Seller ID"), 0),
        number=text(cells, "订单号", 60, required=True),
        marketplace="aliexpress",
        ordered_at=placed,
        paid_at=moment(cells, "付款时间", BEIJING),
        cancelled_at=placed if over or is_cancelled(note) else None,
        ship_by=moment(cells, "发货期限", BEIJING),
        buyer=buyer_of(cells, name="收货人名称", tel="手机"),
        postal_code=text(cells, "邮编", 6),
        region=text(cells, "州/省", 120),
        city=text(cells, "城市", 120),
        street=text(cells, "地址", 250),
        lines=_lines(cells),
        shared_prices=True,
        note=note,
    )


COLUMNS = frozenset({"订单号", "下单时间", "产品总金额", GOODS})
ALIEXPRESS = Layout("aliexpress", COLUMNS, _key, _read)
