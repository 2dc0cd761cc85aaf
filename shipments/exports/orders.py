"""The orders of a list as rows of a file: what the list shows, and no buyer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.holds.narrowing import SellerOrderFilter
from shipments.orders.models import Order
from shipments.orders.queries import orders_for

CHUNK = 2_000
Cell = str | int | Decimal


def chosen_orders(actor: Actor, params: Mapping[str, Any]) -> QuerySet[Order]:
    """The orders of a request: those of `ids`, else all that fit `query` on the clock of `zone`."""
    rows = orders_for(actor)
    if ids := params.get("ids"):
        return rows.filter(pk__in=ids)
    filters = SellerOrderFilter(QueryDict(params.get("query", "")), rows)
    with timezone.override(params.get("zone", "UTC")):
        return filters.qs if filters.is_valid() else rows.none()


def header() -> list[str]:
    return [
        _("Number"), _("Marketplace"), _("Ordered"), _("Paid"), _("Status"), _("Blocked because"),
        _("SKU"), _("Pieces"), _("Goods"), _("Shipping"), _("Currency"), _("Rate, RUB for a CNY"),
        _("City"), _("Promised by"), _("Parcels"), _("Parcel's status"),
    ]  # fmt: skip


def rows_of(orders: QuerySet[Order]) -> Iterator[Sequence[Cell]]:
    """A row an order, newest first, read in chunks."""
    for order in orders.iterator(CHUNK):
        yield _row(order)


def _row(order: Order) -> Sequence[Cell]:
    lines, parcels = list(order.lines.all()), list(order.parcels.all())
    return [
        order.number, order.marketplace, _moment(order.ordered_at), _moment(order.paid_at),
        str(order.get_status_display()), order.blocker,
        ", ".join(f"{line.sku} x {line.quantity}" for line in lines),
        sum(line.quantity for line in lines), order.goods_rub, order.shipping_rub,
        "RUB", order.rate_cny, order.city,
        f"{order.promised_to:%Y-%m-%d}" if order.promised_to else "",
        ", ".join(parcel.number for parcel in parcels),
        ", ".join(str(parcel.get_movement_display()) for parcel in parcels),
    ]  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""
