"""Users, sellers, members, staff, partners and keys; secrets stay hidden."""

from collections.abc import Mapping
from typing import Any

from allauth.account import admin as addresses
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from shipments.actor import STAFF_ROLES
from shipments.admin.base import Keeping, Looking, RuledForm
from shipments.flights.models import Channel
from shipments.parties.models import (
    ApiKey,
    Membership,
    Partner,
    Seller,
    StaffMember,
    User,
)
from shipments.parties.rules import COMPANY, checked_company
from shipments.stock.models import Warehouse

# What people may do follows from memberships and staff roles; addresses stand with the user.
admin.site.unregister(Group)
admin.site.unregister(addresses.EmailAddress)
admin.site.register(User, UserAdmin)


class SellerForm(RuledForm):
    def checked(self, changed: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return checked_company({name: text for name, text in changed.items() if name in COMPANY})


@admin.register(Seller)
class SellerAdmin(Keeping):
    form = SellerForm
    list_display = ("code", "name_zh", "name_en", "uscc", "city_en")
    search_fields = ("code", "name_zh", "name_en", "uscc")
    ordering = ("code",)


@admin.register(Membership)
class MembershipAdmin(Keeping):
    list_display = ("user", "seller", "level")
    list_filter = ("level",)
    list_select_related = ("user", "seller")
    exclude = ("rights",)
    autocomplete_fields = ("user", "seller")


class StaffForm(forms.ModelForm):
    """Roles, warehouses and channels are ticked, never typed; none ticked is all places."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=sorted((role.value, role.value) for role in STAFF_ROLES),
        widget=forms.CheckboxSelectMultiple,
    )
    warehouses = forms.MultipleChoiceField(
        label=_("Only these warehouses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [
            (warehouse.code, str(warehouse)) for warehouse in Warehouse.objects.order_by("code")
        ],
    )
    channels = forms.MultipleChoiceField(
        label=_("Only these channels"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [
            (channel.code, str(channel)) for channel in Channel.objects.order_by("code")
        ],
    )


@admin.register(StaffMember)
class StaffMemberAdmin(Keeping):
    form = StaffForm
    list_display = ("user", "roles", "warehouses", "channels")
    list_select_related = ("user",)
    autocomplete_fields = ("user",)


@admin.register(Partner)
class PartnerAdmin(Keeping):
    list_display = ("code", "name", "kind", "scheme")


@admin.register(ApiKey)
class ApiKeyAdmin(Looking):
    list_display = ("prefix", "name", "seller", "partner", "last_used_at", "revoked_at")
    list_select_related = ("seller", "partner")
    exclude = ("digest",)
