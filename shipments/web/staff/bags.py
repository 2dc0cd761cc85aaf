"""One bag: what lies in it, its seal, and moving it or parcels of it elsewhere."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.bags import parcels_of_bag, send_bag
from shipments.consolidation.models import LOADED, Bag, Consolidation
from shipments.consolidation.moving import move_parcels
from shipments.consolidation.offloading import offload_bag, remove_parcels
from shipments.consolidation.queries import bags_for, load_inside
from shipments.consolidation.sealing import open_bag, seal_bag
from shipments.errors import BadInput, NotEnough, Refused
from shipments.flights.models import Flight
from shipments.flights.queries import channels, flight_by_number, next_flights
from shipments.flights.reasons import OffloadReason
from shipments.parcels.queries import split_numbers
from shipments.web.base import tell_refusal
from shipments.web.telling import on_clock

# So many open bags are offered by name; any other is scanned.
OFFERED = 40


def _found(request: HttpRequest, number: str) -> Bag:
    rows = bags_for(request.actor).select_related("consolidation__flight__channel", "uld")
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_GET
def bag(request: HttpRequest, number: str) -> HttpResponse:
    """What lies in the bag; htmx asks for the list alone, to open it in the builder's tree."""
    found = _found(request, number)
    if request.htmx:
        context = {"bag": found, "parcels": parcels_of_bag(found)}
        return render(request, "staff/_bag.html", context)
    return _page(request, found)


def _page(request: HttpRequest, found: Bag, refused: Refused | None = None) -> HttpResponse:
    """The bag's page, also after a refusal: then as it was filled in, with what is wrong."""
    one, now = found.consolidation, clock.now()
    others = next_flights(one.flight.channel, after=now, limit=6)
    siblings = bags_for(request.actor).filter(LOADED, consolidation=one, sealed_at=None)
    is_here = bool(found.aside_at) or one.status in Consolidation.Status.LEAVING
    may_change = is_here and request.actor.has(Role.PLANNER, Role.WAREHOUSE)
    zone = one.flight.channel.origin.zone
    context = {
        "bag": found,
        "consolidation": one,
        "parcels": parcels_of_bag(found),
        "load": load_inside(bag=found),
        "may_change": may_change,
        "may_take": may_change and not found.sealed_at and not found.aside_at,
        "may_open": may_change
        and found.sealed_at
        and (found.aside_at or one.status in Consolidation.Status.BUILDING),
        "flights": [flight for flight in others if found.aside_at or flight.pk != one.flight_id],
        "routes": _other_routes(one, now) if may_change else [],
        "openings": [
            (row, on_clock(row.opened_at, zone)) for row in found.openings.order_by("-pk")[:OFFERED]
        ],
        "siblings": siblings.exclude(pk=found.pk)[:OFFERED],
        "wrong": refused.message if refused else "",
        "typed": request.POST if refused else {},
        "chosen": request.POST.getlist("numbers"),
        "why_out": OffloadReason.choices,
    }
    return render(request, "staff/bag.html", context, status=422 if refused else 200)


def _other_routes(one: Consolidation, now: datetime) -> list[Flight]:
    """The next flights of other routes from the same place to the same destination."""
    mine = one.flight.channel
    others = channels().filter(origin=mine.origin, destination=mine.destination, is_open=True)
    return [
        flight
        for route in others
        if route.pk != mine.pk
        for flight in next_flights(route, after=now, limit=3)
    ]


@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Move the whole bag to another flight's open consolidation."""
    found, now = _found(request, number), clock.now()
    mawb = found.consolidation.mawb
    flight = flight_by_number(request.actor, request.POST.get("flight", ""))
    if flight is None:
        messages.error(request, _("Choose the flight the bag goes to."))
        return redirect("staff:bag", number)
    try:
        target = send_bag(bag=found, flight=flight, by=request.actor, at=now)
        told = _("Bag %(bag)s lies in %(mawb)s now.") % {"bag": number, "mawb": target.mawb}
        messages.success(request, told)
    except Refused as refused:
        tell_refusal(request, refused)
        return redirect("staff:bag", number)
    return redirect("staff:consolidation", mawb)


@require_POST
def route(request: HttpRequest, number: str) -> HttpResponse:
    """Move the whole bag to a flight of another route, with a reason."""
    found, now = _found(request, number), clock.now()
    flight = flight_by_number(request.actor, request.POST.get("flight", ""))
    if flight is None:
        messages.error(request, _("Choose the flight the bag goes to."))
        return redirect("staff:bag", number)
    why = request.POST.get("why", "")[:300]
    return _done(
        request,
        number,
        lambda: send_bag(bag=found, flight=flight, by=request.actor, at=now, why=why),
    )


@require_POST
def off(request: HttpRequest, number: str) -> HttpResponse:
    """Take the whole bag off its flight."""
    found, why = _found(request, number), request.POST.get("why", "")[:200]
    return _done(
        request, number, lambda: offload_bag(bag=found, why=why, by=request.actor, at=clock.now())
    )


@require_POST
def unseal(request: HttpRequest, number: str) -> HttpResponse:
    """Break the bag's seal, with a reason."""
    found, why = _found(request, number), request.POST.get("why", "")[:300]
    return _done(
        request, number, lambda: open_bag(bag=found, why=why, by=request.actor, at=clock.now())
    )


def _done(request: HttpRequest, number: str, deed: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the bag with the outcome."""
    try:
        deed()
        messages.success(request, _("Done."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:bag", number)


@require_POST
def seal(request: HttpRequest, number: str) -> HttpResponse:
    """Close the bag with a seal."""
    found = _found(request, number)
    try:
        seal_bag(bag=found, seal=request.POST.get("seal", ""), by=request.actor, at=clock.now())
        messages.success(request, _("The bag is sealed."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:bag", number)


@require_POST
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Move chosen parcels into another bag, or take them out with a reason."""
    found = _found(request, number)
    numbers = split_numbers(" ".join(request.POST.getlist("numbers")))
    try:
        if request.POST.get("to", "").strip():
            move_parcels(
                numbers=numbers, to=_target(request, found), by=request.actor, at=clock.now()
            )
        else:
            remove_parcels(
                consolidation=found.consolidation,
                numbers=numbers,
                by=request.actor,
                at=clock.now(),
                why=request.POST.get("why", "")[:200],
            )
        messages.success(request, _("Done."))
    except (BadInput, NotEnough) as refused:
        return _page(request, found, refused)
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:bag", number)


def _target(request: HttpRequest, found: Bag) -> Bag:
    """The other bag that was scanned or chosen. Raises BadInput where it is not one of these."""
    number = request.POST["to"].strip()[:32]
    target = bags_for(request.actor).filter(number=number).first()
    if target is None or target.consolidation_id != found.consolidation_id:
        text = _("There is no bag %(bag)s in this consolidation.") % {"bag": number}
        raise BadInput("no_bag", text, {"to": number})
    return target
