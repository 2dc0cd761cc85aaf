"""The flight board and one flight: times, load, what waits, and the planner's deeds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.departures import cancel_flight, delay_leg
from shipments.consolidation.queries import consolidations_for, loads_of, weighed
from shipments.consolidation.readiness import kept_back
from shipments.errors import Refused
from shipments.flights.models import Flight
from shipments.flights.queries import flight_by_number, flights_for
from shipments.web.base import keyset_page, tell_refusal
from shipments.web.telling import on_clock

BOARD = 30


class DelayForm(forms.Form):
    """A new time of departure on the origin's clock, and why."""

    departure = forms.DateTimeField(
        label=_("New departure, local time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    reason = forms.CharField(label=_("Why"), max_length=200)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


def told_flight(flight: Flight, load: Any) -> dict[str, Any]:
    """A flight with its first and last leg's times on the clocks of their airports."""
    legs = list(flight.legs.all())
    first, last = legs[0], legs[-1]
    origin, destination = first.origin.zone, last.destination.zone
    return {
        "flight": flight,
        "leg": first,
        "load": load,
        "planned": on_clock(first.planned_departure, origin),
        "departs": on_clock(first.departs_at, origin),
        "arrives": on_clock(last.arrives_at, destination),
        "cutoff": on_clock(flight.cargo_cutoff, origin),
        "status": last.status if last.status == "arrived" else first.status,
        "label": last.get_status_display()
        if last.status == "arrived"
        else first.get_status_display(),
        "delayed": first.is_delayed and first.status == "scheduled",
        "origin": first.origin,
        "destination": last.destination,
    }


@require_GET
def flight_list(request: HttpRequest) -> HttpResponse:
    """Flights, the furthest ahead first, with planned and best known times and the load."""
    ahead = clock.now() + timedelta(days=7)
    rows = flights_for(request.actor).filter(cargo_cutoff__lt=ahead)
    page = keyset_page(request, rows, by="cargo_cutoff", size=BOARD)
    loads = loads_of(page.rows)
    told = [told_flight(flight, loads[flight.pk]) for flight in page.rows]
    return render(request, "staff/flights.html", {"page": page, "flights": told})


def _found(request: HttpRequest, number: str) -> Flight:
    found = flight_by_number(request.actor, number)
    if found is None:
        raise Http404
    return found


@require_GET
def flight(request: HttpRequest, number: str) -> HttpResponse:
    """One flight: load, consolidations, what is kept back and who must act."""
    return _page(request, _found(request, number))


def _page(request: HttpRequest, found: Flight, status: int = 200, **forms: Any) -> HttpResponse:
    """The flight's page; `forms` are those to be filled in again, as they were typed."""
    rows = consolidations_for(request.actor).filter(flight=found)
    told = told_flight(found, loads_of([found])[found.pk])
    context = {
        **told,
        "consolidations": weighed(rows),
        "kept_back": kept_back(found.channel) if told["status"] == "scheduled" else [],
        "delay_form": DelayForm(initial={"departure": told["departs"]}),
        "cancel_form": CancelForm(),
        **forms,
    }
    return render(request, "staff/flight.html", context, status=status)


def _deed(request: HttpRequest, number: str, deed: Callable[[], Any], done: Any) -> HttpResponse:
    """Do one deed, say how it went, and go back to the flight."""
    try:
        deed()
        messages.success(request, done)
    except Refused as refused:
        tell_refusal(request, refused)
    return redirect("staff:flight", number)


@require_POST
def delay(request: HttpRequest, number: str) -> HttpResponse:
    """Announce another time of departure."""
    found, form = _found(request, number), DelayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, delay_form=form)
    leg = found.legs.order_by("sequence")[0]
    zone = ZoneInfo(leg.origin.zone)
    departure = form.cleaned_data["departure"].replace(tzinfo=zone)
    reason = form.cleaned_data["reason"]
    return _deed(
        request, number,
        lambda: delay_leg(
            leg=leg, departure=departure, reason=reason, by=request.actor, at=clock.now()
        ),
        _("The new time is announced; everybody on board reads it."),
    )  # fmt: skip


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel the flight; its parcels wait for the next."""
    found, form = _found(request, number), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, cancel_form=form)
    reason = form.cleaned_data["reason"]
    return _deed(
        request, number,
        lambda: cancel_flight(flight=found, reason=reason, by=request.actor, at=clock.now()),
        _("The flight is cancelled; its parcels wait for the next one."),
    )  # fmt: skip


@require_POST
def open_one(request: HttpRequest, number: str) -> HttpResponse:
    """Open a consolidation on the flight."""
    found = _found(request, number)
    return _deed(
        request, number,
        lambda: open_consolidation(flight=found, by=request.actor, at=clock.now()),
        _("A consolidation is open."),
    )  # fmt: skip
