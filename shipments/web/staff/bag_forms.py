"""What can be done to a whole bag: one form for each."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from shipments.flights.models import Flight
from shipments.flights.reasons import OffloadReason


class BagForm(forms.Form):
    """Several stand on one page: the ids of the fields begin with the word of the form."""

    word = ""

    def __init__(self) -> None:
        super().__init__(auto_id=f"{self.word}-%s")


class FlightForm(BagForm):
    """The flights are those that the page offers."""

    def __init__(self, flights: Iterable[Flight]) -> None:
        super().__init__()
        field = cast(forms.ChoiceField, self.fields["flight"])
        choices = [(flight.public_number, self.name_flight(flight)) for flight in flights]
        field.choices = [("", "—"), *choices]

    def name_flight(self, flight: Flight) -> str:
        return f"{flight.number} {date_format(flight.day)}"


class MoveForm(FlightForm):
    word = "move"
    flight = forms.ChoiceField(
        label=_("Flight"),
        help_text=_("Its open consolidation takes the bag; one is opened where there is none."),
    )


class RouteForm(FlightForm):
    word = "route"
    flight = forms.ChoiceField(label=_("Flight of another route"))
    why = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )

    def name_flight(self, flight: Flight) -> str:
        return f"{flight.channel.code} · {super().name_flight(flight)}"


class OffForm(BagForm):
    word = "off"
    why = forms.ChoiceField(
        label=_("Why"),
        choices=[("", "—"), *OffloadReason.choices],
        help_text=_("It keeps its seal and waits for another flight."),
    )


class UnsealForm(BagForm):
    word = "unseal"
    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("The broken seal is kept with your name and reason; the bag needs a new one."),
    )


class SealForm(BagForm):
    word = "seal"
    seal = forms.CharField(
        label=_("Seal"), max_length=32, widget=forms.TextInput({"autocomplete": "off"})
    )
