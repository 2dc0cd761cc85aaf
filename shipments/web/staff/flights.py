"""The flight board and one flight: times, load, cut-offs, what waits, who did what."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.readiness import kept_back
from shipments.containers.loads import loads_shown
from shipments.containers.queries import consolidations_for, loads_of, weighed
from shipments.flights.actions import close_loading, open_loading
from shipments.flights.filters import FlightFilter
from shipments.flights.models import Flight, Leg
from shipments.flights.queries import channels, flight_by_number, flights_between
from shipments.history.queries import changes_of_all
from shipments.web.components.filters import filter_panel
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.board import board_rows, present_flight
from shipments.web.staff.changes import present_changes
from shipments.web.timeline import on_clock

DAYS = timedelta(days=7)
MOST_DAYS = timedelta(days=31)
CHANGES = 50


@require_GET
def flight_list(request: ActorRequest) -> HttpResponse:
    """A week of flights by day, like a board in an airport; yesterday's first."""
    now, typed = clock.now(), FlightFilter(request.GET)
    typed.is_valid()
    first, last = _days(typed.form.cleaned_data, now)
    shown = request.GET.copy()
    shown["day_from"], shown["day_to"] = first.isoformat(), last.isoformat()
    filters = FlightFilter(shown, flights_between(request.actor, first, last))
    flights = list(filters.qs)
    context = {
        "panel": filter_panel(request, filters),
        "first": first,
        "last": last,
        "now": now,
        "rows": board_rows(flights, loads_shown(flights), now),
        "earlier": _query(request, first - DAYS),
        "later": _query(request, first + DAYS),
        "narrowed": any(request.GET.get(name) for name in ("channel", "status", "number")),
    }
    return render(request, "staff/flights.html", context)


def _days(given: Mapping[str, date | None], now: datetime) -> tuple[date, date]:
    """The first and the last day shown."""
    zone = channels()[0].origin.zone
    first = given.get("day_from") or on_clock(now, zone).date() - timedelta(days=1)
    last = given.get("day_to") or first + DAYS - timedelta(days=1)
    return first, min(max(first, last), first + MOST_DAYS)


def _query(request: ActorRequest, first: date) -> str:
    """The board's query string for another week."""
    query = request.GET.copy()
    query.pop("day_to", None)
    query["day_from"] = first.isoformat()
    return query.urlencode()


def found_flight(request: ActorRequest, number: str) -> Flight:
    """The flight of a public number. Raises Http404."""
    return or_404(flight_by_number(request.actor, number))


@require_GET
def flight(request: ActorRequest, number: str) -> HttpResponse:
    """One flight: times, load, consolidations, what is kept back and who must act."""
    found, now = found_flight(request, number), clock.now()
    told = present_flight(found, loads_of([found])[found.pk], now)
    consolidations = list(weighed(consolidations_for(request.actor).filter(flight=found)))
    waits = told.status == Leg.Status.SCHEDULED
    things = [found, *found.legs.all(), *consolidations]
    changes = changes_of_all(things)[:CHANGES]
    context = {
        "one": told,
        "flight": found,
        "now": now,
        "consolidations": consolidations,
        "kept_back": kept_back(request.actor, found.channel) if waits else [],
        "changes": present_changes(changes, things, told.departure.place.zone),
        "loading_closed": found.loading_closed_at
        and on_clock(found.loading_closed_at, told.departure.place.zone),
        "may_change": waits and request.actor.has(Role.PLANNER),
        "may_open": waits and request.actor.has(Role.PLANNER, Role.WAREHOUSE),
    }
    return render(request, "staff/flight.html", context)


@require_POST
@refusals_go_to("staff:flight", "number")
def open_one(request: ActorRequest, number: str) -> HttpResponse:
    """Open a consolidation on the flight."""
    found = found_flight(request, number)
    open_consolidation(flight=found, by=request.actor, at=clock.now())
    messages.success(request, _("A consolidation is open."))
    return redirect("staff:flight", number)


@require_POST
@refusals_go_to("staff:flight", "number")
def loading(request: ActorRequest, number: str) -> HttpResponse:
    """Close the flight for loading by the jobs, or open it for them again."""
    found, closes = found_flight(request, number), request.POST.get("loading") == "close"
    (close_loading if closes else open_loading)(flight=found, by=request.actor, at=clock.now())
    messages.success(request, _("Closed for loading.") if closes else _("Open for loading."))
    return redirect("staff:flight", number)
