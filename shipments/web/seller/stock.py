"""The seller's goods in the warehouse: levels, the moves behind them, what waiting orders need."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from django_filters import BooleanFilter

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.catalogue.queries import product_for
from shipments.dashboards.needed import Needed, goods_needed
from shipments.dashboards.sales import DAYS, days_left, running_out, sold_lately
from shipments.exports.writing import MEDIA_TYPES, write
from shipments.filter_widgets import Tick
from shipments.stock.filters import StockFilter
from shipments.stock.models import StockLevel
from shipments.stock.queries import levels_for, moves_for
from shipments.web.base import attachment, keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.requests import ActorRequest, or_404

MOST, FORMS = 1_000, ("csv", "xlsx")


class ShelfFilter(StockFilter):
    """Beside the API's filter: what will be gone in less than a week."""

    running_out = BooleanFilter(
        method="are_running_out",
        label=gettext_lazy("Out of stock in less than a week"),
        widget=Tick,
    )

    def are_running_out(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        soon = [shelf.product_id for shelf in running_out(self.request.actor, at=clock.now())]
        return rows.filter(product__in=soon) if value else rows.exclude(product__in=soon)


@require_GET
def stock(request: ActorRequest) -> HttpResponse:
    """Levels by product and warehouse, with the days they will last."""
    if request.GET.get("needed"):
        return _needed(request)
    filters = ShelfFilter(request.GET, levels_for(request.actor), request=request)
    sold = sold_lately(request.actor, at=clock.now())
    page = keyset_page(request, filters.qs)
    context = {
        "page": page,
        "panel": filter_panel(request, filters, ("search", "available", "running_out")),
        "days": DAYS,
        "rows": [_present(level, sold.get(level.product_id, 0)) for level in page.rows],
    }
    return render(request, "seller/stock.html", context)


def _needed(request: ActorRequest) -> HttpResponse:
    """What paid orders wait for; as a file where `?form=` asks for one."""
    rows = goods_needed(request.actor)
    if (form := request.GET.get("form", "")) in FORMS:
        content = write(form, _header(), [_cells(needed) for needed in rows], lambda _n: None)
        return attachment(content, f"needed.{form}", MEDIA_TYPES[form])
    context = {
        "rows": rows[:MOST],
        "total": len(rows),
        "to_send": sum(needed.to_send for needed in rows),
        "may_write": request.actor.is_seller and request.actor.has(*SELLER_WRITERS),
    }
    return render(request, "seller/stock_needed.html", context)


def _header() -> list[str]:
    return [
        _("SKU"),
        _("Chinese name"),
        _("Russian name"),
        _("Orders"),
        _("Needed"),
        _("Free"),
        _("On the way"),
        _("Next arrival"),
        _("To send"),
    ]


def _cells(needed: Needed) -> list[Any]:
    next_at = f"{timezone.localtime(needed.next_at):%Y-%m-%d}" if needed.next_at else ""
    return [
        needed.product.sku,
        needed.product.name_zh,
        needed.product.name_ru,
        needed.orders,
        needed.needed,
        needed.free,
        needed.coming,
        next_at,
        needed.to_send,
    ]


def _present(level: StockLevel, sold: int) -> dict[str, Any]:
    return {"level": level, "sold": sold, "lasts": days_left(level.available, sold)}


@require_GET
def moves(request: ActorRequest, sku: str) -> HttpResponse:
    """The ledger of one product: every change of its levels, newest first."""
    found = or_404(product_for(request.actor, sku))
    levels = list(levels_for(request.actor).filter(product=found.pk))
    page = keyset_page(request, moves_for(request.actor, found.pk))
    context = {"product": found, "levels": levels, "page": page}
    return render(request, "seller/stock_moves.html", context)
