"""The builder of one consolidation: its tree, what is ready, what is kept back, its closing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.readiness import ready_page
from shipments.consolidation.rolling import waiting_bags
from shipments.consolidation.sealing import unsealed_bags
from shipments.containers.models import Consolidation
from shipments.containers.tree import BagLoad, UldLoad, uld_loads
from shipments.dashboards.building import Building, building, waiting
from shipments.errors import BadInput, Duplicate, NotEnough
from shipments.flights.models import Flight
from shipments.flights.queries import next_flights
from shipments.operations.discrepancies import discrepancies_of, missing_pieces
from shipments.operations.house_waybills import houses_of_mawb
from shipments.parcels.queries import parcel_for
from shipments.web.base import Page
from shipments.web.refusals import field_at_fault, refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.board import present_flight
from shipments.web.staff.building_forms import OPERATIONS, AddParcels, Operation, buttons_in
from shipments.web.staff.consolidations import found_consolidation
from shipments.web.timeline import on_clock

SHOWN = 30
# More bags than this are told ULD by ULD, each when it is opened.
BAGS_AT_ONCE = 60
# So many open bags are offered by name; any other is scanned.
BAGS_OFFERED = 40
Status = Consolidation.Status
# What another choice in the same form would mend.
MENDABLE = (BadInput, Duplicate, NotEnough)


@require_GET
def consolidation(request: ActorRequest, mawb: str) -> HttpResponse:
    """The builder; htmx asks for the bags of one ULD alone, to open it in the tree."""
    found = found_consolidation(request, mawb)
    if request.htmx and "uld" in request.GET:
        return _uld(request, found)
    return _builder(request, found)


def _uld(request: ActorRequest, found: Consolidation) -> HttpResponse:
    ulds = uld_loads(found, building(request.actor, found, at=clock.now()).bags)
    shown = or_404(next((uld for uld in ulds if uld.number == request.GET["uld"]), None))
    return render(request, "staff/_uld_bags.html", {"uld": shown, "consolidation": found})


def _builder(
    request: ActorRequest,
    found: Consolidation,
    refused: Operation | None = None,
) -> HttpResponse:
    """The page, also after a refusal: then with the form as it was filled in."""
    now, is_open = clock.now(), found.status in Status.BUILDING
    built = building(request.actor, found, at=now)
    ready = _ready(request, found, built, now) if is_open else {}
    operations = _operations(request, found, refused)
    here = {parcel.number for parcel in ready["page"].rows} if is_open else set()
    chosen = cast(AddParcels, operations["add"]).chosen
    context = {
        "consolidation": found,
        "now": now,
        "is_open": is_open,
        "buttons": buttons_in(found.status),
        "one": present_flight(found.flight, built.load, now),
        **_tree(request, found, built.bags),
        **ready,
        "excess": built.excess if is_open else None,
        "discrepancies": [
            (discrepancy, on_clock(discrepancy.happened_at, discrepancy.zone))
            for discrepancy in discrepancies_of(found)
        ],
        "unsealed": unsealed_bags(found).count() if is_open else 0,
        "aside": waiting_bags(found.flight.channel) if is_open else [],
        "houses": houses_of_mawb(found.mawb),
        "lacks": found.status == Status.ARRIVED and bool(missing_pieces([found])),
        "may_build": request.actor.has(Role.PLANNER, Role.WAREHOUSE),
        "may_remove": found.status in Status.UNLOADABLE,
        "operations": operations,
        "chosen": chosen,
        "chosen_elsewhere": [number for number in chosen if number not in here],
        "refused": refused,
    }
    return render(request, "staff/consolidation.html", context, status=422 if refused else 200)


def _operations(
    request: ActorRequest, found: Consolidation, refused: Operation | None
) -> dict[str, Operation]:
    """Every operation's form: the refused one as it was filled in, the others empty."""
    return {
        word: refused if refused and type(refused) is kind else kind(word, found, request.actor)
        for word, kind in OPERATIONS.items()
    }


def _tree(
    request: ActorRequest, found: Consolidation, bags: Sequence[BagLoad]
) -> dict[str, list[UldLoad] | set[str]]:
    """All ULDs, and which of them stand open with their bags."""
    ulds = uld_loads(found, bags)
    few = len(bags) <= BAGS_AT_ONCE
    asked = request.GET.get("uld")
    return {"ulds": ulds, "opened": {u.number for u in ulds if few or u.number == asked}}


def _ready(
    request: ActorRequest, found: Consolidation, built: Building, now: datetime
) -> dict[str, Any]:
    """What may fly, page by page, the bags it can go into, and what keeps the others back."""
    page, count = _ready_page(request, found)
    is_late = now > found.flight.cargo_cutoff
    open_bags = [bag for bag in reversed(built.bags) if bag.number and not bag.is_sealed]
    return {
        "page": page,
        "ready_count": count,
        "bags": open_bags[:BAGS_OFFERED],
        "waiting": waiting(request.actor, found.flight.channel),
        "later": _later(found, now) if is_late and count else None,
        "is_late": is_late,
    }


def _later(found: Consolidation, now: datetime) -> Flight | None:
    """The flight for what is ready only after this one's cut-off."""
    flights = next_flights(found.flight.channel, after=now, limit=1)
    return flights[0] if flights else None


def _ready_page(request: ActorRequest, found: Consolidation) -> tuple[Page, int]:
    """What may fly after the parcel named in `?after=`, first promised first; how many in all."""
    after = request.GET.get("after", "")
    last = parcel_for(request.actor, after[:32]) if after else None
    shown, count = ready_page(request.actor, found.flight.channel, last, SHOWN + 1)
    more = shown[SHOWN - 1].number if len(shown) > SHOWN else ""
    return Page(shown[:SHOWN], urlencode({"after": more}) if more else "", "", bool(last)), count


@require_POST
@refusals_go_to("staff:consolidation", "mawb")
def do(request: ActorRequest, mawb: str, action: str) -> HttpResponse:
    """Carry out one operation and go back; a form that was refused comes again as filled in."""
    found, kind = found_consolidation(request, mawb), or_404(OPERATIONS.get(action))
    form = kind(action, found, request.actor, request.POST)
    if not form.is_valid():
        return _builder(request, found, form)
    try:
        messages.success(request, form.carry_out(clock.now()))
    except MENDABLE as refused:
        if not form.fields:
            raise
        form.add_error(field_at_fault(form, refused), refused.message)
        return _builder(request, found, form)
    return redirect("staff:consolidation", mawb)
