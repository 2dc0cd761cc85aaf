"""The seller's first page: what needs her with the link that mends it, the pipeline, the charts."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.charts.drawings import Drawing, bars, ranges
from shipments.dashboards.delays import Delay
from shipments.dashboards.delivered import Day
from shipments.dashboards.pipeline import Tally
from shipments.dashboards.queries import today as today_of
from shipments.dashboards.waiting import COUNTED
from shipments.flights.models import Flight
from shipments.flights.reasons import present_reason
from shipments.parcels.models import Headline
from shipments.web.requests import ActorRequest
from shipments.web.seller.company import first_steps
from shipments.web.timeline import on_clock

# A blocker of orders -> what mends it: the page, its query, and what the link says.
MENDS: dict[str, tuple[str, str, Any]] = {
    "out_of_stock": ("seller:stock", "needed=1", _("See what is short")),
    "address_incomplete": (
        "seller:orders",
        "blocker=address_incomplete",
        _("Correct the addresses"),
    ),
    "customs_data": ("seller:products", "gap=customs", _("Fill in the customs data")),
    "no_weight": ("seller:products", "gap=weight", _("Add the weights")),
    "too_heavy": ("seller:orders", "blocker=too_heavy", _("See the orders")),
    "too_large": ("seller:orders", "blocker=too_large", _("See the orders")),
}
# A stop of parcels -> what it is called, and the list of them.
STOPS: dict[str, tuple[Any, str]] = {
    "documents_required": (
        _("Customs asks the buyer for documents"),
        "import_clearance=documents_required",
    ),
    "duty_due": (_("The buyer has duty to pay"), "import_clearance=duty_due"),
    "import_refused": (
        _("Refused by Russian customs"),
        "import_clearance=refused&import_clearance=return_allowed",
    ),
    "import_inspection": (
        _("Inspected by Russian customs"),
        "import_clearance=inspection&import_clearance=suspended",
    ),
    "export_rejected": (
        _("Rejected by Chinese customs"),
        "export_clearance=rejected&export_clearance=returned",
    ),
    "export_inspection": (
        _("Inspected by Chinese customs"),
        "export_clearance=inspection&export_clearance=detained",
    ),
    "held_by_you": (_("On hold, waiting for you"), "hold=you"),
    "held_by_customs": (_("On hold, waiting for customs"), "headline=on_hold&acts=customs"),
    "on_hold": (_("On hold, waiting for the carrier"), "headline=on_hold&acts=planner"),
    "pick_up": (_("Waits to be picked up"), "movement=ready_for_pickup"),
    "returning": (_("On the way back"), "headline=returning"),
}


@require_GET
def today(request: ActorRequest) -> HttpResponse:
    """What needs the seller, the eight stages, deliveries, the next flights."""
    now = clock.now()
    seen = today_of(request.actor, at=now, zone=timezone.get_current_timezone_name())
    context = {
        "now": now,
        "counted": COUNTED,
        "needs": seen.needs,
        "blockers": [_mended(order) for order in seen.needs.orders],
        "hers": [_stopped(stop) for stop in seen.needs.stops if stop.who == "you"],
        "stops": [_stopped(stop) for stop in seen.needs.stops if stop.who != "you"],
        "delays": [_delay(delay) for delay in seen.needs.delays],
        "stages": [_stage(stage, seen.days) for stage in seen.stages],
        "flights": [_flight(flight, n) for flight, n in seen.flights],
        "days": seen.days,
        "delivered": sum(day.count for day in seen.days),
        "first_steps": first_steps(request.actor),
        **_drawn(seen.days),
    }
    return render(request, "seller/today.html", context)


def _mended(tally: Tally) -> dict[str, Any]:
    page, query, text = MENDS[tally.word]
    return {"tally": tally, "url": f"{reverse(page)}?{query}", "text": text}


def _stopped(tally: Tally) -> dict[str, Any]:
    title, query = STOPS[tally.word]
    page = "seller:orders" if tally.word == "held_by_you" else "seller:parcels"
    return {"tally": tally, "title": title, "url": f"{reverse(page)}?{query}"}


def _delay(delay: Delay) -> dict[str, Any]:
    """A flight that was put off: its departure as planned and as it is now, on local clocks."""
    zone = delay.leg.origin.zone
    return {
        "delay": delay,
        "was": on_clock(delay.leg.planned_departure, zone),
        "leaves": on_clock(delay.leg.departs_at, zone),
        "reason": present_reason(delay.reason),
    }


def _stage(tally: Tally, days: Sequence[Day]) -> dict[str, Any]:
    """A stage with its list; of the delivered the last days only."""
    stage = Headline(tally.word)
    if stage == Headline.ACCEPTED:
        url = f"{reverse('seller:orders')}?status=placed&status=paid"
    else:
        url = f"{reverse('seller:parcels')}?headline={stage.value}"
    is_last = stage == Headline.DELIVERED
    count = sum(day.count for day in days) if is_last else tally.count
    return {
        "text": stage.label,
        "count": count,
        "oldest": tally.oldest,
        "url": url,
        "last": is_last,
    }


def _flight(flight: Flight, parcels: int) -> dict[str, Any]:
    """A flight on the clock of its airport, and how many parcels of hers lie in it."""
    first = min(flight.legs.all(), key=lambda leg: leg.sequence)
    return {
        "flight": flight,
        "leg": first,
        "parcels": parcels,
        "departs": on_clock(first.departs_at, first.origin.zone),
        "was": on_clock(first.planned_departure, first.origin.zone) if first.is_delayed else None,
        "cutoff": on_clock(flight.cargo_cutoff, first.origin.zone),
    }


def _drawn(days: Sequence[Day]) -> dict[str, Drawing | Day | None]:
    """The two charts, and the day with the most deliveries for their words."""
    labels = [date_format(day.day, "MONTH_DAY_FORMAT") for day in days]
    took = [None if day.p50 is None or day.p90 is None else (day.p50, day.p90) for day in days]
    most = max(days, key=lambda day: day.count)
    return {
        "per_day": bars(labels, [day.count for day in days]),
        "lead_time": ranges(labels, took),
        "most": most if most.count else None,
    }
