"""The weekly schedule: departures added, changed and ended, and single flights beside it."""

from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipments import clock
from shipments.actor import Actor, Role
from shipments.flights.models import Aircraft, Channel, Schedule
from shipments.flights.queries import aircraft_types, channels
from shipments.flights.scheduling import (
    LONGEST_MINUTES,
    add_departures,
    add_flight,
    change_departure,
    end_departure,
    schedule_for,
)
from shipments.history.queries import changes_of_all
from shipments.tenancy import works_at
from shipments.web.refusals import refusals_in
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.changes import present_changes
from shipments.web.timeline import on_clock

CHANGES = 20
LOCAL = "%Y-%m-%dT%H:%M"
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class AircraftForm(forms.Form):
    """What leaves, and how long it flies."""

    block_minutes = forms.IntegerField(
        label=_("Block time, minutes"), min_value=1, max_value=LONGEST_MINUTES
    )
    aircraft = forms.ChoiceField(label=_("Aircraft"))

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.types: dict[str, Aircraft] = {aircraft.code: aircraft for aircraft in aircraft_types()}
        field = cast(forms.ChoiceField, self.fields["aircraft"])
        field.choices = [
            (code, aircraft.name)
            for code, aircraft in self.types.items()
            if aircraft.payload_kg > 0
        ]

    def clean_aircraft(self) -> Aircraft:
        return self.types[self.cleaned_data["aircraft"]]


class ChannelForm(AircraftForm):
    """Of which channel, and under which number."""

    channel = forms.ChoiceField(label=_("Channel"))
    number = forms.CharField(label=_("Flight"), max_length=8)

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        own = [
            channel for channel in channels() if channel.is_open and works_at(actor, channel.code)
        ]
        self.known: dict[str, Channel] = {item.code: item for item in own}
        field = cast(forms.ChoiceField, self.fields["channel"])
        field.choices = [(code, code) for code in self.known]

    def clean_channel(self) -> Channel:
        return self.known[self.cleaned_data["channel"]]


class DepartureForm(ChannelForm):
    """A departure of every week."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    departs = forms.TimeField(
        label=_("Departure, local time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    since = forms.DateField(label=_("From day"), widget=DAY)
    until = forms.DateField(label=_("To day"), widget=DAY, required=False)
    field_order = ("channel", "number", "departs", "block_minutes", "aircraft", "since", "until")


class OneFlightForm(ChannelForm):
    """One flight beside the schedule."""

    departs = forms.DateTimeField(
        label=_("Departure, local time"),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )
    field_order = ("channel", "number", "departs", "block_minutes", "aircraft")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("departs") and given.get("channel"):
            zone = ZoneInfo(given["channel"].origin.zone)
            given["departs"] = given["departs"].replace(tzinfo=zone)
        return given


class ChangeForm(AircraftForm):
    """Another time or aircraft of a weekly departure, from a day on."""

    since = forms.DateField(label=_("From day"), widget=DAY)
    departs = forms.TimeField(
        label=_("Departure, local time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    field_order = ("since", "departs", "block_minutes", "aircraft")


class EndForm(forms.Form):
    """The last day of a weekly departure."""

    last = forms.DateField(label=_("Last day"), widget=DAY)


@require_GET
def schedule(request: ActorRequest) -> HttpResponse:
    """The departures of every week that hold or will hold, by weekday."""
    return _page(request)


@require_POST
def add(request: ActorRequest) -> HttpResponse:
    """Put weekly departures into the schedule."""
    form = DepartureForm(request.actor, request.POST)

    def do(given: dict[str, Any]) -> HttpResponse:
        add_departures(**given, by=request.actor, at=clock.now())
        messages.success(request, _("It is in the schedule; its flights are made within the hour."))
        return redirect("staff:schedule")

    return _done(form, do) or _page(request, status=422, departure_form=form)


@require_POST
def new_flight(request: ActorRequest) -> HttpResponse:
    """Add one flight beside the schedule, and show it."""
    form = OneFlightForm(request.actor, request.POST)

    def do(given: dict[str, Any]) -> HttpResponse:
        made = add_flight(**given, by=request.actor, at=clock.now())
        messages.success(request, _("The flight is added."))
        return redirect("staff:flight", made.public_number)

    return _done(form, do) or _page(request, status=422, flight_form=form)


@require_http_methods(["GET", "POST"])
def change(request: ActorRequest) -> HttpResponse:
    """Another time or aircraft of one weekly departure."""
    found = _found(request)
    old = {
        "departs": found.departs,
        "block_minutes": found.block_minutes,
        "aircraft": found.aircraft.code,
    }
    form = ChangeForm(request.POST or None, initial=old)

    def do(given: dict[str, Any]) -> HttpResponse:
        made = change_departure(schedule=found, **given, by=request.actor, at=clock.now())
        return _present(request, found, made)

    return _done(form, do) or _change_page(request, found, change_form=form)


@require_POST
def end(request: ActorRequest) -> HttpResponse:
    """Let one weekly departure end."""
    found, form = _found(request), EndForm(request.POST)

    def do(given: dict[str, Any]) -> HttpResponse:
        made = end_departure(schedule=found, last=given["last"], by=request.actor, at=clock.now())
        return _present(request, found, made)

    return _done(form, do) or _change_page(request, found, end_form=form)


def _done(form: forms.Form, do: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse | None:
    """The answer once it is done; None where the form must be shown again with what is wrong."""
    if form.is_valid():
        with refusals_in(form):
            return do(form.cleaned_data)
    return None


def _found(request: ActorRequest) -> Schedule:
    """The departure that is named. Raises Http404."""
    text = request.POST.get("departure") or request.GET.get("departure", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Http404
    return or_404(schedule_for(request.actor).filter(pk=int(text)).first())


def _present(request: ActorRequest, found: Schedule, made: int) -> HttpResponse:
    """Say that it is done, and how many flights were made before and stay as they are."""
    messages.success(request, _("The schedule is changed."))
    if made:
        text = ngettext(
            "%(n)s flight of %(number)s was made before and stays as it is: see the board.",
            "%(n)s flights of %(number)s were made before and stay as they are: see the board.",
            made,
        )
        messages.warning(request, text % {"n": made, "number": found.flight_number})
    return redirect("staff:schedule")


def _page(request: ActorRequest, *, status: int = 200, **shown: forms.Form) -> HttpResponse:
    now = clock.now()
    today = on_clock(now, channels()[0].origin.zone).date()
    rows = [
        schedule
        for schedule in schedule_for(request.actor)
        if not schedule.until or schedule.until >= today
    ]
    context: dict[str, Any] = {
        "rows": [(row, WEEKDAYS[row.weekday]) for row in rows],
        "today": today,
        "may_change": request.actor.has(Role.PLANNER),
        "changes": present_changes(changes_of_all(rows)[:CHANGES], rows, channels()[0].origin.zone),
        "departure_form": DepartureForm(request.actor),
        "flight_form": OneFlightForm(request.actor),
        **shown,
    }
    return render(request, "staff/schedule.html", context, status=status)


def _change_page(request: ActorRequest, found: Schedule, **shown: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "one": found,
        "weekday": WEEKDAYS[found.weekday],
        "end_form": EndForm(),
        "change_form": ChangeForm(
            initial={
                "departs": found.departs,
                "block_minutes": found.block_minutes,
                "aircraft": found.aircraft.code,
            }
        ),
        "may_change": request.actor.has(Role.PLANNER),
        **shown,
    }
    status = 422 if any(form.is_bound for form in shown.values()) else 200
    return render(request, "staff/schedule_change.html", context, status=status)
