"""Consolidations: the list, and one with its bags and the deeds its status allows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.consolidation.actions import (
    close_consolidation,
    fill_consolidation,
    manifest_consolidation,
    remove_parcels,
    reopen_consolidation,
)
from shipments.consolidation.departures import break_down
from shipments.consolidation.models import Consolidation
from shipments.consolidation.queries import (
    bags_of_consolidation,
    consolidations_for,
    contents_of,
    loading_of,
    weighed,
)
from shipments.errors import Refused
from shipments.parcels.queries import split_numbers
from shipments.web.base import keyset_page, tell_refusal

SHOWN = 200
# status -> (deed, what its button says)
DEEDS: dict[str, list[tuple[str, Any]]] = {
    "open": [("fill", _("Fill with what is ready")), ("close", _("Close"))],
    "closed": [("manifest", _("Put on the manifest")), ("reopen", _("Open again"))],
    "manifested": [("reopen", _("Open again"))],
    "arrived": [("break_down", _("Break down"))],
}
DO: dict[str, Callable[..., Any]] = {
    "fill": fill_consolidation,
    "close": close_consolidation,
    "manifest": manifest_consolidation,
    "reopen": reopen_consolidation,
    "break_down": break_down,
}


@require_GET
def consolidation_list(request: HttpRequest) -> HttpResponse:
    """Consolidations, newest first, with weight and pieces."""
    status = request.GET.get("status", "")
    rows = consolidations_for(request.actor)
    if status in Consolidation.Status.values:
        rows = rows.filter(status=status)
    page = keyset_page(request, weighed(rows), size=30)
    context = {"page": page, "statuses": Consolidation.Status.choices, "status": status}
    return render(request, "staff/consolidations.html", context)


def _found(request: HttpRequest, mawb: str) -> Consolidation:
    found = consolidations_for(request.actor).filter(mawb=mawb).first()
    if found is None:
        raise Http404
    return found


@require_GET
def consolidation(request: HttpRequest, mawb: str) -> HttpResponse:
    """One consolidation: totals, bags, and the first parcels inside."""
    found = _found(request, mawb)
    context = {
        "consolidation": found,
        "load": loading_of(found.flight),
        "bags": bags_of_consolidation(found),
        "contents": contents_of(found)[:SHOWN],
        "shown": SHOWN,
        "deeds": DEEDS.get(found.status, []),
        "may_remove": found.status in ("open", "closed", "manifested"),
    }
    return render(request, "staff/consolidation.html", context)


@require_POST
def do(request: HttpRequest, mawb: str, deed: str) -> HttpResponse:
    """Do one deed and go back."""
    found = _found(request, mawb)
    try:
        if deed == "remove":
            _remove(request, found)
        elif deed in DO:
            DO[deed](consolidation=found, by=request.actor, at=clock.now())
            messages.success(request, _("Done."))
        else:
            raise Http404
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:consolidation", mawb)


def _remove(request: HttpRequest, found: Consolidation) -> None:
    numbers = split_numbers(request.POST.get("numbers", ""))
    out = remove_parcels(
        consolidation=found, numbers=numbers, why=request.POST.get("why", "")[:200],
        by=request.actor, at=clock.now(),
    )  # fmt: skip
    text = ngettext("%(n)s parcel was taken out.", "%(n)s parcels were taken out.", len(out))
    messages.success(request, text % {"n": len(out)})
