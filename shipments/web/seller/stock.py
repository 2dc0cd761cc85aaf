"""The seller's goods in the warehouse: levels, the moves behind them, what waiting orders need."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.catalogue.queries import product_for
from shipments.dashboards.needed import Needed, goods_needed
from shipments.dashboards.sales import DAYS, days_left, running_out, sold_lately
from shipments.exports.writing import MEDIA_TYPES, write
from shipments.stock.filters import StockFilter
from shipments.stock.models import StockLevel
from shipments.stock.queries import levels_for, moves_for
from shipments.web.base import attachment, keyset_page

MOST, FORMS = 1_000, ("csv", "xlsx")


class NarrowForm(forms.Form):
    """What the levels are narrowed to; the names are those of the API's filter."""

    search = forms.CharField(label=gettext_lazy("SKU begins with"), required=False, max_length=64)
    available = forms.ChoiceField(
        label=gettext_lazy("Free pieces"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            ("true", gettext_lazy("some")),
            ("false", gettext_lazy("none")),
        ],
    )
    running_out = forms.BooleanField(
        label=gettext_lazy("Out of stock in less than a week"), required=False
    )


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """Levels by product and warehouse, with the days they will last."""
    if request.GET.get("needed"):
        return _needed(request)
    now, rows = clock.now(), StockFilter(request.GET, levels_for(request.actor)).qs
    sold = sold_lately(request.actor, at=now)
    if request.GET.get("running_out"):
        soon = [shelf.product_id for shelf in running_out(request.actor, at=now)]
        rows = rows.filter(product__in=soon)
    page = keyset_page(request, rows)
    context = {
        "page": page,
        "form": NarrowForm(request.GET),
        "days": DAYS,
        "narrowed": any(request.GET.get(name) for name in NarrowForm.base_fields),
        "rows": [_told(level, sold.get(level.product_id, 0)) for level in page.rows],
    }
    return render(request, "seller/stock.html", context)


def _needed(request: HttpRequest) -> HttpResponse:
    """What paid orders wait for; as a file where `?form=` asks for one."""
    rows = goods_needed(request.actor)
    if (form := request.GET.get("form", "")) in FORMS:
        content = write(form, _header(), [_cells(one) for one in rows], lambda _n: None)
        return attachment(content, f"needed.{form}", MEDIA_TYPES[form])
    context = {
        "rows": rows[:MOST],
        "total": len(rows),
        "to_send": sum(one.to_send for one in rows),
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


def _cells(one: Needed) -> list[Any]:
    next_at = f"{timezone.localtime(one.next_at):%Y-%m-%d}" if one.next_at else ""
    return [
        one.product.sku,
        one.product.name_zh,
        one.product.name_ru,
        one.orders,
        one.needed,
        one.free,
        one.coming,
        next_at,
        one.to_send,
    ]


def _told(level: StockLevel, sold: int) -> dict[str, Any]:
    return {"level": level, "sold": sold, "lasts": days_left(level.available, sold)}


@require_GET
def moves(request: HttpRequest, sku: str) -> HttpResponse:
    """The ledger of one product: every change of its levels, newest first."""
    found = product_for(request.actor, sku)
    if found is None:
        raise Http404
    levels = list(levels_for(request.actor).filter(product=found.pk))
    page = keyset_page(request, moves_for(request.actor, found.pk))
    context = {"product": found, "levels": levels, "page": page}
    return render(request, "seller/stock_moves.html", context)
