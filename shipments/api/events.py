"""Partners' events, up to a thousand at once; validated by hand in one pass, for speed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiView, Body, Moment, Text, refuse_others
from shipments.api.errors import BadShape, problem
from shipments.moments import read_moment
from shipments.tracking.intake import OWN, Accepted, accept_events
from shipments.tracking.partner_event import RawEvent

MOST = 1_000
# The longest text of each field; those with True must be there.
FIELDS = {
    "subject": (80, True),
    "code": (60, True),
    "source_ref": (120, False),
    "place": (10, False),
    "text": (300, False),
}
EVENT = {*FIELDS, "happened_at"}


class EventIn(Body):
    """One event of one parcel or container."""

    subject = Text(80, required=True, help_text="parcel:, bag:, uld:, consolidation: or leg:")
    code = Text(60, required=True, help_text="One of our codes, an EMSEVT code, or your own")
    happened_at = Moment(help_text="ISO 8601 with an offset")
    place = Text(10, help_text="IATA code or postal index")
    source_ref = Text(120, help_text="Your own stable name of this event")
    text = Text(300)


class EventsIn(Body):
    events = serializers.ListField(child=EventIn(), max_length=MOST)


class RefusedOut(serializers.Serializer):
    index = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()


class AcceptedOut(serializers.Serializer):
    accepted = serializers.IntegerField()
    repeated = serializers.IntegerField()
    unknown = serializers.IntegerField()
    doubtful = serializers.IntegerField(help_text="Cannot be, as far as we know: a person looks")
    refused = RefusedOut(many=True)


def events_of(body: Any) -> list:
    """The list of events in a body. Raises BadShape."""
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list):
        raise BadShape(_('Send {"events": [...]}.'), {"events": _("This must be a list.")})
    refuse_others(body, "events")
    return events


def read_events(events: list, scheme: str) -> tuple[list[RawEvent], list[int], list[dict]]:
    """The events that are well shaped, their places in the list, and a refusal for each other."""
    good: list[RawEvent] = []
    places: list[int] = []
    refused: list[dict] = []
    for index, event in enumerate(events):
        read = read_event(event, scheme)
        if isinstance(read, str):
            refused.append({"index": index, "code": "bad_shape", "message": read})
        else:
            good.append(read)
            places.append(index)
    return good, places, refused


def read_event(item: Any, scheme: str) -> RawEvent | str:
    """One event, or a sentence that says what is wrong with it."""
    if not isinstance(item, dict):
        return _("An event is an object.")
    if strangers := [name for name in item if name not in EVENT]:
        return _("An event has no field %s.") % strangers[0][:60]
    for name, (longest, needed) in FIELDS.items():
        value = item.get(name, "")
        if not isinstance(value, str) or len(value) > longest or (needed and not value.strip()):
            return _("%(name)s: a text of at most %(longest)d signs.") % {
                "name": name,
                "longest": longest,
            }
    moment = read_moment(item.get("happened_at"))
    if isinstance(moment, str):
        return f"happened_at: {moment}"
    code, subject = item["code"].strip(), item["subject"].strip()
    return RawEvent(
        subject=subject,
        scheme=scheme,
        raw_code=code,
        happened_at=moment,
        source_ref=item.get("source_ref") or f"{code}-{moment.isoformat()}",
        place=item.get("place", ""),
        text=item.get("text", ""),
    )


def shaped(
    answer: Accepted, places: Sequence[int] | None = None, refused: Sequence[dict] = ()
) -> dict[str, Any]:
    """The answer, with refusals in the order and by the places of the list that was sent."""
    later = [
        {"index": places[index] if places else index, "code": code, "message": message}
        for index, code, message in answer.refused
    ]
    return {
        "accepted": answer.accepted,
        "repeated": answer.repeated,
        "unknown": answer.unknown,
        "doubtful": answer.doubtful,
        "refused": sorted([*refused, *later], key=lambda row: row["index"]),
    }


class Events(ApiView):
    resource = "events"
    serializer_class = AcceptedOut

    @extend_schema(
        summary="Tell what happened to parcels and containers",
        description="One bad event harms no other. A repeated event (same subject and source_ref) "
        "changes nothing; one reference for another event is refused. A code that nobody knows yet "
        "is kept for a person to say what it means, and so is what cannot be: delivered, though it "
        "never left.",
        request=EventsIn,
        responses={200: AcceptedOut},
    )
    def post(self, request: Request) -> Response:
        events = events_of(request.data)
        if len(events) > MOST:
            return problem(413, "too_many", _("Send at most %d events at once.") % MOST)
        good, places, refused = read_events(events, self.scheme)
        answer = accept_events(good, by=self.actor, at=self.at)
        return Response(shaped(answer, places, refused))

    @property
    def scheme(self) -> str:
        """The code list that the caller speaks: a partner's own, else ours."""
        partner = getattr(self.request.auth, "partner", None)
        return partner.scheme if partner else OWN
