"""BulkAction: one action done to many rows; BulkRow: what became of each."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.parties.models import Seller
from shipments.sentences import SentenceField
from shipments.statuses import StatusChoices, any_of
from shipments.tenancy import SellerOwned


class BulkAction(models.Model):
    """Chosen once, done in chunks by a job, with a result for each row and a time to take it back.

    `kind` names the action in a table of actions, `params` its words (why, code ...); `token` is
    the form's, so that two clicks are one action. `seller` is empty for an action of staff.
    """

    class Status(StatusChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", "good", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", "warn", _("undone")

        UNDER_WAY = any_of(WAITING, RUNNING, UNDOING)
        OVER = any_of(DONE, UNDONE)

    number = models.CharField(max_length=26, unique=True)
    token = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    params = models.JSONField(default=dict, blank=True)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    by = models.CharField(max_length=80)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_until = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["seller", "-created_at", "-id"], name="bulk_action_seller"),
            models.Index(
                fields=["id"],
                condition=models.Q(status__in=["waiting", "running", "undoing"]),
                name="bulk_action_open",
            ),
            models.Index(
                fields=["undo_until"],
                condition=models.Q(undo_until__isnull=False),
                name="bulk_action_undo",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def worked(self) -> int:
        """Rows that have a result, whatever it is."""
        return self.done + self.refused


class BulkRow(models.Model):
    """One row of an action: which, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        ALREADY = "already", _("was so already")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("undone")
        KEPT = "kept", _("could not be undone")

    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="rows")
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    message = SentenceField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "subject_id"], name="bulk_row_once")
        ]
        indexes: ClassVar = [models.Index(fields=["action", "outcome", "id"], name="bulk_row_next")]

    def __str__(self) -> str:
        return self.label
