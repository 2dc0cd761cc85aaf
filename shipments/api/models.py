"""IdempotentAnswer: the first answer to a POST, kept for repeats of the same key."""

from typing import ClassVar

from django.db import models

from shipments.encrypted import EncryptedText


class IdempotentAnswer(models.Model):
    """The first answer given under an Idempotency-Key; another body under the key is a conflict.

    `owner` is "key:<row>" or "user:<row>"; the answer is JSON, encrypted since it may hold secrets.
    """

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = EncryptedText(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotent_once_an_owner")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_age")]

    def __str__(self) -> str:
        return self.key
