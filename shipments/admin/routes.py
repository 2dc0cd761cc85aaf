"""Places, channels, schedules, flights and the air shipments on them."""

from django.contrib import admin

from shipments.admin.base import Keeping, Looking, Repairing
from shipments.containers.models import Bag, BagOpening, Consolidation, HouseWaybill, Uld
from shipments.estimates.models import StageTime
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Place, Schedule
from shipments.rates.models import ExchangeRate, RateCorrection, RefusedRate


@admin.register(Place)
class PlaceAdmin(Keeping):
    list_display = ("code", "name_zh", "name_ru", "name_en", "zone", "country")
    search_fields = ("code", "name_zh", "name_ru", "name_en")
    ordering = ("code",)


@admin.register(Channel)
class ChannelAdmin(Keeping):
    list_display = ("code", "mode", "origin", "destination", "is_open")
    list_select_related = ("origin", "destination")


@admin.register(Aircraft)
class AircraftAdmin(Keeping):
    list_display = ("code", "name", "payload_kg", "volume_m3", "uld_positions")


@admin.register(Schedule)
class ScheduleAdmin(Keeping):
    list_display = ("flight_number", "channel", "weekday", "departs", "aircraft", "since", "until")
    list_filter = ("channel", "weekday")
    list_select_related = ("channel", "aircraft")


@admin.register(Flight)
class FlightAdmin(Repairing):
    list_display = ("number", "day", "channel", "aircraft", "cargo_cutoff")
    list_filter = ("channel",)
    list_select_related = ("channel", "aircraft")
    repairs = ("document_cutoff", "customs_cutoff", "cargo_cutoff")


@admin.register(Leg)
class LegAdmin(Looking):
    list_display = ("flight", "origin", "destination", "status", "planned_departure")
    list_filter = ("status",)
    list_select_related = ("flight", "origin", "destination")


@admin.register(Consolidation)
class ConsolidationAdmin(Looking):
    list_display = ("mawb", "flight", "status", "created_at", "closed_at")
    list_filter = ("status",)
    list_select_related = ("flight",)
    search_fields = ("mawb__exact",)


@admin.register(Uld)
class UldAdmin(Looking):
    list_display = ("number", "consolidation", "max_grams")
    list_select_related = ("consolidation",)
    search_fields = ("number__exact",)


@admin.register(HouseWaybill)
class HouseWaybillAdmin(Looking):
    list_display = ("number", "consolidation", "pieces", "grams", "told_at")
    list_select_related = ("consolidation",)


@admin.register(Bag)
class BagAdmin(Looking):
    list_display = ("number", "consolidation", "uld", "seal", "sealed_at", "sealed_by")
    list_select_related = ("consolidation", "uld")
    search_fields = ("number__exact", "seal__exact")


@admin.register(BagOpening)
class BagOpeningAdmin(Looking):
    list_display = ("bag", "seal", "opened_at", "by", "why")
    list_select_related = ("bag",)
    search_fields = ("bag__number__exact", "seal__exact")


@admin.register(StageTime)
class StageTimeAdmin(Keeping):
    list_display = ("channel", "stage", "region", "p50_hours", "p90_hours", "n", "measured_at")
    list_filter = ("channel", "stage")
    list_select_related = ("channel",)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(Looking):
    list_display = ("currency", "day", "roubles", "source")
    list_filter = ("currency",)
    ordering = ("-day", "currency")


@admin.register(RateCorrection)
class RateCorrectionAdmin(Looking):
    list_display = ("currency", "day", "old_roubles", "new_roubles", "reason", "by", "happened_at")


@admin.register(RefusedRate)
class RefusedRateAdmin(Looking):
    list_display = ("source", "line", "text", "reason")
