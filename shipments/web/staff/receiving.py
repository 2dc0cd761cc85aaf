"""Receiving: the inbound shipments that come, what each truck brought, and that it was all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.catalogue.queries import products_for
from shipments.errors import BadInput
from shipments.stock.filters import ReplenishmentFilter
from shipments.stock.models import Replenishment, ReplenishmentLine
from shipments.stock.queries import receipts_of, replenishments_for
from shipments.stock.replenishing import close_replenishment, receive_replenishment
from shipments.stock.rules import MOST, PIECES
from shipments.web.base import keyset_page
from shipments.web.components.filters import filter_panel
from shipments.web.refusals import refusals_go_to, refusals_in
from shipments.web.requests import ActorRequest, or_404

# Lines on a page, and empty ones for goods that nobody announced.
LINES, UNEXPECTED = 200, 3


class ReceiptForm(forms.Form):
    """The name of what one truck brought; the pieces are fields of their own."""

    reference = forms.CharField(
        label=gettext_lazy("Receipt number"),
        max_length=60,
        help_text=gettext_lazy("The truck's waybill, or keep ours. The same number counts once."),
    )


class Counted(forms.Form):
    """Pieces of one product."""

    good = forms.IntegerField(required=False, min_value=0, max_value=PIECES)
    damaged = forms.IntegerField(required=False, min_value=0, max_value=PIECES)

    def pieces(self) -> tuple[int, int]:
        """Good and damaged pieces of a form that is valid; an empty field is none."""
        return self.cleaned_data["good"] or 0, self.cleaned_data["damaged"] or 0


class Unexpected(Counted):
    """Pieces of a product that nobody announced."""

    sku = forms.CharField(required=False, max_length=MOST["sku"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if any(given.get(name) for name in ("good", "damaged")) and not given.get("sku"):
            self.add_error("sku", _("Which product?"))
        return given


@require_GET
def receiving_list(request: ActorRequest) -> HttpResponse:
    """Inbound shipments, those that are due first at the top; the closed ones on request."""
    asked = request.GET.copy()
    asked.setdefault("open", "true")
    filters = ReplenishmentFilter(asked, replenishments_for(request.actor))
    is_open = asked["open"] == "true"
    context = {
        "page": keyset_page(request, filters.qs, by="expected_at", rising=is_open),
        "panel": filter_panel(request, filters, ("search", "open")),
        "now": clock.now(),
    }
    return render(request, "staff/receiving_list.html", context)


def _found(request: ActorRequest, pk: int) -> Replenishment:
    return or_404(replenishments_for(request.actor).filter(pk=pk).first())


@require_http_methods(["GET", "POST"])
def receiving(request: ActorRequest, shipment: int) -> HttpResponse:
    """One inbound shipment, with fields for what a truck brought."""
    found, data = _found(request, shipment), request.POST if request.method == "POST" else None
    form, lines, others = _forms(request, found, data)
    if data is None:
        return _page(request, found, form, lines, others)
    if not all(line.is_valid() for line in (form, *(counted for _l, counted in lines), *others)):
        return _page(request, found, form, lines, others, status=422)
    with refusals_in(form):
        counts = _counts(request, found, lines, others)
        receive_replenishment(
            replenishment=found,
            counts=counts,
            reference=form.cleaned_data["reference"],
            by=request.actor,
            at=clock.now(),
        )
        messages.success(request, _("The receipt is booked."))
        return redirect("staff:receiving", shipment)
    return _page(request, found, form, lines, others, status=422)


Counts = list[tuple[ReplenishmentLine, Counted]]


def _forms(
    request: ActorRequest, found: Replenishment, data: QueryDict | None
) -> tuple[ReceiptForm, Counts, list[Unexpected]]:
    """The receipt's name, a form for each line shown, and some for goods nobody announced."""
    ours = {"reference": f"{clock.now():%Y%m%d-%H%M%S}"}
    lines = [(line, Counted(data, prefix=f"line-{line.pk}")) for line in _shown(request, found)]
    others = [Unexpected(data, prefix=f"other-{n}") for n in range(UNEXPECTED)]
    return ReceiptForm(data, initial=ours), lines, others


def _shown(request: ActorRequest, found: Replenishment) -> list[ReplenishmentLine]:
    """The lines by SKU, of many those whose SKU begins as asked for."""
    begins = request.GET.get("search", "").strip()
    lines = [line for line in found.lines.all() if line.product.sku.startswith(begins)]
    return sorted(lines, key=lambda line: line.product.sku)[:LINES]


def _counts(
    request: ActorRequest, found: Replenishment, lines: Counts, others: list[Unexpected]
) -> dict[int, tuple[int, int]]:
    """Product -> good and damaged. Raises BadInput for a SKU the seller has no product of."""
    counts = {line.product_id: counted.pieces() for line, counted in lines}
    named = {unexpected.cleaned_data["sku"].strip(): unexpected.pieces() for unexpected in others}
    named.pop("", None)
    rows = products_for(request.actor).filter(seller=found.seller_id, sku__in=named)
    known = dict(rows.values_list("sku", "pk"))
    for sku, (good, damaged) in named.items():
        if sku not in known:
            text = _("%(seller)s has no product %(sku)s.")
            raise BadInput("unknown_sku", text % {"seller": found.seller.code, "sku": sku})
        before = counts.get(known[sku], (0, 0))
        counts[known[sku]] = (before[0] + good, before[1] + damaged)
    return counts


def _page(
    request: ActorRequest,
    found: Replenishment,
    form: ReceiptForm,
    lines: Counts,
    others: list[Unexpected],
    status: int = 200,
) -> HttpResponse:
    all_lines = list(found.lines.all())
    context = {
        "found": found,
        "form": form,
        "lines": lines,
        "others": others,
        "receipts": receipts_of(found),
        "total": len(all_lines),
        "search": request.GET.get("search", ""),
        "to_come": sum(line.to_come for line in all_lines),
        "may_write": found.is_open and request.actor.has(Role.WAREHOUSE),
    }
    return render(request, "staff/receiving.html", context, status=status)


@require_POST
@refusals_go_to("staff:receiving", "shipment")
def receiving_close(request: ActorRequest, shipment: int) -> HttpResponse:
    """Say that nothing more will come."""
    found = _found(request, shipment)
    close_replenishment(replenishment=found, by=request.actor, at=clock.now())
    messages.success(request, _("%(number)s is closed.") % {"number": found.number})
    return redirect("staff:receiving", shipment)
