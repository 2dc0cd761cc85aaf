"""IdempotentAnswer: the first answer to a POST, kept for repeats of the same key."""

from typing import ClassVar

from django.db import models


class IdempotentAnswer(models.Model):
    """The first answer given under an Idempotency-Key; another body under the key is a conflict."""

    api_key = models.ForeignKey("shipments.ApiKey", models.CASCADE)
    key = models.CharField(max_length=120)
    path = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["api_key", "key"], name="idempotency_key_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_age")]

    def __str__(self) -> str:
        return self.key
