"""Tracking for anybody with a number: no key, no personal data, limited by address and number."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from shipments.access import address_of, seconds_to_wait, wait_for_numbers
from shipments.api.base import Door
from shipments.errors import NotFound
from shipments.journeys.queries import PublicJourney, local, public_journey
from shipments.numbers.typed import doubt, normalised
from shipments.parcels.models import Headline
from shipments.sentences import say
from shipments.tracking.codes import CODES

MOST = 40
# A number as typed: with signs between its own, or in a link.
LONGEST = 300
BUYERS = "ru"
# Numbers a minute: asked for from one address, and asked after from anywhere.
BY_ADDRESS, BY_NUMBER = 240, 60
ACTION_TEXTS = {
    "pay_duty": "duty_due",
    "give_documents": "documents_required",
    "pick_up": "ready_for_pickup",
}


class StageOut(serializers.Serializer):
    code = serializers.ChoiceField(choices=Headline.choices)
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=["done", "current", "ahead"])
    at = serializers.DateTimeField(allow_null=True)


# Half of such parcels come by `from`, nine in ten by `to`; on the clock of the place.
EstimateOut = inline_serializer(
    "Estimate",
    {"from": serializers.DateTimeField(), "to": serializers.DateTimeField()},
    allow_null=True,
)


class ActionOut(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField()
    url = serializers.CharField()


class PublicEventOut(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()
    happened_at = serializers.DateTimeField()
    day_only = serializers.BooleanField(help_text="no hour was named: only the day counts")
    place = serializers.CharField()
    zone = serializers.CharField()


class JourneyOut(serializers.Serializer):
    number = serializers.CharField()
    headline = serializers.ChoiceField(choices=Headline.choices)
    headline_text = serializers.CharField()
    flag = serializers.CharField()
    flag_text = serializers.CharField()
    stages = StageOut(many=True)
    estimate = EstimateOut
    action = ActionOut(allow_null=True)
    events = PublicEventOut(many=True)


class TrackIn(serializers.Serializer):
    numbers = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), min_length=1, max_length=MOST
    )


class TracksOut(serializers.Serializer):
    results = JourneyOut(many=True)
    unknown = serializers.ListField(child=serializers.CharField())
    doubts = serializers.DictField(
        child=serializers.CharField(), help_text="Of the unknown: what the check digit tells"
    )


def shaped(journey: PublicJourney, language: str) -> dict[str, Any]:
    """A journey as the API tells it, newest event first, each time on the clock of its place."""
    return {
        "number": journey.number,
        "headline": journey.headline,
        "headline_text": journey.headline_text,
        "flag": journey.flag,
        "flag_text": journey.flag_text,
        "stages": [
            {
                "code": one.code,
                "text": one.text,
                "state": one.state,
                "at": _there(one.at, one.zone) if one.at else None,
            }
            for one in journey.stages
        ],
        "estimate": _estimate(journey),
        "action": _action(journey, language),
        "events": [
            {
                "code": line.code,
                "text": line.text(language),
                "happened_at": _there(line.happened_at, line.zone),
                "day_only": line.day_only,
                "place": line.place_name(language),
                "zone": line.zone,
            }
            for line in journey.events
        ],
    }


def _there(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _estimate(journey: PublicJourney) -> dict[str, Any] | None:
    if journey.window is None:
        return None
    window = local(journey.window, journey.zone)
    earliest, latest = (
        one.isoformat(timespec="seconds") for one in (window.earliest, window.latest)
    )
    return {"from": earliest, "to": latest}


def _action(journey: PublicJourney, language: str) -> dict[str, Any] | None:
    if not journey.action:
        return None
    return {
        "code": journey.action,
        "text": CODES[ACTION_TEXTS[journey.action]].text(language),
        "by": journey.action_by,
        "url": f"{settings.PUBLIC_URL}/track/{journey.number}/",
    }


class PublicDoor(Door):
    """Open to anybody; counts what is asked from where and after what."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = JourneyOut

    def initial(self, request, *args, **kwargs):
        if "Accept-Language" not in request.headers:
            translation.activate(BUYERS)
        super().initial(request, *args, **kwargs)

    def count(self, numbers: list[str]) -> None:
        """Raises Throttled."""
        address = address_of(self.request)
        waits = [seconds_to_wait("track-address", address, limit=BY_ADDRESS, visits=len(numbers))]
        named = {normalised(number) for number in numbers}
        waits += [seconds_to_wait("track-number", one, limit=BY_NUMBER) for one in sorted(named)]
        waits.append(wait_for_numbers(address, sorted(named)))
        if wait := max(waits):
            raise Throttled(wait)

    def journey(self, number: str) -> dict[str, Any] | None:
        found = public_journey(number, at=self.at)
        return shaped(found, translation.get_language() or BUYERS) if found else None


class TrackMany(PublicDoor):
    @extend_schema(
        summary="Up to 40 tracking numbers", request=TrackIn, responses={200: TracksOut}, auth=[{}]
    )
    def post(self, request):
        numbers = list(dict.fromkeys(self.read(TrackIn)["numbers"]))
        self.count(numbers)
        found = {number: self.journey(number) for number in numbers}
        known = {journey["number"]: journey for journey in found.values() if journey}
        unknown = [number for number, journey in found.items() if not journey]
        doubts = {number: str(told) for number in unknown if (told := doubt(number))}
        results = list(known.values())
        return Response({"results": results, "unknown": unknown, "doubts": doubts})


class Track(PublicDoor):
    @extend_schema(summary="One tracking number", auth=[{}])
    def get(self, request, number):
        self.count([number])
        journey = self.journey(number)
        if journey is None:
            raise NotFound("not_found", doubt(number) or say("We do not know this number"))
        return Response(journey)
