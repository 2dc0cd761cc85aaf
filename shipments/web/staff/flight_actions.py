"""Delaying and cancelling a flight or giving it another aircraft: what follows first, then done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import Actor, Role
from shipments.containers.queries import loading_of
from shipments.flights.models import Aircraft, Flight, Leg
from shipments.flights.queries import aircraft_types
from shipments.flights.reasons import FlightReason
from shipments.moments import LocalMomentField
from shipments.operations.aircraft_change import change_aircraft
from shipments.operations.departures import cancel_flight, delay_leg
from shipments.operations.impact import Follows, if_cancelled, if_delayed, if_swapped
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest
from shipments.web.staff.board import CUTOFFS, present_flight
from shipments.web.staff.flights import found_flight
from shipments.web.timeline import on_clock

LOCAL = "%Y-%m-%dT%H:%M"


class FlightForm(forms.Form):
    """What an action needs to know; each form knows its flight."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", "—"), *FlightReason.choices],
        help_text=_("Sellers and buyers read it, each in their language."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=150, required=False, help_text=_("Only colleagues read it.")
    )

    def __init__(self, data: Any, flight: Flight) -> None:
        super().__init__(data)
        self.flight = flight


class DelayForm(FlightForm):
    """A new time of departure on the origin's clock, and why."""

    departure = LocalMomentField(
        label=_("New departure, local time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
    )
    field_order = ("departure", "reason", "note")

    def __init__(self, data: Any, flight: Flight) -> None:
        super().__init__(data, flight)
        leg = waiting_leg(flight)
        self.initial = {"departure": on_clock(leg.departs_at, leg.origin.zone)}

    def clean_departure(self) -> datetime:
        given = self.cleaned_data["departure"]
        moment = given.replace(tzinfo=ZoneInfo(waiting_leg(self.flight).origin.zone))
        if moment <= clock.now():
            raise forms.ValidationError(_("This time has passed already."))
        return moment


def _present_aircraft(aircraft: Aircraft) -> str:
    kg = number_format(aircraft.payload_kg, force_grouping=True)
    m3 = number_format(aircraft.volume_m3, decimal_pos=1)
    return f"{aircraft.name}, {kg} {_('kg')}, {m3} {_('m³')}"


class AircraftForm(FlightForm):
    """Another aircraft, and why."""

    aircraft = forms.ChoiceField(label=_("Aircraft"))
    field_order = ("aircraft", "reason", "note")

    def __init__(self, data: Any, flight: Flight) -> None:
        super().__init__(data, flight)
        others = aircraft_types().exclude(pk=flight.aircraft_id).filter(payload_kg__gt=0)
        self.known = {aircraft.code: aircraft for aircraft in others}
        field = cast(forms.ChoiceField, self.fields["aircraft"])
        field.choices = [
            (code, _present_aircraft(aircraft)) for code, aircraft in self.known.items()
        ]

    def clean_aircraft(self) -> Aircraft:
        return self.known[self.cleaned_data["aircraft"]]


def waiting_leg(flight: Flight) -> Leg:
    """The leg that leaves next, with its flight at hand."""
    legs = list(flight.legs.all())
    leg = next((leg for leg in legs if leg.status == Leg.Status.SCHEDULED), legs[0])
    leg.flight = flight
    return leg


@dataclass(frozen=True, slots=True)
class Action:
    """One action on a flight: its form, what follows from it, the doing, and the words."""

    form: type[FlightForm]
    follows: Callable[[Flight, dict[str, Any], datetime], Follows]
    carry: Callable[[Flight, dict[str, Any], Actor, datetime], Any]
    title: Any
    button: Any
    done: Any


def _delay(flight: Flight, given: dict[str, Any], by: Actor, at: datetime) -> Any:
    return delay_leg(
        leg=waiting_leg(flight),
        departure=given["departure"],
        reason=given["reason"],
        note=given["note"],
        by=by,
        at=at,
    )


def _cancel(flight: Flight, given: dict[str, Any], by: Actor, at: datetime) -> Any:
    return cancel_flight(flight=flight, reason=given["reason"], note=given["note"], by=by, at=at)


def _swap(flight: Flight, given: dict[str, Any], by: Actor, at: datetime) -> Any:
    return change_aircraft(
        flight=flight,
        aircraft=given["aircraft"],
        reason=given["reason"],
        note=given["note"],
        by=by,
        at=at,
    )


ACTIONS = {
    "delay": Action(
        DelayForm,
        lambda item, given, at: if_delayed(
            leg=waiting_leg(item), departure=given["departure"], at=at
        ),
        _delay,
        _("Another time of departure"),
        _("Announce the new time"),
        _("The new time is announced; everybody on board reads it."),
    ),
    "cancel": Action(
        FlightForm,
        lambda item, given, at: if_cancelled(flight=item, at=at),
        _cancel,
        _("Cancel the flight"),
        _("Cancel the flight"),
        _("The flight is cancelled; its parcels wait for the next one."),
    ),
    "aircraft": Action(
        AircraftForm,
        lambda item, given, at: if_swapped(flight=item, aircraft=given["aircraft"], at=at),
        _swap,
        _("Another aircraft"),
        _("Swap the aircraft"),
        _("The aircraft is swapped."),
    ),
}


@require_http_methods(["GET", "POST"])
@refusals_go_to("staff:flight", "number")
def change(request: ActorRequest, number: str, action: str) -> HttpResponse:
    """Ask, show what follows, and do it once it is confirmed as it was shown."""
    found, kind = found_flight(request, number), ACTIONS[action]
    asked = request.GET if "reason" in request.GET else None
    form = kind.form(request.POST if request.method == "POST" else asked, found)
    if not form.is_bound or not form.is_valid():
        return _page(request, found, action, form, status=422 if form.is_bound else 200)
    if request.method == "GET":
        return _page(request, found, action, form)
    if not constant_time_compare(request.POST.get("token", ""), _token(found, action, form)):
        messages.warning(request, _("Look at what follows, then confirm."))
        return _page(request, found, action, form, status=422)
    kind.carry(found, form.cleaned_data, request.actor, clock.now())
    messages.success(request, kind.done)
    return redirect("staff:flight", number)


def _page(
    request: ActorRequest, found: Flight, action: str, form: FlightForm, status: int = 200
) -> HttpResponse:
    """The action's form, and beneath it what follows from what was typed."""
    now, kind = clock.now(), ACTIONS[action]
    load = loading_of(found)
    context = {
        "one": present_flight(found, load, now),
        "flight": found,
        "form": form,
        "kind": kind,
        "action": action,
        "now": now,
        "may_change": _may_change(request),
        "told_aircraft": _present_aircraft(found.aircraft),
    }
    if form.is_bound and form.is_valid():
        context |= _shown(found, action, form, now)
    return render(request, "staff/flight_action.html", context, status=status)


def _may_change(request: ActorRequest) -> bool:
    return request.actor.has(Role.PLANNER)


def _shown(found: Flight, action: str, form: FlightForm, now: datetime) -> dict[str, Any]:
    follows = ACTIONS[action].follows(found, form.cleaned_data, now)
    origin, destination = found.channel.origin.zone, found.channel.destination.zone
    return {
        "follows": follows,
        "token": _token(found, action, form),
        "hours": abs(follows.hours),
        "landing": on_clock(follows.landing, destination) if follows.landing else None,
        "cutoffs": [
            (CUTOFFS[name], on_clock(old, origin), on_clock(new, origin))
            for name, old, new in follows.cutoffs
        ],
        "onward": [(item, on_clock(_leaves(item.flight), origin)) for item in follows.onward],
    }


def _leaves(flight: Flight) -> datetime:
    return min(leg.departs_at for leg in flight.legs.all())


def _token(found: Flight, action: str, form: FlightForm) -> str:
    """The flight as it was when what follows was shown, with what was typed."""
    legs = [f"{leg.pk} {leg.status} {leg.departs_at}" for leg in found.legs.all()]
    given = [str(form.cleaned_data[name]) for name in sorted(form.cleaned_data)]
    text = "|".join([action, str(found.pk), str(found.aircraft_id), *legs, *given])
    return salted_hmac("staff.flight_actions", text, algorithm="sha256").hexdigest()
