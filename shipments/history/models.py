"""Change: who moved what from where to where; append-only."""

from django.db import models


class Change(models.Model):
    """One move of a decided status; `happened_at` is the action's time, `recorded_at` ours.

    `reason` is a word of its kind's list, which rules and pages read; `note` is a text for people.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    old = models.CharField(max_length=24)
    new = models.CharField(max_length=24)
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id", "happened_at"], name="change_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.old} -> {self.new}"
