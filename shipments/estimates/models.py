"""How long each stage takes: measured quantiles, or a hand-set prior while data is thin."""

from typing import ClassVar

from django.db import models


class StageTime(models.Model):
    """Hours a parcel usually stays in a stage of a channel; `region` is a 3-digit index or ''.

    n = 0 marks a hand-set prior.
    """

    channel = models.ForeignKey("shipments.Channel", models.CASCADE, related_name="stage_times")
    stage = models.CharField(max_length=16)
    region = models.CharField(max_length=3, blank=True)
    p50_hours = models.FloatField()
    p90_hours = models.FloatField()
    n = models.PositiveIntegerField(default=0)
    measured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "stage", "region"], name="stage_time_once")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.stage} {self.region}"
