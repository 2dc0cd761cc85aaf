"""Run: what a background job did and how it failed; Setback: one item that it could not do."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.statuses import StatusChoices


class Run(models.Model):
    """One run of a job; `counts` maps a word to a number of things done.

    Of a run that failed in part, `error` names each item with the kind and place of its fault.
    """

    class Outcome(StatusChoices):
        RUNNING = "running", _("running")
        DONE = "done", "good", _("done")
        PARTLY = "partly", "warn", _("partly failed")
        FAILED = "failed", "bad", _("failed")

    job = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["job", "-started_at"], name="run_job_started"),
            models.Index(
                fields=["job", "-started_at"],
                condition=models.Q(outcome__in=["done", "partly"]),
                name="run_job_good",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%d.%m %H:%M}"


# What a run that failed wholly is not.
GOOD = [Run.Outcome.DONE, Run.Outcome.PARTLY]


class Setback(models.Model):
    """An item that a job could not do: how often, why, and when it is tried again.

    `step` is what was done to it, `kind` and `item_id` which row it is, `name` what people call it
    (no personal data). Once the item is done, its setback is gone. `retry_at` is on the world's
    clock, the others are real time.
    """

    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    item_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    failed_at = models.DateTimeField()
    retry_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "kind", "item_id"], name="setback_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.name}"
