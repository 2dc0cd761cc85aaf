"""One bag: what lies in it, its seal, and moving it or parcels of it elsewhere."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.bags import parcels_of_bag, send_bag
from shipments.consolidation.moving import move_parcels
from shipments.consolidation.offloading import offload_bag, remove_parcels
from shipments.consolidation.sealing import open_bag, seal_bag
from shipments.containers.models import LOADED, Bag, Consolidation
from shipments.containers.queries import bags_for, load_inside
from shipments.errors import BadInput, NotEnough, Refused
from shipments.flights.models import Flight
from shipments.flights.queries import channels, flight_by_number, next_flights
from shipments.flights.reasons import OffloadReason
from shipments.parcels.queries import split_numbers
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.bag_forms import MoveForm, OffForm, RouteForm, SealForm, UnsealForm
from shipments.web.timeline import on_clock

# So many open bags are offered by name; any other is scanned.
OFFERED = 40


def _found(request: ActorRequest, number: str) -> Bag:
    rows = bags_for(request.actor).select_related("consolidation__flight__channel", "uld")
    return or_404(rows.filter(number=number).first())


@require_GET
def bag(request: ActorRequest, number: str) -> HttpResponse:
    """What lies in the bag; htmx asks for the list alone, to open it in the builder's tree."""
    found = _found(request, number)
    if request.htmx:
        context = {"bag": found, "parcels": parcels_of_bag(found)}
        return render(request, "staff/_bag.html", context)
    return _page(request, found)


def _page(request: ActorRequest, found: Bag, refused: Refused | None = None) -> HttpResponse:
    """The bag's page, also after a refusal: then as it was filled in, with what is wrong."""
    item, now = found.consolidation, clock.now()
    others = next_flights(item.flight.channel, after=now, limit=6)
    siblings = bags_for(request.actor).filter(LOADED, consolidation=item, sealed_at=None)
    is_here = bool(found.aside_at) or item.status in Consolidation.Status.LEAVING
    may_change = is_here and request.actor.has(Role.PLANNER, Role.WAREHOUSE)
    zone = item.flight.channel.origin.zone
    routes = _other_routes(item, now) if may_change else []
    context = {
        "bag": found,
        "consolidation": item,
        "parcels": parcels_of_bag(found),
        "load": load_inside(bag=found),
        "may_change": may_change,
        "may_take": may_change and not found.sealed_at and not found.aside_at,
        "may_open": may_change
        and found.sealed_at
        and (found.aside_at or item.status in Consolidation.Status.BUILDING),
        "move_form": MoveForm(
            flight for flight in others if found.aside_at or flight.pk != item.flight_id
        ),
        "route_form": RouteForm(routes) if routes else None,
        "off_form": OffForm(),
        "unseal_form": UnsealForm(),
        "seal_form": SealForm(),
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


def _other_routes(consolidation: Consolidation, now: datetime) -> list[Flight]:
    """The next flights of other routes from the same place to the same destination."""
    mine = consolidation.flight.channel
    others = channels().filter(origin=mine.origin, destination=mine.destination, is_open=True)
    return [
        flight
        for route in others
        if route.pk != mine.pk
        for flight in next_flights(route, after=now, limit=3)
    ]


@require_POST
@refusals_go_to("staff:bag", "number")
def move(request: ActorRequest, number: str) -> HttpResponse:
    """Move the whole bag to another flight's open consolidation."""
    bag = _found(request, number)
    mawb = bag.consolidation.mawb
    target = send_bag(bag=bag, flight=_flight(request), by=request.actor, at=clock.now())
    told = _("Bag %(bag)s lies in %(mawb)s now.") % {"bag": number, "mawb": target.mawb}
    messages.success(request, told)
    return redirect("staff:consolidation", mawb)


@require_POST
@refusals_go_to("staff:bag", "number")
def route(request: ActorRequest, number: str) -> HttpResponse:
    """Move the whole bag to a flight of another route, with a reason."""
    bag, why = _found(request, number), request.POST.get("why", "")[:300]
    send_bag(bag=bag, flight=_flight(request), by=request.actor, at=clock.now(), why=why)
    return _done(request, number)


def _flight(request: ActorRequest) -> Flight:
    """The flight that was chosen. Raises BadInput where none was."""
    flight = flight_by_number(request.actor, request.POST.get("flight", ""))
    if flight is None:
        text = str(_("Choose the flight the bag goes to."))
        raise BadInput("no_flight", text, {"flight": text})
    return flight


@require_POST
@refusals_go_to("staff:bag", "number")
def off(request: ActorRequest, number: str) -> HttpResponse:
    """Take the whole bag off its flight."""
    bag, why = _found(request, number), request.POST.get("why", "")[:200]
    offload_bag(bag=bag, why=why, by=request.actor, at=clock.now())
    return _done(request, number)


@require_POST
@refusals_go_to("staff:bag", "number")
def unseal(request: ActorRequest, number: str) -> HttpResponse:
    """Break the bag's seal, with a reason."""
    bag, why = _found(request, number), request.POST.get("why", "")[:300]
    open_bag(bag=bag, why=why, by=request.actor, at=clock.now())
    return _done(request, number)


@require_POST
@refusals_go_to("staff:bag", "number")
def seal(request: ActorRequest, number: str) -> HttpResponse:
    """Close the bag with a seal."""
    bag, text = _found(request, number), request.POST.get("seal", "")
    seal_bag(bag=bag, seal=text, by=request.actor, at=clock.now())
    messages.success(request, _("The bag is sealed."))
    return redirect("staff:bag", number)


def _done(request: ActorRequest, number: str) -> HttpResponse:
    messages.success(request, _("Done."))
    return redirect("staff:bag", number)


@require_POST
@refusals_go_to("staff:bag", "number")
def take(request: ActorRequest, number: str) -> HttpResponse:
    """Move chosen parcels into another bag, or take them out with a reason."""
    bag, now = _found(request, number), clock.now()
    numbers = split_numbers(" ".join(request.POST.getlist("numbers")))
    try:
        if request.POST.get("to", "").strip():
            target = _target(request, bag)
            move_parcels(numbers=numbers, to=target, by=request.actor, at=now)
        else:
            remove_parcels(
                consolidation=bag.consolidation,
                numbers=numbers,
                by=request.actor,
                at=now,
                why=request.POST.get("why", "")[:200],
            )
    except (BadInput, NotEnough) as refused:
        return _page(request, bag, refused)
    return _done(request, number)


def _target(request: ActorRequest, found: Bag) -> Bag:
    """The other bag that was scanned or chosen. Raises BadInput where it is not one of these."""
    number = request.POST["to"].strip()[:32]
    target = bags_for(request.actor).filter(number=number).first()
    if target is None or target.consolidation_id != found.consolidation_id:
        text = str(_("There is no bag %(bag)s in this consolidation.")) % {"bag": number}
        raise BadInput("no_bag", text, {"to": number})
    return target
