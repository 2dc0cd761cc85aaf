"""A file before it is read in earnest: how it is understood, mapped, and what it will do."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.errors import BadInput, Refused
from shipments.imports import orders, products
from shipments.imports.actions import Options, check_options, new_run, opened_rows
from shipments.imports.layouts.registry import KNOWN, layout_of
from shipments.imports.lifecycle import IMPORT_RUN
from shipments.imports.models import ColumnMap, ImportRun
from shipments.imports.orders import Outcome, Refusal, open_table
from shipments.imports.table import Table, read_table
from shipments.parties.models import Seller
from shipments.sentences import say

Kind, Status = ImportRun.Kind, ImportRun.Status
TRIED = 200
SHOWN = 10
OURS = {
    Kind.ORDERS: (
        "order_number", "ordered_at", "sku", "quantity", "unit_price", "currency", "marketplace",
        "paid_at", "buyer_name", "buyer_phone", "buyer_email", "postal_code", "region", "city",
        "street", "shipping_fee", "note",
    ),
    Kind.PRODUCTS: (
        "sku", "name_zh", "weight_g", "name_ru", "name_en", "hs_code", "tnved_code", "length_mm",
        "width_mm", "height_mm", "battery", "origin_country", "declared_value_cny", "product_url",
    ),
}  # fmt: skip
NEEDED = {Kind.ORDERS: OURS[Kind.ORDERS][:5], Kind.PRODUCTS: OURS[Kind.PRODUCTS][:3]}
# What others call our columns, squeezed to small letters and digits.
ALSO = {
    "order_number": ("order", "orderid", "orderno", "number", "订单号", "订单编号", "номерзаказа",
                     "заказ"),
    "ordered_at": ("date", "orderdate", "createdat", "下单时间", "датазаказа", "дата"),
    "sku": ("article", "item", "货号", "商品编码", "артикул"),
    "quantity": ("qty", "count", "数量", "количество", "колво"),
    "unit_price": ("price", "单价", "价格", "цена"),
    "buyer_name": ("name", "buyer", "receiver", "收件人", "姓名", "покупатель", "получатель",
                   "фио"),
    "buyer_phone": ("phone", "tel", "电话", "手机", "телефон"),
    "postal_code": ("index", "zip", "zipcode", "postcode", "邮编", "индекс"),
    "city": ("town", "城市", "город"),
    "region": ("state", "province", "地区", "州", "регион", "область"),
    "street": ("address", "地址", "адрес", "улица"),
    "name_zh": ("name", "title", "商品名称", "名称", "название"),
    "weight_g": ("weight", "重量", "вес"),
}  # fmt: skip


@dataclass(slots=True)
class Preview:
    """How a file is understood: layout ("" where none), encoding, delimiter, columns, first rows;
    `trial` is what its first orders would come to, `problem` why they cannot be read."""

    layout: str
    encoding: str
    delimiter: str
    header: list[str]
    rows: list[list[str]]
    columns: Mapping[str, str]
    missing: list[str]
    trial: Outcome | None = None
    problem: str = ""
    refused: list[Refusal] = field(default_factory=list)


@transaction.atomic
def draft_import(
    *, kind: str, content: bytes, filename: str, seller: Seller | None, by: Actor, at: datetime
) -> ImportRun:
    """Take a file in and do nothing with it yet; columns mapped before for such a file are kept.

    Raises BadInput where it is no table at all.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    if by.seller_id is not None and (seller is None or seller.pk != by.seller_id):
        text = say("A seller imports his own orders and products only.")
        raise BadInput("foreign_seller", text)
    if kind not in OURS:
        raise BadInput("bad_options", say("Choose orders or products."))
    header = read_table(content, KNOWN).header
    run = new_run(kind=kind, content=content, filename=filename, seller=seller,
                  options=Options(), by=by, at=at)  # fmt: skip
    run.status, run.columns = Status.DRAFT, _remembered(run, header) or _guessed(kind, header)
    run.save()
    return run


def _key(header: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def _remembered(run: ImportRun, header: Sequence[str]) -> dict[str, str]:
    rows = ColumnMap.objects.filter(seller=run.seller, kind=run.kind, header_key=_key(header))
    found = rows.first()
    return found.columns if found else {}


def _guessed(kind: str, header: Sequence[str]) -> dict[str, str]:
    """Ours by theirs where a name says so; nothing for a layout that is known as it is."""
    if kind == Kind.ORDERS and _layout_name(header, "auto"):
        return {}
    theirs = {_squeezed(name): name for name in reversed(list(header))}
    found = {}
    for ours in OURS[Kind(kind)]:
        names = (_squeezed(ours), *ALSO.get(ours, ()))
        if hit := next((theirs[name] for name in names if name in theirs), None):
            found[ours] = hit
    return {ours: name for ours, name in found.items() if ours != name}


def _squeezed(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _layout_name(header: Sequence[str], name: str) -> str:
    try:
        return layout_of(header, name).name
    except BadInput:
        return ""


@transaction.atomic
def change_draft(
    *, run: ImportRun, options: Options, columns: Mapping[str, str], by: Actor, at: datetime
) -> ImportRun:
    """Read a draft otherwise: another layout, zone or policy, columns mapped by hand."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    check_options(run.kind, options)
    header = set(read_table(bytes(run.content), KNOWN).header)
    ours = OURS[Kind(run.kind)]
    run.columns = {name: columns[name] for name in ours if columns.get(name) in header}
    run.layout, run.policy, run.timezone = options.layout, options.policy, options.timezone
    run.save(update_fields=["columns", "layout", "policy", "timezone"])
    return run


@transaction.atomic
def confirm_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Let a draft be read in earnest, and remember its columns for the next such file.

    Raises BadInput while columns that are needed are missing.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    opened_rows(run)
    if run.columns:
        header = read_table(bytes(run.content), KNOWN).header
        ColumnMap.objects.update_or_create(
            seller=run.seller, kind=run.kind, header_key=_key(header),
            defaults={"columns": run.columns, "by": by.name[:80], "saved_at": at},
        )  # fmt: skip
    IMPORT_RUN.move([run], Status.WAITING, by=by, at=at).all_or_refuse()
    return run


class _TakeBack(Exception):
    """Ends a trial: what it did is taken back."""


def preview_of(run: ImportRun, *, by: Actor, at: datetime) -> Preview:
    """How the file is read now, and what its first orders or products would come to."""
    raw, table = read_table(bytes(run.content), KNOWN), open_table(run)
    is_orders = run.kind == Kind.ORDERS
    layout = _layout_name(table.header, run.layout) if is_orders else "plain"
    missing = [] if is_orders and layout else _missing(run.kind, table)
    rows = [[row.get(name) for name in table.header] for row in islice(iter(table.rows), SHOWN)]
    told = Preview(layout, raw.encoding, raw.delimiter, raw.header, rows, run.columns, missing)
    if not missing and layout:
        _try(run, told, by, at)
    return told


def _missing(kind: str, table: Table) -> list[str]:
    return [name for name in NEEDED[Kind(kind)] if name not in table.header]


def _try(run: ImportRun, told: Preview, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            told.trial = _outcome(run, by, at)
            raise _TakeBack
    except _TakeBack:
        told.refused = list(told.trial.refused[:SHOWN]) if told.trial else []
    except Refused as refused:
        told.problem = refused.message


def _outcome(run: ImportRun, by: Actor, at: datetime) -> Outcome:
    context = orders.context_of(run)
    if run.kind == Kind.PRODUCTS:
        return products.save_batch(list(islice(iter(open_table(run).rows), TRIED)), context, by=by)
    groups = next(orders.batches(run), [])[:TRIED]
    return orders.place_batch(groups, orders.layout_of_run(run), context, by=by, at=at)
