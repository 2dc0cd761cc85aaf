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
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.access.throttling import address_of, wait_for_numbers
from shipments.api.base import ApiView, Body, Text
from shipments.errors import NotFound
from shipments.event_codes import EventCode
from shipments.journeys.queries import PublicJourney, local, public_journeys
from shipments.numbers.typed import doubt, normalised
from shipments.parcels.models import Headline
from shipments.sentences import say
from shipments.tracking.codes import CODES
from shipments.visits import OF_PAGES

MOST = 40
# A number as typed: with signs between its own, or in a link.
LONGEST = 300
BUYERS = "ru"
# Numbers a minute: asked for from one address, and asked after from anywhere.
BY_ADDRESS, BY_NUMBER = 240, 60
ACTION_TEXTS = {
    "pay_duty": EventCode.DUTY_DUE,
    "give_documents": EventCode.DOCUMENTS_REQUIRED,
    "pick_up": EventCode.READY_FOR_PICKUP,
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


class TrackIn(Body):
    numbers = serializers.ListField(
        child=Text(LONGEST, required=True), min_length=1, max_length=MOST
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
                "code": stage.code,
                "text": stage.text,
                "state": stage.state,
                "at": _there(stage.at, stage.zone) if stage.at else None,
            }
            for stage in journey.stages
        ],
        "estimate": estimate_of(journey),
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


def estimate_of(journey: PublicJourney) -> dict[str, Any] | None:
    """The window on the clock of the buyer's place; None where none can be told."""
    if journey.window is None:
        return None
    window = local(journey.window, journey.zone)
    earliest, latest = (
        item.isoformat(timespec="seconds") for item in (window.earliest, window.latest)
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


class PublicView(ApiView):
    """Open to anybody; counts what is asked from where and after what."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = JourneyOut

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if "Accept-Language" not in request.headers:
            translation.activate(BUYERS)
        super().initial(request, *args, **kwargs)

    def count(self, numbers: list[str]) -> None:
        """Raises Throttled."""
        named = {normalised(number) for number in numbers}
        of_numbers = [("track-number", item, BY_NUMBER, 1) for item in sorted(named)]
        who = address_of(self.request)
        address = ("track-address", who, BY_ADDRESS, len(numbers))
        wait = OF_PAGES.wait([address, *of_numbers])
        if wait := wait or wait_for_numbers(who, sorted(named)):
            raise Throttled(wait)

    def journeys(self, numbers: list[str]) -> dict[str, dict[str, Any]]:
        """What the API tells of each number as it was typed; what names no parcel is left out."""
        language = translation.get_language() or BUYERS
        found = public_journeys(numbers, at=self.at)
        return {number: shaped(journey, language) for number, journey in found.items()}


class TrackMany(PublicView):
    @extend_schema(summary="Up to 40 tracking numbers", request=TrackIn, responses={200: TracksOut})
    def post(self, request: Request) -> Response:
        """What anybody with a number may know: stages and checkpoints, no name, no address, no
        contents. Texts come in the language of `Accept-Language`, Russian without one."""
        numbers = list(dict.fromkeys(self.read(TrackIn)["numbers"]))
        self.count(numbers)
        found = self.journeys(numbers)
        known = {found[number]["number"]: found[number] for number in numbers if number in found}
        unknown = [number for number in numbers if number not in found]
        doubts = {number: str(told) for number in unknown if (told := doubt(number))}
        results = list(known.values())
        return Response({"results": results, "unknown": unknown, "doubts": doubts})


class Track(PublicView):
    @extend_schema(summary="One tracking number")
    def get(self, request: Request, number: str) -> Response:
        """What anybody with a number may know: stages and checkpoints, no name, no address, no
        contents. The number is read in any spelling, ours or the last mile's. Texts come in the
        language of `Accept-Language`, Russian without one."""
        self.count([number])
        found = self.journeys([number])
        if not found:
            raise NotFound("not_found", doubt(number) or say("We do not know this number"))
        return Response(found[number])
