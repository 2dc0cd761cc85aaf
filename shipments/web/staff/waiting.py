"""What waits for a flight on a route for one reason: kept back, ready, or never weighed."""

from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.consolidation.readiness import (
    BATTERY,
    BLOCKERS,
    READY,
    REASONS,
    UNWEIGHED,
    waiting_because,
)
from shipments.flights.models import Channel
from shipments.flights.queries import channel_of_newest_flight, channels
from shipments.web.base import keyset_page
from shipments.web.requests import ActorRequest

SHOWN = 50
TITLES: dict[str, Any] = {
    "not_packed": _("Not packed"),
    "held": _("On hold"),
    "held_seller": _("On hold: the seller must act"),
    "held_customs": _("On hold: customs must act"),
    "export_inspection": _("Inspected by export customs"),
    "export_rejected": _("Rejected by export customs"),
    "export_not_filed": _("Export not filed"),
    "export_pending": _("Waits for export release"),
    READY: _("Ready to fly"),
    UNWEIGHED: _("Ready, but never weighed"),
    BATTERY: _("Ready, battery or none not stated"),
}
WHO: dict[str, str] = {blocker.word: blocker.who for blocker in BLOCKERS} | {
    READY: "planner",
    UNWEIGHED: "warehouse",
    BATTERY: "seller",
}


class WaitingForm(forms.Form):
    """Why they wait, and on which channel."""

    reason = forms.ChoiceField(label=_("Why it waits"), choices=list(TITLES.items()))
    channel = forms.ChoiceField(label=_("Channel"))

    def __init__(self, data: dict[str, str], known: list[Channel]) -> None:
        super().__init__(data)
        field = cast(forms.ChoiceField, self.fields["channel"])
        field.choices = [(channel.code, channel.code) for channel in known]


@require_GET
def waiting_list(request: ActorRequest) -> HttpResponse:
    """Exactly the parcels that the builder counts under a reason, oldest first."""
    known = list(channels())
    code, reason = request.GET.get("channel", ""), request.GET.get("reason", "")
    channel = _named(known, code)
    reason = reason if reason in REASONS else REASONS[0]
    rows = waiting_because(request.actor, channel, reason).select_related("order")
    context = {
        "page": keyset_page(request, rows, size=SHOWN, rising=True),
        "now": clock.now(),
        "channel": channel,
        "form": WaitingForm({"reason": reason, "channel": channel.code}, known),
        "title": TITLES[reason],
        "who": WHO[reason],
    }
    return render(request, "staff/waiting.html", context)


def _named(known: list[Channel], code: str) -> Channel:
    """The channel of a code; without one that of the newest flight, or the first there is."""
    found = [channel for channel in known if channel.code == code]
    if not code:
        newest = channel_of_newest_flight()
        found = [channel for channel in known if channel.pk == newest]
    return (found or known)[0]
