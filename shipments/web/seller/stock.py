"""The seller's goods in the warehouse: levels, the moves behind them, goods on their way."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.catalogue.queries import product_for, products_named
from shipments.dashboards.sales import DAYS, days_left, running_out, sold_lately
from shipments.errors import Refused
from shipments.imports.queries import seller_of
from shipments.orders.queries import numbers_of
from shipments.stock.actions import announce_replenishment
from shipments.stock.filters import ReplenishmentFilter, StockFilter
from shipments.stock.models import Replenishment, StockLevel, StockMove
from shipments.stock.queries import (
    levels_for,
    moves_for,
    replenishment_for,
    replenishments_for,
    warehouses,
)
from shipments.web.base import keyset_page
from shipments.web.naming import warehouse

MOST_PIECES = 1_000_000
LINES = 8
FURTHEST_DAYS = 366


class NarrowForm(forms.Form):
    """What the levels are narrowed to; the names are those of the API's filter."""

    search = forms.CharField(label=_("SKU begins with"), required=False, max_length=64)
    available = forms.ChoiceField(
        label=_("Free pieces"), required=False,
        choices=[("", _("all")), ("true", _("some")), ("false", _("none"))],
    )  # fmt: skip
    running_out = forms.BooleanField(label=_("Gone in less than a week"), required=False)


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """Levels by product and warehouse, with the days they will last."""
    now, rows = clock.now(), StockFilter(request.GET, levels_for(request.actor)).qs
    sold = sold_lately(request.actor, at=now)
    if request.GET.get("running_out"):
        soon = [shelf.product_id for shelf in running_out(request.actor, at=now)]
        rows = rows.filter(product__in=soon)
    page = keyset_page(request, rows)
    context = {
        "page": page, "form": NarrowForm(request.GET), "days": DAYS,
        "narrowed": any(request.GET.get(name) for name in NarrowForm.base_fields),
        "rows": [_told(level, sold.get(level.product_id, 0)) for level in page.rows],
    }  # fmt: skip
    return render(request, "seller/stock.html", context)


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
    numbers = numbers_of(request.actor, filter(None, map(_order_of, page.rows)))
    rows = [(move, numbers.get(_order_of(move), "")) for move in page.rows]
    context = {"product": found, "levels": levels, "page": page, "rows": rows}
    return render(request, "seller/stock_moves.html", context)


def _order_of(move: StockMove) -> int:
    """The row of the order a move was made for; 0 where it was made for something else."""
    kind, _colon, pk = move.reference.partition(":")
    return int(pk) if kind == "order" and pk.isdigit() else 0


class AnnounceForm(forms.Form):
    """Goods on their way; the lines are fields of their own."""

    number = forms.CharField(label=_("Your number"), max_length=40)
    warehouse = forms.ChoiceField(label=_("Warehouse"))
    expected = forms.DateField(
        label=_("Expected on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["warehouse"].choices = [(one.code, warehouse(one)) for one in warehouses()]

    def clean_expected(self) -> date:
        day: date = self.cleaned_data["expected"]
        if not 0 <= (day - timezone.localdate(clock.now())).days <= FURTHEST_DAYS:
            raise forms.ValidationError(_("Give a day from today on, within a year."))
        return day

    def expected_at(self) -> datetime:
        """Noon of the day on the seller's clock."""
        day = datetime.combine(self.cleaned_data["expected"], time(12))
        return timezone.make_aware(day)


class Line(forms.Form):
    """One product of a replenishment."""

    sku = forms.CharField(label=_("SKU"), required=False, max_length=64)
    quantity = forms.IntegerField(
        label=_("Pieces"), required=False, min_value=1, max_value=MOST_PIECES
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("sku") and not given.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("How many pieces?"))
        if given.get("quantity") and not given.get("sku"):
            self.add_error("sku", _("Which product?"))
        return given


Lines = forms.formset_factory(Line, extra=LINES, max_num=200, absolute_max=200)


@require_GET
def replenishments(request: HttpRequest) -> HttpResponse:
    """Goods on their way and received, newest first."""
    rows = ReplenishmentFilter(request.GET, replenishments_for(request.actor)).qs
    context = {
        "page": keyset_page(request, rows, by="created_at"),
        "statuses": Replenishment.Status.choices,
        "chosen": request.GET.get("status", ""),
        "may_write": _may_announce(request),
    }
    return render(request, "seller/replenishments.html", context)


def _may_announce(request: HttpRequest) -> bool:
    """Whether there is a seller whose goods these would be."""
    return request.actor.is_seller and request.actor.has(*SELLER_WRITERS)


@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """The form that tells the warehouse of goods on their way."""
    if not _may_announce(request):
        raise PermissionDenied
    form = AnnounceForm(request.POST or None)
    lines = Lines(request.POST or None, prefix="lines", initial=_asked(request))
    if request.method == "GET":
        return _form(request, form, lines)
    if form.is_valid() and lines.is_valid():
        try:
            return _announce(request, form, lines)
        except Refused as refused:
            form.add_error("number" if "number" in refused.code else None, refused.message)
    return _form(request, form, lines, status=422)


def _form(request: HttpRequest, form: AnnounceForm, lines: Any, status: int = 200) -> HttpResponse:
    context = {"form": form, "lines": lines}
    return render(request, "seller/stock_announce.html", context, status=status)


def _asked(request: HttpRequest) -> list[dict[str, str]]:
    """The product a link asks for stands in the first line."""
    return [{"sku": sku} for sku in request.GET.getlist("sku")[:LINES]]


def _announce(request: HttpRequest, form: AnnounceForm, lines: Any) -> HttpResponse:
    given = form.cleaned_data
    made = announce_replenishment(
        seller=seller_of(request.actor),
        warehouse=warehouses().get(code=given["warehouse"]),
        number=given["number"],
        lines=_pieces(request, lines),
        expected_at=form.expected_at(),
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("The goods are announced; the warehouse expects them."))
    return redirect("seller:replenishment", made.number)


def _pieces(request: HttpRequest, lines: Any) -> dict[int, int]:
    """Product -> pieces, a product named twice added up. Raises BadInput for an unknown SKU."""
    wanted: dict[str, int] = {}
    for one in lines.cleaned_data:
        if one.get("sku"):
            wanted[one["sku"]] = wanted.get(one["sku"], 0) + one["quantity"]
    products = products_named(request.actor, list(wanted))
    return {products[sku]: pieces for sku, pieces in wanted.items()}


@require_GET
def replenishment(request: HttpRequest, number: str) -> HttpResponse:
    """One replenishment: what was announced, what came, what was short, over or damaged."""
    found = replenishment_for(request.actor, number)
    if found is None:
        raise Http404
    is_here = found.status == Replenishment.Status.RECEIVED
    lines = list(found.lines.all())
    context = {
        "found": found, "lines": lines, "is_here": is_here,
        "differs": is_here and any(line.short or line.over or line.damaged for line in lines),
    }  # fmt: skip
    return render(request, "seller/replenishment.html", context)
