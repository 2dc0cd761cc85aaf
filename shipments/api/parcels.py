"""Parcels with their three tracks, what lies in them, and what happened to them."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, listed
from shipments.api.files import handed_out
from shipments.api.money import Roubles
from shipments.api.paging import page_of
from shipments.api.presenters import Told, present_parcels
from shipments.errors import NotFound
from shipments.labels.actions import draw_labels
from shipments.numbers.typed import doubt
from shipments.orders.reveals import reveal_buyers
from shipments.parcels.models import ExportClearance, Headline, ImportClearance, Movement, Parcel
from shipments.parcels.queries import parcel_named, parcels_for
from shipments.sentences import say
from shipments.tracking.filters import ParcelFilter
from shipments.tracking.queries import StoryLine, story
from shipments.tracking.stage import flag_of, stage_of


class ParcelOut(Told):
    """Weights in grams, lengths in millimetres; each `_at` is when the status began."""

    number = serializers.CharField()
    last_mile_number = serializers.CharField(help_text="Empty where it keeps ours")
    order = serializers.CharField(source="order.number")
    seller = serializers.CharField(source="seller.code")
    channel = serializers.CharField(source="channel.code")
    headline = serializers.SerializerMethodField()
    flag = serializers.SerializerMethodField()
    movement = serializers.ChoiceField(choices=Movement.choices)
    movement_at = serializers.DateTimeField()
    export_clearance = serializers.ChoiceField(choices=ExportClearance.choices)
    export_at = serializers.DateTimeField(allow_null=True)
    import_clearance = serializers.ChoiceField(choices=ImportClearance.choices)
    import_at = serializers.DateTimeField(allow_null=True)
    held = serializers.BooleanField()
    declared_grams = serializers.IntegerField()
    measured_grams = serializers.IntegerField(allow_null=True)
    chargeable_grams = serializers.IntegerField()
    length_mm = serializers.IntegerField(allow_null=True)
    width_mm = serializers.IntegerField(allow_null=True)
    height_mm = serializers.IntegerField(allow_null=True)
    value = Roubles(source="value_rub")
    promised_to = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()

    def get_headline(self, parcel: Parcel) -> Headline:
        return stage_of(parcel)

    def get_flag(self, parcel: Parcel) -> str:
        return flag_of(parcel).value


class ItemOut(serializers.Serializer):
    sku = serializers.CharField(source="line.sku")
    quantity = serializers.IntegerField()


class ParcelFull(ParcelOut):
    items = ItemOut(many=True, source="items.all")


class StoryOut(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.SerializerMethodField()
    happened_at = serializers.SerializerMethodField()
    day_only = serializers.BooleanField(help_text="no hour was named: only the day counts")
    zone = serializers.CharField()
    place = serializers.CharField()
    place_name = serializers.SerializerMethodField()
    recorded_at = serializers.DateTimeField()
    source: Any = serializers.CharField()
    reason = serializers.CharField(allow_null=True)

    def get_text(self, line: StoryLine) -> str:
        return line.text(get_language() or "en")

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_happened_at(self, line: StoryLine) -> str:
        return line.happened_at.astimezone(ZoneInfo(line.zone)).isoformat(timespec="seconds")

    def get_place_name(self, line: StoryLine) -> str:
        return line.place_name(get_language() or "en")


class ParcelView(ApiListView):
    resource = "parcels"
    serializer_class: type[serializers.Serializer] = ParcelOut

    def rows(self) -> QuerySet[Parcel]:
        return parcels_for(self.actor)

    def label(self, parcel: Parcel, form: str) -> bytes:
        """The label; it names the receiver, so a seller's look is kept with the order."""
        drawn = draw_labels(parcels=[parcel], form=form, by=self.actor)
        if self.actor.seller_id is not None:
            reveal_buyers(orders=[parcel.order], why="label", by=self.actor, at=self.at)
        return drawn

    def parcel(self, rows: QuerySet[Parcel], number: str) -> Parcel:
        """The parcel of a number in any spelling, ours or the last mile's. Raises NotFound."""
        found = parcel_named(rows, number)
        if found is None:
            raise NotFound("not_found", doubt(number) or say("There is no such parcel."))
        return found


class Parcels(ParcelView):
    filterset_class = ParcelFilter

    @listed("parcels", ParcelOut, "Parcels, newest first")
    def get(self, request: Request) -> Response:
        """Your parcels with their three tracks. `headline` is a stage or a flag; `search` takes up
        to 1,000 numbers, ours, the last mile's or of orders, however they are separated; `stuck`
        finds what takes longer than usual."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        told = ParcelOut(rows, many=True, context=present_parcels(rows, self.actor, self.at)).data
        return self.get_paginated_response(told)


class ParcelPage(ParcelView):
    @extend_schema(summary="One parcel", responses={200: ParcelFull})
    def get(self, request: Request, number: str) -> Response:
        """By our number or the last mile's, in any spelling, with what lies in it."""
        parcel = self.parcel(self.rows().prefetch_related("items__line"), number)
        return Response(
            ParcelFull(parcel, context=present_parcels([parcel], self.actor, self.at)).data
        )


class ParcelEvents(ParcelView):
    serializer_class = StoryOut

    @listed("parcel", StoryOut, "All that happened to a parcel, oldest first", of="events")
    def get(self, request: Request, number: str) -> Response:
        """Its own events and those of the bag, the ULD, the consolidation and the flight it lay
        in, each on the clock of its place."""
        lines = story(self.parcel(self.rows(), number))
        page, links = page_of(lines, request)
        return Response({**links, "results": StoryOut(page, many=True).data})


class PdfLabel(ParcelView):
    writes = True

    @extend_schema(
        operation_id="parcel_label_pdf",
        summary="The label as PDF, 100 x 150 mm",
        description="It names the receiver, so it needs the scope to write.",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        parcel = self.parcel(self.rows(), number)
        drawn = self.label(parcel, "pdf")
        return handed_out(drawn, media_type="application/pdf", name=f"{parcel.number}.pdf")


class ZplLabel(ParcelView):
    writes = True

    @extend_schema(
        operation_id="parcel_label_zpl",
        summary="The label as ZPL II, for a printer of 203 dpi",
        description="One picture, so that Chinese and Cyrillic come out of any printer. It names "
        "the receiver, so it needs the scope to write.",
        responses={(200, "application/zpl"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, number: str) -> HttpResponse:
        parcel = self.parcel(self.rows(), number)
        drawn = self.label(parcel, "zpl")
        return handed_out(drawn, media_type="application/zpl", name=f"{parcel.number}.zpl")
