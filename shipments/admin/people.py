"""Users, sellers, members, staff, partners and keys; secrets stay hidden."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from shipments.admin.base import Keeping, Looking
from shipments.parties.models import (
    ApiKey,
    Membership,
    Partner,
    Seller,
    StaffMember,
    User,
)

admin.site.register(User, UserAdmin)


@admin.register(Seller)
class SellerAdmin(Keeping):
    list_display = ("code", "name_zh", "name_en", "uscc", "city_en")
    search_fields = ("code", "name_zh", "name_en", "uscc")
    ordering = ("code",)


@admin.register(Membership)
class MembershipAdmin(Keeping):
    list_display = ("user", "seller", "level")
    list_filter = ("level",)
    list_select_related = ("user", "seller")
    raw_id_fields = ("user", "seller")


@admin.register(StaffMember)
class StaffMemberAdmin(Keeping):
    list_display = ("user", "roles")
    list_select_related = ("user",)
    raw_id_fields = ("user",)


@admin.register(Partner)
class PartnerAdmin(Keeping):
    list_display = ("code", "name", "kind", "scheme")


@admin.register(ApiKey)
class ApiKeyAdmin(Looking):
    list_display = ("prefix", "name", "seller", "partner", "last_used_at", "revoked_at")
    list_select_related = ("seller", "partner")
    exclude = ("digest",)
