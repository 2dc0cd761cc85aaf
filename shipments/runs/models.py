"""Run: what a background job did, how long it took, and how it failed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One run of a job; `counts` maps a word to a number of things done."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    job = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["job", "-started_at"], name="run_job_started")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%d.%m %H:%M}"
