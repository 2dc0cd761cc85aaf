"""Flights with their legs: the coming schedule, delays, departures and landings."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, Body, Moment, Reason, Text, listed
from shipments.errors import NotFound
from shipments.flights.actions import make_flights
from shipments.flights.filters import FlightFilter
from shipments.flights.models import Flight, Leg
from shipments.flights.queries import aircraft_types, flight_by_number, flights_for
from shipments.flights.reasons import FlightReason
from shipments.operations.aircraft_change import change_aircraft
from shipments.operations.departures import arrive_leg, cancel_flight, delay_leg, depart_leg


class LegOut(serializers.Serializer):
    sequence = serializers.IntegerField()
    origin = serializers.CharField(source="origin.code")
    destination = serializers.CharField(source="destination.code")
    status = serializers.ChoiceField(choices=Leg.Status.choices)
    is_delayed = serializers.BooleanField()
    planned_departure = serializers.DateTimeField()
    estimated_departure = serializers.DateTimeField(allow_null=True)
    actual_departure = serializers.DateTimeField(allow_null=True)
    planned_arrival = serializers.DateTimeField()
    estimated_arrival = serializers.DateTimeField(allow_null=True)
    actual_arrival = serializers.DateTimeField(allow_null=True)


class FlightOut(serializers.Serializer):
    number = serializers.CharField(source="public_number")
    channel = serializers.CharField(source="channel.code")
    day = serializers.DateField()
    aircraft = serializers.CharField(source="aircraft.code")
    document_cutoff = serializers.DateTimeField()
    customs_cutoff = serializers.DateTimeField()
    cargo_cutoff = serializers.DateTimeField()
    legs = LegOut(many=True, source="legs.all")


class FlightsIn(Body):
    until = serializers.DateField(help_text="The last local day of departure to make flights for")


class FlightsMade(serializers.Serializer):
    made = serializers.IntegerField()


class LegDone(Body):
    leg = serializers.IntegerField(min_value=1, max_value=9, default=1)
    at = Moment(required=False, help_text="When it happened; now where it is not given")


class LegDelay(Body):
    leg = serializers.IntegerField(min_value=1, max_value=9, default=1)
    departure = Moment(help_text="The new time of departure")
    reason = Reason(200, FlightReason.values)


class FlightCancel(Body):
    reason = Reason(200, FlightReason.values)


class AircraftIn(Body):
    aircraft = Text(10, required=True)


class FlightView(ApiListView):
    resource = "flights"
    serializer_class = FlightOut

    def rows(self) -> QuerySet[Flight]:
        return flights_for(self.actor)

    def flight(self, number: str) -> Flight:
        """The flight of a public number. Raises Http404."""
        found = flight_by_number(self.actor, number)
        if found is None:
            raise Http404
        return found

    def leg(self, number: str, sequence: int) -> Leg:
        """The leg, with its flight. Raises NotFound."""
        flight = self.flight(number)
        for leg in flight.legs.all():
            if leg.sequence == sequence:
                leg.flight = flight
                return leg
        raise NotFound("no_leg", _("This flight has no such leg."), {"leg": str(sequence)})

    def tell(self, number: str) -> Response:
        return Response(FlightOut(self.flight(number)).data)


class Flights(FlightView):
    filterset_class = FlightFilter

    @listed("flights", FlightOut, "Flights, the furthest ahead first")
    def get(self, request: Request) -> Response:
        """The schedule with its cut-offs and every leg's planned, expected and actual times."""
        return self.page()

    @extend_schema(
        summary="Make the flights of the schedule", request=FlightsIn, responses={201: FlightsMade}
    )
    def post(self, request: Request) -> Response:
        """For planners. Flights that are there already stay as they are; `made` counts the new."""
        until = self.read(FlightsIn)["until"]
        made = make_flights(until=until, by=self.actor, at=self.at)
        return Response({"made": made}, status=201)


class FlightPage(FlightView):
    @extend_schema(summary="One flight")
    def get(self, request: Request, number: str) -> Response:
        """By its number and local day of departure, such as U6999-20261104."""
        return self.tell(number)


class FlightDepart(FlightView):
    @extend_schema(summary="A leg has departed", request=LegDone, responses={200: FlightOut})
    def post(self, request: Request, number: str) -> Response:
        """Everything on board moves on with it. For planners."""
        given = self.read(LegDone)
        leg, moment = self.leg(number, given["leg"]), given.get("at", self.at)
        depart_leg(leg=leg, departed_at=moment, by=self.actor, at=self.at)
        return self.tell(number)


class FlightArrive(FlightView):
    @extend_schema(summary="A leg has landed", request=LegDone, responses={200: FlightOut})
    def post(self, request: Request, number: str) -> Response:
        """Everything on board has arrived with it. For planners."""
        given = self.read(LegDone)
        leg, moment = self.leg(number, given["leg"]), given.get("at", self.at)
        arrive_leg(leg=leg, arrived_at=moment, by=self.actor, at=self.at)
        return self.tell(number)


class FlightDelay(FlightView):
    @extend_schema(summary="A leg is delayed", request=LegDelay, responses={200: FlightOut})
    def post(self, request: Request, number: str) -> Response:
        """The new time of departure; the later legs and the buyers' days follow. For planners."""
        given = self.read(LegDelay)
        leg, departure = self.leg(number, given["leg"]), given["departure"]
        delay_leg(leg=leg, departure=departure, reason=given["reason"], by=self.actor, at=self.at)
        return self.tell(number)


class FlightCancelled(FlightView):
    @extend_schema(summary="Cancel a flight", request=FlightCancel, responses={200: FlightOut})
    def post(self, request: Request, number: str) -> Response:
        """What was loaded waits for the next flight with room. For planners."""
        flight, reason = self.flight(number), self.read(FlightCancel)["reason"]
        cancel_flight(flight=flight, reason=reason, by=self.actor, at=self.at)
        return self.tell(number)


class FlightAircraft(FlightView):
    @extend_schema(
        summary="Swap the aircraft",
        description="What no longer fits waits for the next flight. For planners.",
        request=AircraftIn,
        responses={200: FlightOut},
    )
    def post(self, request: Request, number: str) -> Response:
        flight, code = self.flight(number), self.read(AircraftIn)["aircraft"]
        aircraft = aircraft_types().filter(code=code).first()
        if aircraft is None:
            raise NotFound("no_aircraft", _("There is no such aircraft."), {"aircraft": code})
        change_aircraft(flight=flight, aircraft=aircraft, reason="", by=self.actor, at=self.at)
        return self.tell(number)
