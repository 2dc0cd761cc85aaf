"""One bag: what lies in it, its seal, and moving it or parcels of it elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.actions import remove_parcels
from shipments.consolidation.bags import parcels_of_bag, seal_bag, send_bag
from shipments.consolidation.models import Bag
from shipments.consolidation.moving import move_parcels
from shipments.consolidation.queries import bags_for, consolidations_for
from shipments.errors import Refused
from shipments.flights.queries import flight_by_number, next_flights
from shipments.parcels.queries import split_numbers
from shipments.web.base import tell_refusal

CHANGES = ("open", "planning", "closed", "manifested")


def _found(request: HttpRequest, number: str) -> Bag:
    rows = bags_for(request.actor).select_related("consolidation__flight__channel", "uld")
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_GET
def bag(request: HttpRequest, number: str) -> HttpResponse:
    """What lies in the bag; htmx asks for the list alone, to open it in the builder's tree."""
    found, now = _found(request, number), clock.now()
    one = found.consolidation
    context = {
        "bag": found, "consolidation": one, "parcels": parcels_of_bag(found), "now": now,
        "may_change": one.status in CHANGES and request.actor.has(Role.PLANNER, Role.WAREHOUSE),
    }  # fmt: skip
    if request.htmx:
        return render(request, "staff/_bag.html", context)
    others = next_flights(one.flight.channel, after=now, limit=6)
    siblings = bags_for(request.actor).filter(consolidation=one, sealed_at=None)
    context |= {
        "flights": [flight for flight in others if flight.pk != one.flight_id],
        "siblings": siblings.exclude(pk=found.pk).order_by("pk"),
    }
    return render(request, "staff/bag.html", context)


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
        if request.POST.get("to"):
            target = bags_for(request.actor).filter(number=request.POST["to"]).first()
            if target is None or target.consolidation_id != found.consolidation_id:
                raise Http404
            move_parcels(numbers=numbers, to=target, by=request.actor, at=clock.now())
        else:
            one = consolidations_for(request.actor).get(pk=found.consolidation_id)
            remove_parcels(consolidation=one, numbers=numbers, by=request.actor, at=clock.now(),
                           why=request.POST.get("why", "")[:200])  # fmt: skip
        messages.success(request, _("Done."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:bag", number)
