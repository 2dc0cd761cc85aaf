"""OutboxEvent: what happened, left in the transaction that made it true."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shipments.parties.models import Seller


class OutboxEvent(models.Model):
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
                fields=["id"], condition=Q(published_at__isnull=True), name="outbox_to_publish"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"
