"""The flight board and one flight: times, load, cut-offs, what waits, who did what."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.actor import Role
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.carried import loads_shown
from shipments.consolidation.queries import consolidations_for, loads_of, weighed
from shipments.consolidation.readiness import kept_back
from shipments.errors import Refused
from shipments.flights.actions import close_loading, open_loading
from shipments.flights.filters import FlightFilter
from shipments.flights.models import Flight, Leg
from shipments.flights.queries import channels, flight_by_number, flights_between
from shipments.history.queries import changes_of_all
from shipments.moments import DayField
from shipments.web.base import tell_refusal
from shipments.web.staff.board import by_day, told_flight
from shipments.web.staff.changes import told_changes
from shipments.web.telling import on_clock

DAYS = timedelta(days=7)
MOST_DAYS = timedelta(days=31)
CHANGES = 50
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class BoardForm(forms.Form):
    """What the board is narrowed to."""

    day_from = DayField(label=_("From day"), required=False, widget=DAY)
    day_to = DayField(label=_("To day"), required=False, widget=DAY)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False)
    number = forms.CharField(label=_("Flight"), required=False, max_length=8)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        codes = [(one.code, one.code) for one in channels()]
        self.fields["channel"].choices = [("", _("all")), *codes]
        self.fields["status"].choices = [("", _("all")), *Leg.Status.choices]


@require_GET
def flight_list(request: HttpRequest) -> HttpResponse:
    """A week of flights by day, like a board in an airport; yesterday's first."""
    now, form = clock.now(), BoardForm(request.GET)
    form.is_valid()
    first, last = _days(form, now)
    _fill_days(form, request.GET, first, last)
    rows = FlightFilter(form.cleaned_data, flights_between(request.actor, first, last)).qs
    flights = list(rows)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "now": now,
        "days": by_day(flights, loads_shown(flights), now),
        "earlier": _query(form, first - DAYS),
        "later": _query(form, first + DAYS),
        "narrowed": any(form.cleaned_data.get(name) for name in ("channel", "status", "number")),
    }
    return render(request, "staff/flights.html", context)


def _fill_days(form: BoardForm, typed: Any, first: date, last: date) -> None:
    """Show in empty fields the days that the board shows."""
    days = {"day_from": first.isoformat(), "day_to": last.isoformat()}
    filled = {name: day for name, day in days.items() if not typed.get(name)}
    form.data = {**typed.dict(), **filled}


def _days(form: BoardForm, now: datetime) -> tuple[date, date]:
    """The first and the last day shown."""
    given = form.cleaned_data
    zone = channels()[0].origin.zone
    first = given.get("day_from") or on_clock(now, zone).date() - timedelta(days=1)
    last = given.get("day_to") or first + DAYS - timedelta(days=1)
    return first, min(max(first, last), first + MOST_DAYS)


def _query(form: BoardForm, first: date) -> str:
    """The board's query string for another week."""
    kept = {name: form.cleaned_data.get(name) or "" for name in ("channel", "status", "number")}
    told = {"day_from": first.isoformat(), **kept}
    return urlencode({name: value for name, value in told.items() if value})


def found_flight(request: HttpRequest, number: str) -> Flight:
    """The flight of a public number. Raises Http404."""
    found = flight_by_number(request.actor, number)
    if found is None:
        raise Http404
    return found


@require_GET
def flight(request: HttpRequest, number: str) -> HttpResponse:
    """One flight: times, load, consolidations, what is kept back and who must act."""
    found, now = found_flight(request, number), clock.now()
    told = told_flight(found, loads_of([found])[found.pk], now)
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
        "changes": told_changes(changes, things, told.departure.place.zone),
        "loading_closed": found.loading_closed_at
        and on_clock(found.loading_closed_at, told.departure.place.zone),
        "may_change": waits and request.actor.has(Role.PLANNER),
        "may_open": waits and request.actor.has(Role.PLANNER, Role.WAREHOUSE),
    }
    return render(request, "staff/flight.html", context)


@require_POST
def open_one(request: HttpRequest, number: str) -> HttpResponse:
    """Open a consolidation on the flight."""
    found = found_flight(request, number)
    try:
        open_consolidation(flight=found, by=request.actor, at=clock.now())
        messages.success(request, _("A consolidation is open."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:flight", number)


@require_POST
def loading(request: HttpRequest, number: str) -> HttpResponse:
    """Close the flight for loading by the jobs, or open it for them again."""
    found, closes = found_flight(request, number), request.POST.get("loading") == "close"
    try:
        (close_loading if closes else open_loading)(flight=found, by=request.actor, at=clock.now())
        messages.success(request, _("Closed for loading.") if closes else _("Open for loading."))
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:flight", number)
