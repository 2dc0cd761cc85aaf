"""Events, histories, holds, cases, partners' codes, and what machines did."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from shipments.admin.base import Keeping, Looking, Repairing
from shipments.cases.models import Case, CaseParcel
from shipments.exchange.models import Message, MessageFault
from shipments.history.models import Change
from shipments.holds.models import Hold
from shipments.imports.models import ImportRun, RowError
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.outbox.models import OutboxEvent
from shipments.runs.models import Run, Setback
from shipments.tracking.models import (
    Containment,
    Event,
    PartnerCode,
    Projection,
    UnmappedEvent,
)


@admin.register(Event)
class EventAdmin(Looking):
    list_display = ("code", "happened_at", "place", "source", "source_ref", "recorded_at")
    search_fields = ("parcel__number__exact", "consolidation__mawb__exact")


@admin.register(Containment)
class ContainmentAdmin(Looking):
    list_display = (
        "parcel",
        "bag",
        "uld",
        "consolidation",
        "since",
        "until",
        "ended_by",
        "reason",
        "note",
    )
    list_select_related = ("parcel", "bag", "uld", "consolidation")
    search_fields = ("parcel__number__exact", "consolidation__mawb__exact")


@admin.register(Projection)
class ProjectionAdmin(Looking):
    list_display = ("event", "after_parcel", "done_at")
    list_select_related = ("event",)


@admin.register(Change)
class ChangeAdmin(Looking):
    list_display = ("kind", "object_id", "old", "new", "by", "reason", "note", "happened_at")
    list_filter = ("kind",)
    search_fields = ("object_id__exact",)


@admin.register(Hold)
class HoldAdmin(Looking):
    list_display = ("pk", "status", "reason", "placed_by", "placed_at", "released_at")
    list_filter = ("status", "reason")


@admin.register(Case)
class CaseAdmin(Looking):
    list_display = ("kind", "about", "cause", "owner", "due_at", "status", "opened_at", "closed_at")
    list_filter = ("status", "kind", "owner")


@admin.register(CaseParcel)
class CaseParcelAdmin(Looking):
    list_display = ("case", "parcel", "since", "done_at")
    list_select_related = ("case", "parcel")
    search_fields = ("parcel__number__exact",)


@admin.register(PartnerCode)
class PartnerCodeAdmin(Keeping):
    list_display = ("scheme", "raw_code", "code", "meaning_en")
    list_filter = ("scheme",)
    search_fields = ("raw_code", "code")


@admin.register(UnmappedEvent)
class UnmappedEventAdmin(Looking):
    list_display = (
        "scheme",
        "raw_code",
        "subject",
        "source",
        "doubt",
        "recorded_at",
        "resolved_at",
        "outcome",
    )
    list_filter = ("scheme", "doubt")
    search_fields = ("raw_code__exact", "subject__exact")


@admin.register(OutboxEvent)
class NewsAdmin(Looking):
    list_display = ("topic", "subject", "happened_at", "published_at")


@admin.register(Webhook)
class WebhookAdmin(Repairing):
    list_display = ("url", "seller", "is_active", "created_at")
    list_select_related = ("seller",)
    repairs = ("url", "is_active")
    exclude = ("secret", "old_secret")


@admin.register(Delivery)
class DeliveryAdmin(Looking):
    list_display = ("message_id", "topic", "status", "attempts", "next_try_at", "answer_status")
    list_filter = ("status",)
    search_fields = ("message_id__exact",)


@admin.register(BuyerNotice)
class BuyerNoticeAdmin(Looking):
    list_display = ("parcel", "stage", "status", "attempts", "error", "sent_at")
    list_filter = ("status",)
    list_select_related = ("parcel",)


@admin.register(ImportRun)
class ImportRunAdmin(Looking):
    list_display = ("number", "seller", "kind", "filename", "status", "created", "refused")
    list_filter = ("kind", "status")
    list_select_related = ("seller",)
    exclude = ("content", "sample")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        """Without the files themselves."""
        return super().get_queryset(request).defer("content", "sample")


@admin.register(RowError)
class RowErrorAdmin(Looking):
    list_display = ("run", "line", "column", "reason")
    list_select_related = ("run",)
    exclude = ("row",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RowError]:
        """Without the rows, which may name buyers."""
        return super().get_queryset(request).defer("row", "run__content")


@admin.register(Run)
class RunAdmin(Looking):
    list_display = ("job", "outcome", "started_at", "finished_at", "counts")
    list_filter = ("job", "outcome")


@admin.register(Setback)
class SetbackAdmin(Looking):
    list_display = ("step", "name", "attempts", "error", "began_at", "failed_at", "retry_at")
    list_filter = ("step",)


@admin.register(Message)
class MessageAdmin(Looking):
    list_display = ("number", "format", "source", "received_at", "outcome", "repeats")
    list_filter = ("format", "outcome")
    exclude = ("raw",)


@admin.register(MessageFault)
class MessageFaultAdmin(Looking):
    list_display = ("message", "line", "code")
    list_select_related = ("message",)
    exclude = ("text",)
