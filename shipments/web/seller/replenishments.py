"""The seller's inbound shipments: announced by a form, corrected, cancelled; what came of each."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import SELLER_WRITERS
from shipments.catalogue.filters import ProductFilter
from shipments.catalogue.queries import products_for, products_named
from shipments.dashboards.needed import goods_needed
from shipments.history.queries import changes_of
from shipments.imports.queries import seller_of
from shipments.stock.filters import ReplenishmentFilter
from shipments.stock.models import Replenishment
from shipments.stock.queries import (
    receipts_of,
    replenishment_for,
    replenishments_for,
    warehouses,
)
from shipments.stock.replenishing import (
    NEW_DAY,
    NEW_LINES,
    announce_replenishment,
    cancel_replenishment,
    correct_replenishment,
    expect_replenishment,
)
from shipments.stock.rules import LINES, MOST, PIECES, pieces_of
from shipments.web.base import keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.refusals import refusals_go_to, refusals_in
from shipments.web.requests import ActorRequest, or_404
from shipments.web.ruled import RuledField
from shipments.web.templatetags.naming import warehouse

# Empty lines below those that are filled, and how many goods one search finds.
EMPTY_LINES, FOUND = 8, 50
FURTHEST_DAYS = 366


class DayForm(forms.Form):
    """When the goods come."""

    expected = forms.DateField(
        label=_("Expected on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean_expected(self) -> date:
        day: date = self.cleaned_data["expected"]
        if not 0 <= (day - timezone.localdate(clock.now())).days <= FURTHEST_DAYS:
            raise forms.ValidationError(_("Give a day from today on, within a year."))
        return day

    def expected_at(self) -> datetime:
        """Noon of the day on the seller's clock."""
        day = datetime.combine(self.cleaned_data["expected"], time(12))
        return timezone.make_aware(day)


def _warehouse_choices() -> list[tuple[str, str]]:
    return [
        (each_warehouse.code, str(warehouse(each_warehouse))) for each_warehouse in warehouses()
    ]


class AnnounceForm(DayForm):
    """An inbound shipment; its goods are fields of their own."""

    number = forms.CharField(label=_("Your number"), max_length=MOST["number"])
    warehouse = forms.ChoiceField(label=_("Warehouse"), choices=_warehouse_choices)
    field_order = ("number", "warehouse", "expected")


class Line(forms.Form):
    """One product of a shipment."""

    sku = forms.CharField(label=_("SKU"), required=False, max_length=MOST["sku"])
    quantity = RuledField(
        pieces_of,
        label=_("Pieces"),
        required=False,
        widget=forms.NumberInput({"min": 1, "max": PIECES}),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        if given.get("sku") and not given.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("How many pieces?"))
        if given.get("quantity") and not given.get("sku"):
            self.add_error("sku", _("Which product?"))
        return given


Lines = forms.formset_factory(Line, extra=EMPTY_LINES, max_num=LINES, absolute_max=LINES)


@require_GET
def replenishments(request: ActorRequest) -> HttpResponse:
    """Inbound shipments, newest first, found by number, SKU and status."""
    filters = ReplenishmentFilter(request.GET, replenishments_for(request.actor))
    context = {
        "page": keyset_page(request, filters.qs, by="created_at"),
        "panel": filter_panel(request, filters, ("search",), told=("search", "status")),
        "statuses": Replenishment.Status.choices,
        "chosen": request.GET.get("status", ""),
        "may_write": _may_announce(request),
    }
    return render(request, "seller/replenishments.html", context)


def _may_announce(request: ActorRequest) -> bool:
    """Whether there is a seller whose goods these would be."""
    return request.actor.is_seller and request.actor.has(*SELLER_WRITERS)


@require_http_methods(["GET", "POST"])
def announce(request: ActorRequest) -> HttpResponse:
    """The form that tells the warehouse of goods on their way."""
    if not _may_announce(request):
        raise PermissionDenied
    if request.method == "GET":
        return _form(request, AnnounceForm(), Lines(prefix="lines", initial=_asked(request)))
    form = AnnounceForm(request.POST)
    if request.POST.get("do"):
        return _more_lines(request, AnnounceForm(initial=request.POST.dict()))
    lines = Lines(request.POST, prefix="lines")
    if form.is_valid() and lines.is_valid():
        with refusals_in(form):
            return _announce(request, form, lines)
    return _form(request, form, lines, status=422)


def _form(request: ActorRequest, form: DayForm, lines: Any, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    context = {"form": form, "lines": lines, **more}
    return render(request, "seller/stock_announce.html", context, status=status)


def _asked(request: ActorRequest) -> list[dict[str, Any]]:
    """What a link asks for: these SKUs, or all that waiting orders need and nobody has sent."""
    if request.GET.get("needed"):
        short = [needed for needed in goods_needed(request.actor) if needed.to_send]
        return [{"sku": item.product.sku, "quantity": item.to_send} for item in short[:LINES]]
    return [{"sku": sku} for sku in request.GET.getlist("sku")[:LINES]]


def _more_lines(request: ActorRequest, form: DayForm, **more: Any) -> HttpResponse:
    """The form again as typed: goods searched for, ticked goods added, or more empty lines."""
    filled, find = _typed(request), request.POST.get("find", "").strip()
    filled += [{"sku": sku} for sku in request.POST.getlist("add")]
    found = None
    if request.POST["do"] == "find" and find:
        found = list(ProductFilter({"search": find}, products_for(request.actor)).qs[:FOUND])
    lines = Lines(prefix="lines", initial=filled[:LINES])
    return _form(request, form, lines, find=find, found_goods=found, **more)


def _typed(request: ActorRequest) -> list[dict[str, Any]]:
    """The lines as they were typed, the empty ones left out."""
    total = request.POST.get("lines-TOTAL_FORMS", "0")
    is_count = total.isascii() and total.isdigit() and len(total) < 5
    count = min(int(total), LINES) if is_count else 0
    rows = [
        {name: request.POST.get(f"lines-{n}-{name}", "") for name in ("sku", "quantity")}
        for n in range(count)
    ]
    return [row for row in rows if any(row.values())]


def _announce(request: ActorRequest, form: AnnounceForm, lines: Any) -> HttpResponse:
    given = form.cleaned_data
    made = announce_replenishment(
        seller=or_404(seller_of(request.actor)),
        warehouse=warehouses().get(code=given["warehouse"]),
        number=given["number"],
        lines=_pieces(request, lines),
        expected_at=form.expected_at(),
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("The inbound shipment is created; the warehouse expects it."))
    return redirect("seller:replenishment", made.number)


def _pieces(request: ActorRequest, lines: Any) -> dict[int, int]:
    """Product -> pieces, a product named twice added up. Raises BadInput for an unknown SKU."""
    wanted: dict[str, int] = {}
    for cleaned_item in lines.cleaned_data:
        if cleaned_item.get("sku"):
            wanted[cleaned_item["sku"]] = (
                wanted.get(cleaned_item["sku"], 0) + cleaned_item["quantity"]
            )
    products = products_named(request.actor, list(wanted))
    return {products[sku]: pieces for sku, pieces in wanted.items()}


def _found(request: ActorRequest, number: str) -> Replenishment:
    return or_404(replenishment_for(request.actor, number))


@require_GET
def replenishment(request: ActorRequest, number: str) -> HttpResponse:
    """One inbound shipment: what was announced, what came and when, who did what."""
    found, now = _found(request, number), clock.now()
    lines = [{"line": line, "short": line.short_at(now)} for line in found.lines.all()]
    context = {
        "found": found,
        "lines": lines,
        "receipts": receipts_of(found),
        "differs": any(_differs(row) for row in lines),
        "changes": [_change(change) for change in changes_of(found)],
        "is_untouched": found.status == Replenishment.Status.EXPECTED,
        "may_write": _may_announce(request),
    }
    return render(request, "seller/replenishment.html", context)


def _differs(row: dict[str, Any]) -> bool:
    return bool(row["short"] or row["line"].over or row["line"].damaged)


def _change(change: Any) -> dict[str, Any]:
    """A change in words: a status, another day, other goods."""
    words = dict(Replenishment.Status.choices)
    if change.reason == NEW_DAY:
        old, new = (parse_datetime(text) for text in (change.old, change.new))
        return {"change": change, "text": _("Expected on another day"), "old": old, "new": new}
    if change.reason == NEW_LINES:
        return {"change": change, "text": _("Goods corrected")}
    old, new = (words.get(word, word) for word in (change.old, change.new))
    return {"change": change, "text": f"{old} → {new}", "why": change.note}


@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, number: str) -> HttpResponse:
    """Another day while more may come, other goods while nothing has; else it is but shown."""
    found = _found(request, number)
    if not _may_announce(request) or not found.is_open:
        if request.method == "POST":
            raise PermissionDenied
        return replenishment(request, number)
    is_untouched = found.status == Replenishment.Status.EXPECTED
    more = {"found": found, "has_lines": is_untouched}
    if request.method == "GET":
        form = DayForm(initial={"expected": timezone.localdate(found.expected_at)})
        return _form(request, form, Lines(prefix="lines", initial=_lines_of(found)), **more)
    if request.POST.get("do"):
        return _more_lines(request, DayForm(initial=request.POST.dict()), **more)
    form = DayForm(request.POST)
    if not is_untouched:
        if form.is_valid():
            _write_day(request, found, form)
        return redirect("seller:replenishment", number)
    lines = Lines(request.POST, prefix="lines")
    if form.is_valid() and lines.is_valid():
        with refusals_in(form):
            return _write(request, found, form, lines)
    return _form(request, form, lines, status=422, **more)


def _lines_of(found: Replenishment) -> Sequence[dict[str, Any]]:
    return [{"sku": line.product.sku, "quantity": line.expected} for line in found.lines.all()]


def _write(request: ActorRequest, found: Replenishment, form: DayForm, lines: Any) -> HttpResponse:
    pieces = _pieces(request, lines)
    correct_replenishment(replenishment=found, lines=pieces, by=request.actor, at=clock.now())
    _write_day(request, found, form)
    messages.success(request, _("Saved."))
    return redirect("seller:replenishment", found.number)


def _write_day(request: ActorRequest, found: Replenishment, form: DayForm) -> None:
    """Keep the hour it was announced for where the day is the same."""
    if form.cleaned_data["expected"] != timezone.localdate(found.expected_at):
        expect_replenishment(
            replenishment=found, expected_at=form.expected_at(), by=request.actor, at=clock.now()
        )


@require_POST
@refusals_go_to("seller:replenishment", "number")
def cancel(request: ActorRequest, number: str) -> HttpResponse:
    """Say that the goods will not come, while nothing has."""
    found = _found(request, number)
    cancel_replenishment(
        replenishment=found,
        by=request.actor,
        at=clock.now(),
        why=request.POST.get("why", "")[:300],
    )
    messages.success(request, _("The inbound shipment is cancelled."))
    return redirect("seller:replenishment", number)
