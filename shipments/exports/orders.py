"""The orders of a list as rows of a file: what the list shows, and no buyer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.holds.narrowing import SellerOrderFilter
from shipments.moments import offset_of
from shipments.orders.models import Order
from shipments.orders.queries import orders_for
from shipments.orders.wording import BLOCKERS, MARKETPLACES

CHUNK = 2_000
# The clock of sellers, where a request names none.
CLOCK = "Asia/Shanghai"
Cell = str | int | Decimal | date | datetime | None


def clock_of(params: Mapping[str, Any]) -> ZoneInfo:
    """On whose clock the moments of a file are told."""
    return ZoneInfo(params.get("zone") or CLOCK)


def chosen_orders(actor: Actor, params: Mapping[str, Any]) -> QuerySet[Order]:
    """The orders of a request: those of `ids`, else all that fit `query` on the clock of `zone`."""
    rows = orders_for(actor)
    if ids := params.get("ids"):
        return rows.filter(pk__in=ids)
    filters = SellerOrderFilter(QueryDict(params.get("query", "")), rows)
    with timezone.override(params.get("zone", "UTC")):
        return filters.qs if filters.is_valid() else rows.none()


def header(zone: ZoneInfo, at: datetime) -> list[str]:
    """The names of the columns; those of moments name their clock."""
    clock = offset_of(at.astimezone(zone))
    return [
        _("Number"),
        _("Marketplace"),
        f"{_('Ordered')}, {clock}",
        f"{_('Paid')}, {clock}",
        _("Status"),
        _("Blocked because"),
        _("SKU"),
        _("Pieces"),
        _("Goods"),
        _("Shipping"),
        _("Sum with shipping"),
        _("Currency"),
        _("Rate, RUB for a CNY"),
        _("City"),
        _("Promised by"),
        _("Parcels"),
        _("Parcel's status"),
    ]


def summed() -> list[str]:
    """The columns that are added up."""
    return [_("Pieces"), _("Goods"), _("Shipping"), _("Sum with shipping")]


def rows_of(orders: QuerySet[Order], zone: ZoneInfo) -> Iterator[Sequence[Cell]]:
    """A row an order, newest first, read in chunks; moments without their zone, on its clock."""
    for order in orders.iterator(CHUNK):
        yield _row(order, zone)


def _row(order: Order, zone: ZoneInfo) -> Sequence[Cell]:
    lines, parcels = list(order.lines.all()), list(order.parcels.all())
    return [
        order.number,
        str(MARKETPLACES.get(order.marketplace, order.marketplace)),
        _moment(order.ordered_at, zone),
        _moment(order.paid_at, zone),
        str(order.get_status_display()),
        str(BLOCKERS.get(order.blocker, order.blocker)),
        ", ".join(f"{line.sku} x {line.quantity}" for line in lines),
        sum(line.quantity for line in lines),
        order.goods_rub,
        order.shipping_rub,
        order.total_rub,
        "RUB",
        order.rate_cny,
        order.city,
        order.promised_to,
        ", ".join(parcel.number for parcel in parcels),
        ", ".join(str(parcel.get_movement_display()) for parcel in parcels),
    ]


def _moment(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
