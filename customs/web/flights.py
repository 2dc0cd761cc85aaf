"""Flights at import customs, and one master waybill: hold one parcel, release the others."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from customs.declarations.consolidation_clearance import (
    consolidation_at_customs,
    parcels_of,
    registries_of,
    releasable,
    released_owing,
    shares,
    waiting_by_consolidation,
)
from customs.declarations.queries import first_registries_for
from customs.declarations.registry import register_registry
from shipments import clock
from shipments.containers.models import Consolidation
from shipments.errors import BadInput, Refused
from shipments.holds.actions import place_holds
from shipments.holds.models import Hold
from shipments.parcels.models import ImportClearance
from shipments.parcels.queries import numbered, split_numbers
from shipments.web.base import chosen, keyset_page
from shipments.web.requests import ActorRequest, or_404

LINES = 100


@require_GET
def flight_list(request: ActorRequest) -> HttpResponse:
    """What has flown and was filed, newest first, with what still waits."""
    page = keyset_page(request, first_registries_for(request.actor))
    waiting = waiting_by_consolidation([row.consolidation_id for row in page.rows])
    rows = [(row, waiting.get(row.consolidation_id)) for row in page.rows]
    context = {"page": page, "rows": rows, "now": clock.now()}
    return render(request, "customs/flights.html", context)


@require_GET
def consolidation(request: ActorRequest, mawb: str) -> HttpResponse:
    """One registry: how far it is cleared, its lines, and what a release would set free."""
    return _page(request, _found(request, mawb))


@require_POST
def hold(request: ActorRequest, mawb: str) -> HttpResponse:
    """Hold the parcels that were ticked; the flight's others can go."""
    parcel = _found(request, mawb)
    own = parcels_of(request.actor, mawb).filter(pk__in=chosen(request))
    try:
        held = _place(request, list(own.values_list("pk", flat=True)))
    except Refused as refused:
        return _page(request, parcel, error=refused.message)
    told = ngettext("%(n)s parcel is on hold now.", "%(n)s parcels are on hold now.", len(held))
    messages.success(request, told % {"n": len(held)})
    return redirect("customs:consolidation", mawb)


@require_POST
def register(request: ActorRequest, mawb: str) -> HttpResponse:
    """Write down customs' registration number of a registry."""
    parcel = _found(request, mawb)
    sequence = request.POST.get("sequence", "")
    registry = or_404(next((r for r in registries_of(parcel) if str(r.sequence) == sequence), None))
    number = request.POST.get("number", "")
    try:
        register_registry(registry=registry, number=number, by=request.actor, at=clock.now())
    except Refused as refused:
        return _page(request, parcel, error=refused.message)
    messages.success(request, _("The registry is registered under this number."))
    return redirect("customs:consolidation", mawb)


def _place(request: ActorRequest, ids: list[int]) -> list[Hold]:
    note = request.POST.get("note", "").strip()[:300]
    if not ids:
        raise BadInput("nothing_chosen", _("Choose the parcels to hold."))
    if not note:
        raise BadInput("no_reason", _("Say why they are held."))
    return place_holds(
        subject="parcel", ids=ids, reason="customs", note=note, by=request.actor, at=clock.now()
    )


def _found(request: ActorRequest, mawb: str) -> Consolidation:
    return or_404(consolidation_at_customs(request.actor, mawb))


def _page(request: ActorRequest, consolidation: Consolidation, *, error: str = "") -> HttpResponse:
    parcels = parcels_of(request.actor, consolidation.mawb)
    rows = parcels
    status, search = request.GET.get("status", ""), request.GET.get("search", "")
    if status in ImportClearance.values:
        rows = rows.filter(import_clearance=status)
    if request.GET.get("held"):
        rows = rows.filter(held=True)
    owing = released_owing(parcels)
    if request.GET.get("owing"):
        rows = owing
    if search:
        rows = rows.filter(numbered(split_numbers(search)))
    parts, (frees, apart) = shares(parcels), releasable(parcels)
    context = {
        "now": clock.now(),
        "one": consolidation,
        "registries": registries_of(consolidation),
        "shares": parts,
        "total": sum(part.n for part in parts),
        "frees": frees,
        "apart": apart,
        "error": error,
        "owing": owing.order_by().count(),
        "only_owing": bool(request.GET.get("owing")),
        "page": keyset_page(request, rows, size=LINES, rising=True),
        "status": status,
        "search": search,
        "held": parcels.filter(held=True).count(),
        "typed": request.POST,
        "ticked": set(chosen(request)),
        "only_held": bool(request.GET.get("held")),
    }
    return render(request, "customs/consolidation.html", context, status=422 if error else 200)
