"""Closing a consolidation: what stays behind, and the seals that are still missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.actions import close_consolidation
from shipments.consolidation.readiness import ready_count
from shipments.consolidation.sealing import read_seals, unsealed_bags
from shipments.containers.loads import loads_shown
from shipments.containers.models import Consolidation
from shipments.dashboards.building import building, waiting
from shipments.errors import Refused
from shipments.flights.queries import next_flights
from shipments.web.requests import ActorRequest
from shipments.web.staff.board import present_flight
from shipments.web.staff.consolidations import found_consolidation

# So many bags get a field of their own for the seal; the others are pasted.
OFFERED = 40
FIELD = "seal "


@require_http_methods(["GET", "POST"])
def close_page(request: ActorRequest, mawb: str) -> HttpResponse:
    """Show what closing leaves behind and ask for the seals; close with those that were put on."""
    found = found_consolidation(request, mawb)
    if request.method == "GET":
        return _page(request, found)
    try:
        closed = close_consolidation(
            consolidation=found, by=request.actor, at=clock.now(), seals=_seals(request)
        )
    except Refused as refused:
        return _page(request, found, refused)
    if closed.status == Consolidation.Status.CANCELLED:
        messages.success(request, _("Nothing was inside: the consolidation is cancelled."))
    else:
        messages.success(request, _("The consolidation is closed."))
    return redirect("staff:consolidation", mawb)


def _seals(request: ActorRequest) -> dict[str, str]:
    """Seal by bag, from the fields and from what was pasted."""
    typed = {
        name.removeprefix(FIELD): text
        for name in request.POST
        if name.startswith(FIELD) and (text := request.POST.get(name, "")).strip()
    }
    return read_seals(request.POST.get("seals", "")) | typed


def _page(
    request: ActorRequest, found: Consolidation, refused: Refused | None = None
) -> HttpResponse:
    now = clock.now()
    built = building(request.actor, found, at=now)
    flights = [
        flight
        for flight in next_flights(found.flight.channel, after=now, limit=4)
        if flight.pk != found.flight_id
    ][:3]
    loads, held = loads_shown(flights), [bag for bag in built.bags if bag.held]
    unsealed = list(unsealed_bags(found))
    context = {
        "consolidation": found,
        "excess": built.excess,
        "now": now,
        "one": present_flight(found.flight, built.load, now),
        "held_bags": held[:OFFERED],
        "held": sum(bag.held for bag in held),
        "more_held": len(held[OFFERED:]),
        "held_sealed": [bag for bag in held if bag.is_sealed][:OFFERED],
        "empty_bags": sum(bag.number != "" and not bag.count for bag in built.bags),
        "unsealed": [
            (bag, request.POST.get(f"{FIELD}{bag.number}", "")) for bag in unsealed[:OFFERED]
        ],
        "unsealed_count": len(unsealed),
        "pasted": request.POST.get("seals", ""),
        "ready_count": ready_count(request.actor, found.flight.channel),
        "waiting": waiting(request.actor, found.flight.channel),
        "onward": [present_flight(flight, loads[flight.pk], now) for flight in flights],
        "may_build": request.actor.has(Role.PLANNER, Role.WAREHOUSE),
        "wrong": refused.message if refused else "",
    }
    return render(
        request, "staff/consolidation_close.html", context, status=422 if refused else 200
    )
