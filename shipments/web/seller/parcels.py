"""The seller's parcels and their labels, one or many."""

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.holds.narrowing import SellerParcelFilter
from shipments.labels.actions import draw_labels, print_labels
from shipments.orders.queries import COUNTED, counted
from shipments.parcels.queries import (
    MANY,
    parcel_for,
    parcels_chosen,
    parcels_for,
    split_numbers,
    without_parcel,
)
from shipments.web.base import address_of, attachment, chosen, keyset_page
from shipments.web.components.filters import filter_panel, fitting, narrowing
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404

KINDS = {"pdf": "application/pdf", "zpl": "application/zpl"}
# The fields of the page; what other pages narrow the list to has a chip that takes it off.
FIELDS = (
    "search",
    "headline",
    "label_printed",
    "movement",
    "export_clearance",
    "import_clearance",
    "stuck",
    "late",
)


@require_GET
def parcel_list(request: ActorRequest) -> HttpResponse:
    """Parcels, newest first, with what their labels need."""
    filters, rows = _narrowed(request, request.GET)
    page = keyset_page(request, rows, by="created_at")
    may_print = request.actor.can_write
    numbers = split_numbers(request.GET.get("search", ""))
    context = {
        "page": page,
        "panel": filter_panel(request, filters, FIELDS),
        "query": narrowing(request.GET),
        "may_print": may_print,
        "counted": COUNTED,
        "fitting": counted(rows) if may_print and page.rows else 0,
        "missing": without_parcel(request.actor, numbers) if numbers else [],
    }
    return render(request, "seller/parcels.html", context)


def _narrowed(request: ActorRequest, data: QueryDict) -> tuple[SellerParcelFilter, QuerySet]:
    """The filter of a query and the parcels that fit it."""
    filters = SellerParcelFilter(data, parcels_for(request.actor))
    return filters, fitting(filters)


def _list_as_narrowed(request: ActorRequest) -> str:
    return address_of("seller:parcels", request.POST.get("query", ""))


@require_POST
@refusals_go_to(_list_as_narrowed)
def labels(request: ActorRequest) -> HttpResponse:
    """The labels of the chosen parcels, or of all that fit, as one file to print."""
    form = "zpl" if request.POST.get("form") == "zpl" else "pdf"
    found = _chosen(request)
    drawn = print_labels(parcels=found, form=form, by=request.actor, at=clock.now())
    return attachment(drawn, f"labels-{len(found)}.{form}", KINDS[form])


def _chosen(request: ActorRequest) -> list:
    """The parcels that were ticked, or all that fit the list's filter, and one too many at most."""
    if request.POST.get("all"):
        return list(_narrowed(request, QueryDict(request.POST.get("query", "")))[1][: MANY + 1])
    return parcels_chosen(request.actor, chosen(request))


@require_GET
@refusals_go_to("seller:parcels")
def label(request: ActorRequest, number: str, form: str) -> HttpResponse:
    """One label, to look at or for a thermal printer."""
    found = or_404(parcel_for(request.actor, number))
    drawn = draw_labels(parcels=[found], form=form, by=request.actor)
    return attachment(drawn, f"{found.number}.{form}", KINDS[form])
