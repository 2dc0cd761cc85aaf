"""An AliExpress export: one row an order, all goods in one cell, only the order's sums.

There are no prices a piece: the sum of goods is shared by pieces, and a line whose share does
not divide by them keeps the kopecks that are over in its shipping, so that the order's total
stays exact.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from shipments.imports.cleaning import Unread, identifier, plain
from shipments.imports.layouts.draft import IDENTITY, Context, Layout, buyer_of
from shipments.imports.layouts.statuses import (
    DISPUTED,
    PARTLY,
    SHIPPED,
    Standing,
    Words,
    words,
)
from shipments.imports.layouts.sums import NOTHING, Sold, as_lines, disagree, in_shares
from shipments.imports.reading import Cells, is_cancelled, read_pieces
from shipments.orders.new import NewOrder
from shipments.orders.rules import MOST
from shipments.sentences import say

BEIJING = ZoneInfo("Asia/Shanghai")
GOODS = "产品信息 （双击单元格展开所有产品信息！）"
STATUS = Words(
    paid=words("等待您发货", "等待卖家发货"),
    unpaid=words("等待买家付款", "等待付款", "资金未到账"),
    cancelled=words("订单关闭", "订单已关闭", "交易关闭", "已关闭", "已取消", "订单已取消"),
    refused=(
        (words("等待买家收货", "已发货", "交易完成", "订单完成", "已完成", "已结束"), SHIPPED),
        (words("部分发货"), PARTLY),
        (
            words(
                "含纠纷的订单",
                "纠纷中",
                "纠纷",
                "冻结中",
                "已冻结",
                "冻结",
                "买家申请取消",
                "等待您确认金额",
                "申请取消",
            ),
            DISPUTED,
        ),
    ),
)
_STARTS = re.compile(r"【\d+】")
_ITEM = re.compile(
    r"\(商家编码:([^()]*(?:\([^()]*\)[^()]*)*)\)\s*\(产品数量:\s*(\d{1,9})\s*(\w*)[^)]*\)"
)
_COUNTED = "产品数量"
PIECES = {"", "piece", "pieces", "件", "个", "pc", "pcs", "шт"}


def _items(cells: Cells) -> list[tuple[str, int]]:
    """SKU and pieces of each item; an item that is not read refuses the order."""
    text = plain(cells.raw(GOODS))
    items = []
    for number, found in enumerate(_ITEM.findall(text), start=1):
        try:
            items.append(_item(*found))
        except Unread as unread:
            cells.refuse(GOODS, say("Item %(n)s: %(reason)s", n=number, reason=unread.reason))
    told = max(len(_STARTS.findall(text)), text.count(_COUNTED), 1)
    if len(items) != told and not cells.faults:
        text_of = say(
            "%(read)s of %(told)s goods can be read: each needs its 商家编码 (SKU) and 产品数量.",
            read=len(items),
            told=told,
        )
        cells.refuse(GOODS, text_of)
    return items


def _item(sku: str, count: str, unit: str) -> tuple[str, int]:
    if not sku.strip():
        raise Unread(say("No 商家编码 (SKU) is named."))
    if unit.casefold() not in PIECES:
        raise Unread(say("'%(unit)s' is no piece: how many are in it?", unit=unit[:20]))
    return identifier(sku), read_pieces(count)


def _goods_sum(cells: Cells) -> Decimal:
    """What was paid for the goods, after the reduction of the whole order."""
    goods = cells.amount("产品总金额", empty=NOTHING)
    shipping = cells.amount("物流费用", empty=NOTHING)
    off = cells.amount("满立减", empty=NOTHING)
    total = cells.amount("订单金额", empty=goods - off + shipping)
    if total != goods - off + shipping or off > goods:
        cells.refuse("订单金额", disagree(goods - off + shipping, total))
    return goods - off


def _sold(cells: Cells) -> list[Sold]:
    items, goods = _items(cells), _goods_sum(cells)
    weights = [Decimal(count) for _, count in items]
    shares = in_shares(goods, weights)
    shipping = in_shares(cells.amount("物流费用", empty=NOTHING), weights)
    return [Sold(*item, *sums) for item, *sums in zip(items, shares, shipping, strict=True)]


def _paid_at(cells: Cells, standing: Standing) -> datetime | None:
    at = cells.moment("付款时间")
    if standing == Standing.PAID and at is None and "付款时间" in cells.row.cells:
        cells.refuse("付款时间", say("The order is paid, but not when: the time is missing."))
    if standing == Standing.UNPAID and at is not None:
        cells.refuse("付款时间", say("The order has a time of payment, but is not called paid."))
    return at


def _refuse_shipped(cells: Cells) -> None:
    for column in ("发货时间", "实际发货物流:运单号"):
        if cells.raw(column):
            cells.refuse(column, SHIPPED)


def _order(rows: Sequence[Cells], context: Context) -> NewOrder:
    cells = rows[0]
    placed, standing = cells.required_moment("下单时间"), STATUS.standing(cells, "订单状态")
    paid_at = _paid_at(cells, standing)
    _refuse_shipped(cells)
    cells.russia("收货国家")
    note = cells.text("订单备注", MOST["note"])
    over = standing == Standing.CANCELLED or is_cancelled(note)
    return NewOrder(
        seller_id=context.seller_id or context.sellers.get(cells.number("Seller ID", 20), 0),
        number=cells.number("订单号", MOST["number"], required=True),
        marketplace="aliexpress",
        ordered_at=placed,
        paid_at=paid_at,
        cancelled_at=placed if over else None,
        ship_by=cells.moment("发货期限"),
        buyer=buyer_of(cells, name="收货人名称", tel="手机"),
        postal_code=cells.index("邮编"),
        region=cells.text("州/省", MOST["region"]),
        city=cells.text("城市", MOST["city"]),
        street=cells.text("地址", MOST["street"]),
        lines=as_lines(_sold(cells)),
        note=note,
        shared_prices=True,
    )


COLUMNS = frozenset({"订单号", "下单时间", "产品总金额", GOODS})
READS = (
    COLUMNS
    | IDENTITY
    | {
        "Seller ID",
        "订单状态",
        "付款时间",
        "物流费用",
        "订单金额",
        "满立减",
        "订单备注",
        "收货人名称",
        "收货国家",
        "州/省",
        "城市",
        "地址",
        "邮编",
        "手机",
        "发货期限",
        "发货时间",
        "实际发货物流:运单号",
    }
)
ALIEXPRESS = Layout(
    "aliexpress",
    COLUMNS,
    READS,
    frozenset(),
    ("订单号",),
    _order,
    owner="Seller ID",
    is_one_row=True,
    zone=BEIJING,
)
