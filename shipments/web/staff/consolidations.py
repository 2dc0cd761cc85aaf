"""Consolidations: the list, and the builder of one with what is in it and what could be."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.actions import (
    add_parcels,
    close_consolidation,
    fill_consolidation,
    manifest_consolidation,
    remove_parcels,
    reopen_consolidation,
)
from shipments.consolidation.bags import excess_of, make_bag, move_excess
from shipments.consolidation.carried import carried_by, loads_shown
from shipments.consolidation.departures import break_down
from shipments.consolidation.filters import ConsolidationFilter
from shipments.consolidation.models import Consolidation
from shipments.consolidation.queries import (
    bags_of_consolidation,
    consolidations_for,
    loads_of,
)
from shipments.consolidation.readiness import kept_back, ready_parcels
from shipments.errors import Refused
from shipments.flights.queries import channels, next_flights
from shipments.parcels.queries import split_numbers
from shipments.web.base import keyset_page, tell_refusal
from shipments.web.staff.board import told_flight

SHOWN = 30
Status = Consolidation.Status
# status -> (deed, what its button says)
DEEDS: dict[str, list[tuple[str, Any]]] = {
    "open": [("fill", _("Fill with what is ready"))],
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
    "bag": make_bag,
    "excess": move_excess,
}


@require_GET
def consolidation_list(request: HttpRequest) -> HttpResponse:
    """Consolidations, newest first, with weight and pieces."""
    filters = ConsolidationFilter(request.GET, consolidations_for(request.actor))
    page = keyset_page(request, filters.qs, size=30)
    carried, loads = carried_by(page.rows), loads_shown([one.flight for one in page.rows])
    context = {
        "rows": [(one, carried[one.pk], loads[one.flight_id]) for one in page.rows], "page": page,
        "statuses": Status.choices, "given": filters.form.cleaned_data, "channels": channels(),
    }  # fmt: skip
    return render(request, "staff/consolidations.html", context)


def found_consolidation(request: HttpRequest, mawb: str) -> Consolidation:
    """The consolidation of a MAWB. Raises Http404."""
    found = consolidations_for(request.actor).filter(mawb=mawb).first()
    if found is None:
        raise Http404
    return found


@require_GET
def consolidation(request: HttpRequest, mawb: str) -> HttpResponse:
    """The builder: ULDs with their bags, what is ready to fly, what is kept back and by whom."""
    found, now = found_consolidation(request, mawb), clock.now()
    is_open = found.status in (Status.PLANNING, Status.OPEN)
    ready = ready_parcels(found.flight.channel).select_related("order")
    context = {
        "consolidation": found, "now": now, "is_open": is_open,
        "one": told_flight(found.flight, loads_of([found.flight])[found.flight_id], now),
        "ulds": _tree(found), "deeds": DEEDS.get(found.status, []),
        "ready": keyset_ready(ready) if is_open else [], "shown": SHOWN,
        "ready_count": ready.order_by().count() if is_open else 0,
        "kept_back": kept_back(found.flight.channel) if is_open else [],
        "excess": excess_of(found, now) if is_open else None,
        "may_build": request.actor.has(Role.PLANNER, Role.WAREHOUSE),
        "may_remove": found.status in ("open", "closed", "manifested"),
    }  # fmt: skip
    return render(request, "staff/consolidation.html", context)


def keyset_ready(ready: Any) -> list[Any]:
    """The first of what may fly, first promised first."""
    return list(ready[:SHOWN])


def _tree(found: Consolidation) -> list[dict[str, Any]]:
    """ULDs with totals and their bags."""
    bags = bags_of_consolidation(found)
    return [
        {
            "number": uld, "bags": inside, "pieces": sum(bag["pieces"] for bag in inside),
            "grams": sum(bag["grams"] for bag in inside),
        }
        for uld, group in groupby(bags, key=lambda bag: bag["uld"])
        for inside in [list(group)]
    ]  # fmt: skip


@require_GET
def close_page(request: HttpRequest, mawb: str) -> HttpResponse:
    """What closing leaves behind, and which flights take it."""
    found, now = found_consolidation(request, mawb), clock.now()
    bags = bags_of_consolidation(found)
    flights = [one for one in next_flights(found.flight.channel, after=now, limit=4)
               if one.pk != found.flight_id][:3]  # fmt: skip
    loads = loads_of([found.flight, *flights])
    context = {
        "consolidation": found, "excess": excess_of(found, now), "now": now,
        "one": told_flight(found.flight, loads[found.flight_id], now),
        "held_bags": [bag for bag in bags if bag["held"]],
        "ready_count": ready_parcels(found.flight.channel).order_by().count(),
        "kept_back": kept_back(found.flight.channel),
        "onward": [told_flight(one, loads[one.pk], now) for one in flights],
    }  # fmt: skip
    return render(request, "staff/consolidation_close.html", context)


@require_POST
def do(request: HttpRequest, mawb: str, deed: str) -> HttpResponse:
    """Do one deed and go back."""
    found = found_consolidation(request, mawb)
    try:
        if deed == "remove":
            _remove(request, found)
        elif deed == "add":
            _add(request, found)
        elif deed in DO:
            DO[deed](consolidation=found, by=request.actor, at=clock.now())
            messages.success(request, _("Done."))
        else:
            raise Http404
    except Refused as refused:
        tell_refusal(request, refused)
        if refused.code == "too_full":
            return redirect("staff:consolidation-close", mawb)
    return redirect("staff:consolidation", mawb)


def _numbers(request: HttpRequest) -> list[str]:
    """Numbers that were ticked or pasted."""
    return split_numbers(" ".join(request.POST.getlist("numbers")))


def _add(request: HttpRequest, found: Consolidation) -> None:
    put = add_parcels(
        consolidation=found, numbers=_numbers(request), by=request.actor, at=clock.now()
    )
    text = ngettext("%(n)s parcel was put in.", "%(n)s parcels were put in.", len(put))
    messages.success(request, text % {"n": len(put)})


def _remove(request: HttpRequest, found: Consolidation) -> None:
    out = remove_parcels(
        consolidation=found, numbers=_numbers(request), why=request.POST.get("why", "")[:200],
        by=request.actor, at=clock.now(),
    )  # fmt: skip
    text = ngettext("%(n)s parcel was taken out.", "%(n)s parcels were taken out.", len(out))
    messages.success(request, text % {"n": len(out)})
