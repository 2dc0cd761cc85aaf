"""Handing over for delivery: what is released at the hub, and the list of what a carrier took."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.bulk.actions import open_bulk_action
from shipments.bulk.models import BulkAction
from shipments.errors import BadInput
from shipments.flights.queries import hubs
from shipments.operations.handover import carriers, released_at, released_named
from shipments.parcels.queries import split_numbers
from shipments.web.base import chosen, keyset_page
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest

HANDERS = (Role.WAREHOUSE, Role.PLANNER)


@require_GET
def hand_over_list(request: ActorRequest) -> HttpResponse:
    """What customs has released at a hub, the longest waiting first."""
    places = list(hubs())
    code = request.GET.get("hub", "")
    hub = next((place for place in places if place.code == code), places[0] if places else None)
    rows = released_at(request.actor, hub).select_related("order", "channel")
    context = {
        "page": keyset_page(request, rows, by="movement_at", rising=True),
        "hub": hub,
        "hubs": places,
        "carriers": carriers(),
        "now": clock.now(),
        "total": released_at(request.actor, hub).count(),
        "token": secrets.token_urlsafe(16),
        "may_hand": request.actor.has(*HANDERS),
    }
    return render(request, "staff/handover.html", context)


@require_POST
@refusals_go_to("staff:handover")
def do(request: ActorRequest) -> HttpResponse:
    """Open the action that records what a carrier took; it can be taken back for ten minutes."""
    request.actor.require(*HANDERS)
    return redirect("staff:bulk-action", _action(request).number)


def _action(request: ActorRequest) -> BulkAction:
    carrier = carriers().filter(code=request.POST.get("carrier", "")).first()
    if carrier is None:
        raise BadInput("no_carrier", str(_("Say which carrier took them.")), {"carrier": ""})
    token = (request.POST.get("token") or secrets.token_urlsafe(16))[:40]
    subjects, strangers = _subjects(request)
    if strangers:
        messages.warning(
            request, _("Not in this list: %(numbers)s") % {"numbers": ", ".join(strangers[:50])}
        )
    return open_bulk_action(
        kind="hand_over",
        token=token,
        subjects=subjects,
        by=request.actor,
        at=clock.now(),
        params={"carrier": carrier.code, "action": token},
        may_be_undone=True,
    )


def _subjects(request: ActorRequest) -> tuple[list[tuple[int, str]], list[str]]:
    """Row and number of what was ticked or pasted, or of all; and pasted numbers not waiting."""
    hub = next((place for place in hubs() if place.code == request.POST.get("hub", "")), None)
    rows = released_at(request.actor, hub)
    if request.POST.get("all"):
        return list(rows.order_by("pk").values_list("pk", "number")), []
    named, strangers = released_named(rows, split_numbers(request.POST.get("numbers", "")))
    ticked = rows.filter(pk__in=chosen(request)).values_list("pk", "number")
    return sorted({*named, *ticked}), strangers
