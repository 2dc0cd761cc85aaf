"""Outbox rows, who wants which news, and every delivery of a webhook."""

import json
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shipments.encrypted import EncryptedText
from shipments.parties.models import Seller
from shipments.statuses import StatusChoices
from shipments.tenancy import SellerOwned


class Webhook(models.Model):
    """A seller's address that wants news; the secret signs each message (Standard Webhooks).

    `busy_until`, in real time, is the lease of the one message on its way to it. `failures` counts
    those in a row since `failing_since`; until `paused_until` nothing is sent to it. `off_reason`
    says why we switched it off, at `off_at`; its owners were told of it at `told_off_at`. Until
    `old_secret_until` (real time) the secret before this one signs too.
    """

    class OffReason(models.TextChoices):
        FAILING = "failing", _("It has failed for days.")
        GONE = "gone", _("It answered 410: gone for good.")

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    old_secret = EncryptedText(blank=True, default="")
    old_secret_until = models.DateTimeField(null=True, blank=True)
    secret = EncryptedText()
    is_active = models.BooleanField(default=True)
    busy_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    off_reason = models.CharField(max_length=8, choices=OffReason.choices, blank=True, default="")
    off_at = models.DateTimeField(null=True, blank=True)
    told_off_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to one webhook, with the last try's answer.

    `attempts` counts the times it was taken to be sent. `sent_headers` went with the last try, at
    `sent_at` in real time; `fault` says why there was no answer, `answer` what the other side said.
    """

    class Status(StatusChoices):
        WAITING = "waiting", "warn", _("waiting")
        DELIVERED = "delivered", "good", _("delivered")
        GIVEN_UP = "given_up", "bad", _("given up")

    class Fault(models.TextChoices):
        TIMED_OUT = "timed_out", _("No answer in time.")
        UNREACHABLE = "unreachable", _("No connection could be made.")
        NOT_ALLOWED = "not_allowed", _("The address is not a public one, or its port is not 443.")
        BAD_ANSWER = "bad_answer", _("The answer is not one of HTTP.")
        CUT_OFF = "cut_off", _("The sending was cut off on our side.")
        OURS = "ours", _("Not sent, for a fault of ours.")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=60)
    topic = models.CharField(max_length=40)
    payload = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_headers = models.JSONField(default=dict, blank=True)
    fault = models.CharField(max_length=12, choices=Fault.choices, blank=True, default="")
    answer_status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = EncryptedText(blank=True)
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
                fields=["webhook", "next_try_at"],
                condition=Q(status="waiting"),
                name="delivery_waiting",
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def body(self) -> str:
        """The text that is signed and sent, to the letter."""
        return json.dumps(self.payload, ensure_ascii=False)


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
    was taken to be sent, `error` says why the last one failed (no personal data). With a `due_at`
    it waits until then; `claimed_at` is real time. One with a `sent_at` has been sent, whatever its
    status.
    """

    class Status(StatusChoices):
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
    due_at = models.DateTimeField(null=True, blank=True)
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
            models.Index(
                F("due_at").asc(nulls_first=True),
                "id",
                condition=Q(status="waiting"),
                name="notice_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.parcel_id}"
