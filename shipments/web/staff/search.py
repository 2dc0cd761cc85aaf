"""One box for everything, and the page of one parcel: where, in what, what next, who acts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.actor import Role
from shipments.cases.models import Case
from shipments.containers.models import Consolidation
from shipments.dashboards.finding import Hit, find_all
from shipments.dashboards.one_parcel import OneParcel, one_parcel
from shipments.journeys.queries import journey_of
from shipments.numbers.masks import last_digits, mask_name
from shipments.orders.models import Order
from shipments.parcels.models import Movement
from shipments.parcels.queries import parcel_for
from shipments.stock.models import Replenishment
from shipments.web.known import known_story
from shipments.web.requests import ActorRequest, or_404
from shipments.web.timeline import present_window, stages_of

LONGEST = 20_000
KINDS: dict[str, Any] = {
    "parcel": _("Parcel"),
    "order": _("Order"),
    "bag": _("Bag"),
    "uld": _("ULD"),
    "consolidation": _("Waybill (MAWB)"),
    "flight": _("Flight"),
    "replenishment": _("Inbound shipment"),
    "seller": _("Seller"),
    "case": _("Case"),
}
PAGES = {
    "parcel": "staff:parcel",
    "bag": "staff:bag",
    "uld": "staff:consolidation",
    "consolidation": "staff:consolidation",
    "flight": "staff:flight",
    "case": "staff:case",
}
STATUSES: dict[str, Any] = {
    "parcel": dict(Movement.choices),
    "order": dict(Order.Status.choices),
    "case": dict(Case.Status.choices),
    "replenishment": dict(Replenishment.Status.choices),
    **{kind: dict(Consolidation.Status.choices) for kind in ("bag", "uld", "consolidation")},
}
STOPS: dict[str, Any] = {
    "documents_required": _("Customs asks for papers"),
    "duty_due": _("Customs asks for duty"),
    "import_refused": _("Refused by import customs"),
    "import_inspection": _("Under inspection by import customs"),
    "export_rejected": _("Rejected by export customs"),
    "export_inspection": _("Under inspection by export customs"),
    "on_hold": _("On hold"),
    "held_by_you": _("On hold"),
    "held_by_customs": _("On hold"),
    "pick_up": _("Waits to be picked up"),
    "returning": _("On its way back"),
}
NEXT: dict[str, Any] = {
    "pack": _("To be packed"),
    "prepare_export": _("Export papers to be prepared"),
    "export_release": _("To be released by export customs"),
    "load": _("To be put into a bag of a flight"),
    "close": _("Its consolidation to be closed"),
    "depart": _("To take off"),
    "land": _("To land"),
    "break_down": _("To be broken down at the hub"),
    "present": _("To be presented to import customs"),
    "import_release": _("To be released by import customs"),
    "hand_over": _("To be handed over for delivery"),
    "deliver": _("To be delivered"),
    "pick_up": _("To be picked up"),
    "come_back": _("To come back to Harbin"),
}
WHO: dict[str, Any] = {
    "warehouse": _("warehouse"),
    "planner": _("planner"),
    "hub": _("hub"),
    "airline": _("airline"),
    "customs": _("customs"),
    "carrier": _("delivery service"),
    "buyer": _("buyer"),
    "seller": _("seller"),
    "you": _("seller"),
    "we": _("customs desk"),
}


@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """What the numbers name; a single one leads straight to its page."""
    typed = request.GET.get("q", "")[:LONGEST]
    found = find_all(request.actor, typed)
    rows = [_row(hit) for hit in found.hits]
    if len(rows) == 1 and rows[0]["url"] and not found.missing:
        return redirect(rows[0]["url"])
    context = {"typed": typed, "rows": rows, "missing": found.missing, "asked": bool(typed.strip())}
    return render(request, "staff/search.html", context)


def _row(hit: Hit) -> dict[str, Any]:
    page = PAGES.get(hit.kind)
    status = STATUSES.get(hit.kind, {}).get(hit.status, hit.status)
    url = reverse(page, args=[hit.key]) if page else ""
    return {"hit": hit, "kind": KINDS[hit.kind], "status": status, "url": url}


@require_GET
def parcel(request: ActorRequest, number: str) -> HttpResponse:
    """All of one parcel."""
    found = or_404(parcel_for(request.actor, number))
    if found.number != number:
        return redirect("staff:parcel", found.number)
    now = clock.now()
    whole, journey = one_parcel(request.actor, found), journey_of(found, at=now)
    receiver = found.order.receiver
    context = {
        "now": now,
        "parcel": found,
        "whole": whole,
        "acts": _acts(whole),
        "stages": stages_of(journey),
        "window": present_window(journey),
        "journey": journey,
        "buyer": {"name": mask_name(receiver.name), "phone": last_digits(receiver.phone)},
        "may_clear": request.actor.has(Role.CUSTOMS),
        **known_story(request, found),
    }
    return render(request, "staff/parcel.html", context)


def _acts(whole: OneParcel) -> dict[str, Any]:
    """What is next or stops it, in words, and who must act."""
    if whole.stop:
        word, who = whole.stop
        return {"text": STOPS[word], "who": WHO.get(who, who), "is_stop": True, "due": None}
    if whole.next is None:
        return {}
    step = whole.next
    return {"text": NEXT[step.word], "who": WHO[step.who], "is_stop": False, "due": step.due}
