"""What people at their desks left: bulk actions, files, views, invitations, reveals."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from shipments.admin.base import Looking
from shipments.bulk.models import BulkAction, BulkRow
from shipments.exports.models import ExportRun
from shipments.imports.models import ColumnMap
from shipments.notifications.models import Subscription
from shipments.orders.models import Reveal
from shipments.parties.models import Invitation
from shipments.privacy.models import PrivacyAct
from shipments.saved_views.models import SavedView


@admin.register(BulkAction)
class BulkActionAdmin(Looking):
    list_display = ("number", "kind", "seller", "by", "status", "total", "done", "refused")
    list_filter = ("kind", "status")
    list_select_related = ("seller",)


@admin.register(BulkRow)
class BulkRowAdmin(Looking):
    list_display = ("action", "label", "outcome", "message")
    list_select_related = ("action",)
    search_fields = ("action__number__exact",)


@admin.register(ExportRun)
class ExportRunAdmin(Looking):
    list_display = ("number", "seller", "kind", "form", "status", "total", "by", "created_at")
    list_filter = ("kind", "status")
    list_select_related = ("seller",)
    exclude = ("content",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportRun]:
        """Without the files themselves."""
        return super().get_queryset(request).defer("content")


@admin.register(ColumnMap)
class ColumnMapAdmin(Looking):
    list_display = ("seller", "kind", "columns", "by", "saved_at")
    list_select_related = ("seller",)


@admin.register(Subscription)
class SubscriptionAdmin(Looking):
    list_display = ("parcel", "language", "created_at", "confirmed_at", "ended_at")
    list_select_related = ("parcel",)
    exclude = ("email", "token")


@admin.register(Reveal)
class RevealAdmin(Looking):
    list_display = ("order", "by", "why", "happened_at")
    list_select_related = ("order",)


@admin.register(Invitation)
class InvitationAdmin(Looking):
    list_display = ("seller", "level", "by", "created_at", "accepted_at", "revoked_at")
    list_select_related = ("seller",)
    exclude = ("digest",)


@admin.register(SavedView)
class SavedViewAdmin(Looking):
    list_display = ("seller", "page", "name", "by", "created_at")
    list_select_related = ("seller",)


@admin.register(PrivacyAct)
class PrivacyActAdmin(Looking):
    list_display = ("action", "by", "why", "happened_at")
