"""The seller's list of orders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.imports.layouts.registry import LAYOUTS
from shipments.orders.filters import OrderFilter
from shipments.orders.models import Order
from shipments.orders.queries import COUNTED, orders_by_status, orders_for
from shipments.web.base import keyset_page

STATUSES = Order.Status.choices
BLOCKERS = ("out_of_stock", "no_weight", "too_heavy", "too_large")


@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders, newest first, filtered and paged."""
    filters = OrderFilter(request.GET, orders_for(request.actor))
    page = keyset_page(request, filters.qs, by="ordered_at")
    counts = orders_by_status(request.actor) if not request.GET.get("after") else {}
    context = {
        "page": page,
        "filters": filters,
        "statuses": [(word, label, counts[word]) for word, label in STATUSES if word in counts],
        "chosen": request.GET.getlist("status"),
        "counted": COUNTED,
        "marketplaces": LAYOUTS,
        "blockers": BLOCKERS,
    }
    return render(request, "seller/orders.html", context)
