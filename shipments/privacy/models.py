"""PrivacyAct: what was given out or erased of a person, never whose data it was."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrivacyAct(models.Model):
    """A person's data given out or erased: who did it, when and why, and how much of each kind."""

    class Action(models.TextChoices):
        EXPORTED = "exported", _("given out as a file")
        ERASED = "erased", _("erased")

    action = models.CharField(max_length=8, choices=Action.choices)
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=300)
    counts = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-happened_at", "-id"], name="privacy_act_time")]

    def __str__(self) -> str:
        return f"{self.action} {self.happened_at:%d.%m.%Y}"
