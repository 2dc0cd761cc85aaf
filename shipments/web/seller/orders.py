"""The seller's list of orders: narrowed, pasted, kept as a view, its columns chosen."""

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Right
from shipments.bulk.queries import actions_undoable
from shipments.encrypted import decrypt, encrypt
from shipments.holds.narrowing import SellerOrderFilter
from shipments.orders.models import Order
from shipments.orders.queries import COUNTED, counted, orders_by_status, orders_for
from shipments.parcels.queries import not_found, orders_numbered, split_numbers
from shipments.saved_views.actions import forget_view, rename_view, save_view
from shipments.saved_views.models import SavedView
from shipments.saved_views.queries import view_for, views_for
from shipments.web.base import keyset_page
from shipments.web.components.filters import Chip, FilterPanel, filter_panel, fitting, narrowing
from shipments.web.refusals import refusals_told
from shipments.web.requests import ActorRequest, or_404

PAGE = "orders"
# What the session keeps of pasted numbers.
PASTED = "pasted_sealed"
STATUSES = Order.Status.choices
COLUMNS = {
    "goods": gettext_lazy("Goods"),
    "city": gettext_lazy("City"),
    "sum": gettext_lazy("Sum with shipping"),
    "parcel": gettext_lazy("Parcel"),
    "promised": gettext_lazy("Promised by"),
    "marketplace": gettext_lazy("Marketplace"),
}
# The fields of the page; statuses have chips of their own.
FIELDS = (
    "search",
    "stage",
    "hold",
    "blocker",
    "marketplace",
    "created_after",
    "created_before",
    "promised_before",
    "city",
    "sku",
    "stuck",
    "late",
)


@require_GET
def order_list(request: ActorRequest) -> HttpResponse:
    """Orders, newest first, filtered and paged."""
    filters, rows = narrowed(request, request.GET)
    page = keyset_page(request, rows, by="ordered_at")
    counts = orders_by_status(request.actor) if not request.GET.get("after") else {}
    chosen, may_write = request.GET.getlist("status"), request.actor.can_write
    context = {
        "page": page,
        "panel": _panel(request, filters),
        "query": narrowing(request.GET),
        "statuses": [
            (word, label, counts.get(word))
            for word, label in STATUSES
            if word in counts or word in chosen
        ],
        "chosen": chosen,
        "counted": COUNTED,
        "views": views_for(request.actor, PAGE),
        "columns": _columns(request),
        "all_columns": COLUMNS.items(),
        "may_write": may_write,
        "fitting": counted(rows) if may_write else 0,
        "may_export": request.actor.may(Right.EXPORT),
        "place": request.GET.urlencode(),
        **_pasted(request),
        "undoable": actions_undoable(request.actor, now=timezone.now()) if may_write else [],
    }
    return render(request, "seller/orders.html", context)


def narrowed(request: ActorRequest, data: QueryDict) -> tuple[SellerOrderFilter, QuerySet]:
    """The filter of a query, and the orders that fit it and the pasted numbers.

    What cannot be read as a filter fits nothing: an action on all that fit must never meet all.
    """
    filters = SellerOrderFilter(data, orders_for(request.actor))
    rows = fitting(filters)
    if data.get("pasted"):
        rows = orders_numbered(rows, _numbers_pasted(request))
    return filters, rows


def _numbers_pasted(request: ActorRequest) -> list[str]:
    """What was pasted last; it may be a column of phones, so the session holds its ciphertext."""
    kept = request.session.get(PASTED)
    return json.loads(decrypt(kept)) if kept else []


def _pasted(request: ActorRequest) -> dict[str, Any]:
    """The numbers that were pasted and those of them that name nothing."""
    numbers = _numbers_pasted(request) if request.GET.get("pasted") else []
    missing = not_found(request.actor, numbers) if numbers else []
    return {"pasted": numbers, "missing": missing}


def _panel(request: ActorRequest, filters: SellerOrderFilter) -> FilterPanel:
    """The form and the chips; the numbers that were pasted have a chip too."""
    panel = filter_panel(request, filters, FIELDS, told=("status", "search"))
    if request.GET.get("pasted"):
        count = str(len(_numbers_pasted(request)))
        href = f"?{narrowing(request.GET, 'pasted')}"
        panel.chips.append(Chip("pasted", _("Pasted numbers"), count, href))
    return panel


def _columns(request: ActorRequest) -> list[str]:
    return request.session.get("order_columns", list(COLUMNS))


@require_POST
def columns(request: ActorRequest) -> HttpResponse:
    """Remember which columns somebody wants to see."""
    wanted = request.POST.getlist("column")
    request.session["order_columns"] = [name for name in COLUMNS if name in wanted]
    return _back(request.POST.get("query", ""))


@require_POST
def paste(request: ActorRequest) -> HttpResponse:
    """Keep pasted numbers and list their orders."""
    numbers = split_numbers(request.POST.get("numbers", ""))
    if not numbers:
        messages.error(request, _("Paste some numbers first."))
        return _back("")
    request.session[PASTED] = encrypt(json.dumps(numbers))
    return _back("pasted=1")


@require_POST
def keep_view(request: ActorRequest) -> HttpResponse:
    """Keep what narrows the list now under a name, for the whole company."""
    query = request.POST.get("query", "")
    with refusals_told(request):
        name, kept = request.POST.get("name", ""), QueryDict(query, mutable=True)
        kept.pop("pasted", None)  # those numbers are one person's own
        save_view(page=PAGE, name=name, query=narrowing(kept), by=request.actor, at=clock.now())
        messages.success(request, _("The view is kept for everybody in your company."))
    return _back(query)


@require_POST
def name_view(request: ActorRequest, view: int) -> HttpResponse:
    """Call a kept view otherwise."""
    found = _view(request, view)
    with refusals_told(request):
        rename_view(view=found, name=request.POST.get("name", ""), by=request.actor)
    return _back(found.query)


@require_POST
def drop_view(request: ActorRequest, view: int) -> HttpResponse:
    """Take a kept view away."""
    forget_view(view=_view(request, view), by=request.actor)
    return _back("")


def _view(request: ActorRequest, pk: int) -> SavedView:
    return or_404(view_for(request.actor, pk))


def _back(query: str) -> HttpResponse:
    return redirect(reverse("seller:orders") + (f"?{query}" if query else ""))
