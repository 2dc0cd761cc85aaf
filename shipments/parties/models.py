"""Who takes part: users, sellers and their members, staff, partners, API keys."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.actor import Role
from shipments.tenancy import SellerOwned


class User(AbstractUser):
    """One who signs in; what he may do follows from his membership or his staff roles."""

    language = models.CharField(max_length=8, blank=True)


class Seller(models.Model):
    """A shop in South China; settled in yuan."""

    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    uscc = models.CharField(max_length=18, unique=True)
    customs_code = models.CharField(max_length=10, blank=True)
    city_zh = models.CharField(max_length=80, blank=True)
    city_en = models.CharField(max_length=80, blank=True)
    contact_email = models.EmailField(blank=True)
    settlement_account = models.CharField(max_length=34, blank=True)
    # How its buyers know the shop, and how they reach it; told on their pages and in their mails.
    shop_name = models.CharField(max_length=80, blank=True)
    shop_email = models.EmailField(blank=True)
    shop_phone = models.CharField(max_length=20, blank=True)
    shop_website = models.URLField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SellerOwned.as_manager()
    seller_path = "pk"

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A user's place in a seller's company."""

    class Level(models.TextChoices):
        OWNER = Role.SELLER_OWNER.value, _("Owner")
        OPERATOR = Role.SELLER_OPERATOR.value, _("Operator")
        VIEWER = Role.SELLER_VIEWER.value, _("Viewer")

    user = models.OneToOneField(User, models.CASCADE, related_name="membership")
    seller = models.ForeignKey(Seller, models.CASCADE, related_name="members")
    level = models.CharField(max_length=20, choices=Level.choices)
    # null: what the level gives
    rights = ArrayField(models.CharField(max_length=10), null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    def __str__(self) -> str:
        return f"{self.user} at {self.seller}"


class StaffMember(models.Model):
    """A user who works for the channel, with one or more roles.

    `warehouses` and `channels` are codes; empty is all.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="staff_member")
    roles = ArrayField(models.CharField(max_length=20))
    warehouses = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    def __str__(self) -> str:
        return str(self.user)


class Partner(models.Model):
    """A company whose machine tells us events: airline, last mile, customs broker."""

    class Kind(models.TextChoices):
        AIRLINE = "airline", _("Airline")
        LAST_MILE = "last_mile", _("Last mile")
        BROKER = "broker", _("Customs broker")
        WAREHOUSE = "warehouse", _("Warehouse")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    scheme = models.CharField(max_length=20)
    # How buyers know it and reach it; empty is told to nobody.
    name_ru = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=200, blank=True)
    tracking_url = models.CharField(
        max_length=200, blank=True, help_text=_("its own page of a parcel, with {number} in it")
    )
    keeps_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("days that a parcel waits at its pickup point")
    )

    def __str__(self) -> str:
        return self.code


class ApiKey(models.Model):
    """A machine's key: shown once, kept as a hash, limited to its scopes."""

    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True, related_name="keys")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(seller__isnull=False, partner__isnull=True)
                | models.Q(seller__isnull=True, partner__isnull=False),
                name="api_key_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}... {self.name}"


class Invitation(models.Model):
    """A person asked into a seller's company; the link's secret is kept as its hash alone."""

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    level = models.CharField(max_length=20, choices=Membership.Level.choices)
    digest = models.CharField(max_length=64, unique=True)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.email
