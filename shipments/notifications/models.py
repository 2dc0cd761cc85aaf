"""Outbox rows, who wants which news, and every delivery of a webhook."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shipments.encrypted import EncryptedText
from shipments.parties.models import Seller
from shipments.tenancy import SellerOwned


class News(models.Model):
    """One thing worth telling, written in the transaction that made it true; sent afterwards.

    `subject` is "parcel", "consolidation", "order" ...; `subject_ids` its rows, and `moments` when
    it happened to each of them, empty where that is `happened_at` for all; `cursor` how far the
    delivery job has come, `until` the last parcel that this row tells of (a row at fault is cut in
    two), without one it tells of all. What may still be taken back is not told before `not_before`,
    a moment of the real clock.
    """

    topic = models.CharField(max_length=40)
    subject = models.CharField(max_length=16)
    subject_ids = ArrayField(models.BigIntegerField())
    moments = ArrayField(models.DateTimeField(), default=list, blank=True)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True, db_index=False)
    detail = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    cursor = models.BigIntegerField(default=0)
    until = models.BigIntegerField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(published_at__isnull=True), name="news_to_publish"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Webhook(models.Model):
    """A seller's address that wants news; the secret signs each message (Standard Webhooks)."""

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    secret = EncryptedText()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to one webhook, with each try's answer."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    payload = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    answer_status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "webhook__seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "message_id"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(status="waiting"), name="delivery_due"
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Subscription(models.Model):
    """An e-mail address that wants to hear of one parcel; nothing is sent before it is confirmed.

    `token` stands in the links that confirm and end it.
    """

    parcel = models.ForeignKey("shipments.Parcel", models.CASCADE, related_name="subscriptions")
    email = models.EmailField()
    language = models.CharField(max_length=8, default="ru")
    token = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "email"], name="subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}"


class BuyerNotice(models.Model):
    """A mail on the first entry into a stage: at most one for a parcel, stage and reader.

    `subscription` is empty for the mail to the order's own buyer. `attempts` counts the times it
    was taken to be sent, `error` says why the last one failed (no personal data).
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")
        OVERTAKEN = "overtaken", _("overtaken")

    parcel = models.ForeignKey("shipments.Parcel", models.CASCADE, related_name="notices")
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    stage = models.CharField(max_length=18)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, db_default="")
    claimed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parcel", "stage", "subscription"],
                nulls_distinct=False,
                name="notice_once_a_stage",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(status="waiting"), name="notice_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.parcel_id}"
