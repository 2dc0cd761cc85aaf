"""Message: what came in from a partner, or went out, whole; MessageFault: what is wrong in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.encrypted import EncryptedBytes, EncryptedSentence, EncryptedText
from shipments.parties.models import Partner
from shipments.statuses import StatusChoices


class Message(models.Model):
    """A raw message as it came, kept before it is read; the bytes may name people.

    `source` is who gave it, `digest` tells the same bytes from the same sender again (`repeats`).
    `accepted` counts the events it brought; the other counts are of its latest reading. `again_at`
    is when somebody asked to read it again, until that is done.
    """

    class Direction(models.TextChoices):
        IN = "in", _("in")
        OUT = "out", _("out")

    class Outcome(StatusChoices):
        RECEIVED = "received", pgettext_lazy("message", "not read yet")
        READ = "read", "good", pgettext_lazy("message", "read")
        PARTLY = "partly", "warn", pgettext_lazy("message", "partly read")
        WAITING = "waiting", "warn", pgettext_lazy("message", "waits")
        REFUSED = "refused", "bad", pgettext_lazy("message", "refused")
        FAILED = "failed", "bad", pgettext_lazy("message", "reading failed")

    # What a person must look at, until he has settled it.
    OPEN: ClassVar = (
        Outcome.RECEIVED,
        Outcome.PARTLY,
        Outcome.WAITING,
        Outcome.REFUSED,
        Outcome.FAILED,
    )

    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.IN)
    format = models.CharField(max_length=20, blank=True)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="messages", db_index=False
    )
    source = models.CharField(max_length=80)
    raw = EncryptedBytes()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RECEIVED)
    code = models.CharField(max_length=40, blank=True)
    reason = EncryptedSentence(blank=True)
    accepted = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest", "source", "direction"], name="message_kept_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="message_newest"),
            models.Index(fields=["partner", "-received_at", "-id"], name="message_partner"),
            models.Index(fields=["format", "-received_at", "-id"], name="message_format"),
            models.Index(fields=["outcome", "-received_at", "-id"], name="message_outcome"),
            models.Index(
                fields=["-received_at", "-id"],
                condition=Q(settled_at__isnull=True) & ~Q(outcome="read"),
                name="message_open",
            ),
            models.Index(
                fields=["again_at"], condition=Q(again_at__isnull=False), name="message_again"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def number(self) -> str:
        """What people call it."""
        return f"M{self.pk}"

    @property
    def left_over(self) -> int:
        """How much of it nobody has taken in: codes, doubts and refusals."""
        return self.unknown + self.doubtful + self.refused

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.settled_at is None and self.outcome != self.Outcome.READ


class MessageFault(models.Model):
    """One thing of a message that could not be read or taken; line 0 is the whole message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="faults", db_index=False)
    line = models.PositiveIntegerField()
    text = EncryptedText(blank=True)
    code = models.CharField(max_length=40)
    reason = EncryptedSentence()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["message", "line", "id"], name="message_fault")]

    def __str__(self) -> str:
        return f"{self.message_id}:{self.line}"
