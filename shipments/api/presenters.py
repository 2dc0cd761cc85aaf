"""What is told of a parcel beside its row: its links, who carries it, and when it will come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shipments.actor import Actor
from shipments.api.track import EstimateOut, estimate_of
from shipments.journeys.last_mile import carrier_of
from shipments.journeys.queries import public_journeys
from shipments.parcels.models import Parcel


def tracking_url(number: str) -> str:
    """The page that anybody with the number may read."""
    return f"{settings.PUBLIC_URL}/track/{number}/"


def present_parcels(parcels: Sequence[Parcel], by: Actor, at: datetime) -> dict[str, Any]:
    """The context of `Told` for these parcels; two queries, none where there are none."""
    if not parcels:
        return {}
    journeys = public_journeys([parcel.number for parcel in parcels], at=at)
    return {"journeys": journeys, "seller_id": by.seller_id}


class Told(serializers.Serializer):
    """Part of a parcel's shape; asks for the context of `told_of`."""

    tracking_url = serializers.SerializerMethodField(
        help_text="For anybody: stages and checkpoints, no name, no address, no contents"
    )
    buyer_url = serializers.SerializerMethodField(
        help_text="For its buyer alone: contents and duty too. Told to its seller, else null"
    )
    carrier = serializers.SerializerMethodField(
        help_text="Who carries the last mile, such as post; empty before he told of it"
    )
    estimate = serializers.SerializerMethodField(
        help_text="Half of such parcels come by `from`, nine in ten by `to`; null where none can "
        "be told"
    )

    def get_tracking_url(self, parcel: Parcel) -> str:
        return tracking_url(parcel.number)

    def get_buyer_url(self, parcel: Parcel) -> str | None:
        is_own = self.context["seller_id"] == parcel.seller_id
        return f"{settings.PUBLIC_URL}/t/{parcel.token}/" if is_own else None

    def get_carrier(self, parcel: Parcel) -> str:
        journey = self.context["journeys"].get(parcel.number)
        carrier = carrier_of(journey.events) if journey else None
        return carrier.code if carrier else ""

    @extend_schema_field(EstimateOut)
    def get_estimate(self, parcel: Parcel) -> dict[str, str] | None:
        journey = self.context["journeys"].get(parcel.number)
        return estimate_of(journey) if journey else None
