"""The administrators' interface to declarations, regimes, terms, days; what was filed is shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customs.declarations.models import (
    DutyPayment,
    ExportDeclaration,
    ImportLine,
    ImportRegistry,
    Receipt,
    WaitingReceipt,
)
from customs.duty.models import DutyRegime
from customs.terms.models import CalendarDay, ClearanceTerm
from shipments.admin.base import Keeping, Looking
from shipments.admin.naming import name_tables

name_tables(
    "customs",
    {
        "ExportDeclaration": (_("export declaration"), _("export declarations")),
        "ImportRegistry": (_("import registry"), _("import registries")),
        "ImportLine": (_("line of a registry"), _("lines of registries")),
        "DutyPayment": (_("payment of duty"), _("payments of duty")),
        "Receipt": (_("receipt of customs"), _("receipts of customs")),
        "WaitingReceipt": (_("receipt that waits"), _("receipts that wait")),
        "DutyRegime": (_("duty regime"), _("duty regimes")),
        "ClearanceTerm": (_("term of clearance"), _("terms of clearance")),
        "CalendarDay": (_("day of the calendar"), _("days of the calendar")),
    },
)


@admin.register(ExportDeclaration)
class ExportDeclarationAdmin(Looking):
    list_display = ("cop_number", "parcel", "status", "mode", "attempt", "last_receipt", "filed_at")
    list_filter = ("status", "mode")
    list_select_related = ("parcel",)
    search_fields = ("cop_number__exact", "parcel__number__exact")


@admin.register(ImportRegistry)
class ImportRegistryAdmin(Looking):
    list_display = ("consolidation", "sequence", "status", "registration_number", "filed_at")
    list_filter = ("status",)
    list_select_related = ("consolidation",)


@admin.register(ImportLine)
class ImportLineAdmin(Looking):
    list_display = ("registry", "position", "parcel", "decision", "duty_rub", "decided_at")
    list_select_related = ("registry", "parcel")
    search_fields = ("parcel__number__exact",)


@admin.register(DutyPayment)
class DutyPaymentAdmin(Looking):
    list_display = ("parcel", "reference", "amount_rub", "paid_on", "by")
    list_select_related = ("parcel",)
    search_fields = ("parcel__number__exact", "reference__exact")


@admin.register(Receipt)
class ReceiptAdmin(Looking):
    list_display = ("parcel", "scheme", "raw_code", "code", "number", "happened_at", "recorded_at")
    list_filter = ("scheme",)
    list_select_related = ("parcel",)
    search_fields = ("parcel__number__exact",)


@admin.register(WaitingReceipt)
class WaitingReceiptAdmin(Looking):
    list_display = ("cop_number", "waybill", "order_number", "code", "happened_at", "followed_at")
    list_filter = ("code",)


@admin.register(DutyRegime)
class DutyRegimeAdmin(Keeping):
    """A regime is ended or switched off; what was assessed by it goes on naming it."""

    list_display = ("code", "since", "until", "free_value_eur", "rate", "is_enabled")
    ordering = ("since", "code")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ClearanceTerm)
class ClearanceTermAdmin(Keeping):
    list_display = ("side", "status", "since", "until", "hours", "working_days", "is_enabled")
    ordering = ("side", "status", "since")


@admin.register(CalendarDay)
class CalendarDayAdmin(Keeping):
    list_display = ("country", "day", "is_working", "name", "source")
    list_filter = ("country", "is_working")
    date_hierarchy = "day"
    ordering = ("-day", "country")
