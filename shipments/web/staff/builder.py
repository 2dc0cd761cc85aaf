"""The builder of one consolidation: its tree, what is ready, what is kept back, its closing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

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
    fill_consolidation,
    manifest_consolidation,
    reopen_consolidation,
)
from shipments.consolidation.bags import make_bag, move_excess
from shipments.consolidation.containers import make_uld
from shipments.consolidation.departures import break_down
from shipments.consolidation.discrepancies import discrepancies_of, missing_pieces
from shipments.consolidation.houses import houses_of_mawb
from shipments.consolidation.models import Bag, Consolidation
from shipments.consolidation.offloading import remove_parcels
from shipments.consolidation.queries import bags_for
from shipments.consolidation.readiness import ready_page
from shipments.consolidation.rolling import waiting_bags
from shipments.consolidation.sealing import unsealed_bags
from shipments.consolidation.tree import BagLoad, UldLoad, uld_loads
from shipments.dashboards.building import Building, building, waiting
from shipments.errors import BadInput, Duplicate, NotEnough, Refused
from shipments.flights.models import Flight
from shipments.flights.queries import next_flights
from shipments.flights.reasons import OffloadReason
from shipments.parcels.models import Parcel
from shipments.parcels.queries import parcel_for, split_numbers
from shipments.web.base import Page, tell_refusal
from shipments.web.staff.board import told_flight
from shipments.web.staff.consolidations import found_consolidation
from shipments.web.telling import on_clock

SHOWN = 30
# More bags than this are told ULD by ULD, each when it is opened.
BAGS_AT_ONCE = 60
# So many open bags are offered by name; any other is scanned.
BAGS_OFFERED = 40
Status = Consolidation.Status
# status -> (deed, what its button says)
DEEDS: dict[str, list[tuple[str, Any]]] = {
    Status.OPEN: [("fill", _("Fill with what is ready"))],
    Status.CLOSED: [("manifest", _("Put on the manifest")), ("reopen", _("Open again"))],
    Status.MANIFESTED: [("reopen", _("Open again"))],
    Status.ARRIVED: [("break_down", _("Break down"))],
}
# What another choice in the same form would mend.
MENDABLE = (BadInput, Duplicate, NotEnough)
DO: dict[str, Callable[..., Any]] = {
    "fill": fill_consolidation,
    "manifest": manifest_consolidation,
    "reopen": reopen_consolidation,
    "break_down": break_down,
    "excess": move_excess,
}


@require_GET
def consolidation(request: HttpRequest, mawb: str) -> HttpResponse:
    """The builder; htmx asks for the bags of one ULD alone, to open it in the tree."""
    found = found_consolidation(request, mawb)
    if request.htmx and "uld" in request.GET:
        return _uld(request, found)
    return _builder(request, found)


def _uld(request: HttpRequest, found: Consolidation) -> HttpResponse:
    ulds = uld_loads(found, building(request.actor, found, at=clock.now()).bags)
    shown = next((uld for uld in ulds if uld.number == request.GET["uld"]), None)
    if shown is None:
        raise Http404
    return render(request, "staff/_uld_bags.html", {"uld": shown, "consolidation": found})


def _builder(
    request: HttpRequest, found: Consolidation, refused: Refused | None = None, deed: str = ""
) -> HttpResponse:
    """The page, also after a refusal: then with what was typed and with what is wrong."""
    now, is_open = clock.now(), found.status in Status.BUILDING
    built = building(request.actor, found, at=now)
    ready = _ready(request, found, built, now) if is_open else {}
    typed = _typed(request, ready["page"].rows if is_open else [])
    context = {
        "consolidation": found,
        "now": now,
        "is_open": is_open,
        "deeds": DEEDS.get(found.status),
        "one": told_flight(found.flight, built.load, now),
        **_tree(request, found, built.bags),
        **ready,
        "excess": built.excess if is_open else None,
        "discrepancies": [
            (one, on_clock(one.happened_at, one.zone)) for one in discrepancies_of(found)
        ],
        "unsealed": unsealed_bags(found).count() if is_open else 0,
        "aside": waiting_bags(found.flight.channel) if is_open else [],
        "houses": houses_of_mawb(found.mawb),
        "lacks": found.status == Status.ARRIVED and bool(missing_pieces([found])),
        "may_build": request.actor.has(Role.PLANNER, Role.WAREHOUSE),
        "may_remove": found.status in Status.UNLOADABLE,
        "wrong": {deed: refused.message} if refused else {},
        "typed": {deed: typed} if refused else {},
        "why_out": OffloadReason.choices,
    }
    return render(request, "staff/consolidation.html", context, status=422 if refused else 200)


def _typed(request: HttpRequest, shown: Sequence[Parcel]) -> dict[str, Any]:
    """What was filled in; of the numbers chosen also those that are not on the page shown."""
    given, chosen = request.POST, _chosen(request)
    here = {parcel.number for parcel in shown}
    return {name: given.get(name, "") for name in ("numbers", "bag", "why", "number")} | {
        "chosen": chosen,
        "others": [number for number in chosen if number not in here],
    }


def _tree(
    request: HttpRequest, found: Consolidation, bags: Sequence[BagLoad]
) -> dict[str, list[UldLoad] | set[str]]:
    """All ULDs, and which of them stand open with their bags."""
    ulds = uld_loads(found, bags)
    few = len(bags) <= BAGS_AT_ONCE
    asked = request.GET.get("uld")
    return {"ulds": ulds, "opened": {u.number for u in ulds if few or u.number == asked}}


def _ready(
    request: HttpRequest, found: Consolidation, built: Building, now: datetime
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


def _ready_page(request: HttpRequest, found: Consolidation) -> tuple[Page, int]:
    """What may fly after the parcel named in `?after=`, first promised first; how many in all."""
    after = request.GET.get("after", "")
    last = parcel_for(request.actor, after[:32]) if after else None
    shown, count = ready_page(request.actor, found.flight.channel, last, SHOWN + 1)
    more = shown[SHOWN - 1].number if len(shown) > SHOWN else ""
    return Page(shown[:SHOWN], urlencode({"after": more}) if more else "", "", bool(last)), count


@require_POST
def do(request: HttpRequest, mawb: str, deed: str) -> HttpResponse:
    """Do one deed and go back; a form that was refused comes again as it was filled in."""
    found = found_consolidation(request, mawb)
    if deed not in DO and deed not in FORMS:
        raise Http404
    try:
        if deed in FORMS:
            FORMS[deed](request, found)
        else:
            DO[deed](consolidation=found, by=request.actor, at=clock.now())
            messages.success(request, _("Done."))
    except Refused as refused:
        if deed in FORMS and isinstance(refused, MENDABLE):
            return _builder(request, found, refused, deed)
        tell_refusal(request, refused)
    return redirect("staff:consolidation", mawb)


def _chosen(request: HttpRequest) -> list[str]:
    """Numbers that were ticked, on this page or, by commas, on others."""
    return split_numbers(" ".join(request.POST.getlist("chosen")))


def _add(request: HttpRequest, found: Consolidation) -> None:
    put = add_parcels(
        consolidation=found,
        numbers=_chosen(request),
        bag=_bag(request),
        by=request.actor,
        at=clock.now(),
    )
    text = ngettext("%(n)s parcel was put in.", "%(n)s parcels were put in.", len(put))
    messages.success(request, text % {"n": len(put)})


def _bag(request: HttpRequest) -> Bag | None:
    """The bag that was scanned or chosen. Raises BadInput where there is none of its number."""
    number = request.POST.get("bag", "").strip()[:32]
    found = bags_for(request.actor).filter(number=number).first() if number else None
    if number and found is None:
        text = _("There is no bag %(bag)s.") % {"bag": number}
        raise BadInput("no_bag", text, {"bag": number})
    return found


def _remove(request: HttpRequest, found: Consolidation) -> None:
    out = remove_parcels(
        consolidation=found,
        numbers=split_numbers(request.POST.get("numbers", "")),
        why=request.POST.get("why", "")[:200],
        by=request.actor,
        at=clock.now(),
    )
    text = ngettext("%(n)s parcel was taken out.", "%(n)s parcels were taken out.", len(out))
    messages.success(request, text % {"n": len(out)})


def _new_bag(request: HttpRequest, found: Consolidation) -> None:
    uld = request.POST.get("uld", "")[:11]
    bag = make_bag(consolidation=found, uld=uld, by=request.actor, at=clock.now())
    messages.success(request, _("Bag %(bag)s is open.") % {"bag": bag.number})


def _new_uld(request: HttpRequest, found: Consolidation) -> None:
    number = request.POST.get("number", "")[:20]
    uld = make_uld(consolidation=found, number=number, by=request.actor, at=clock.now())
    messages.success(request, _("ULD %(uld)s is there for bags.") % {"uld": uld.number})


FORMS: dict[str, Callable[[HttpRequest, Consolidation], None]] = {
    "add": _add,
    "remove": _remove,
    "bag": _new_bag,
    "uld": _new_uld,
}
