"""ExportRun: rows of a list, exactly as filtered, made into a file in the background."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.encrypted import EncryptedBytes, EncryptedJson
from shipments.parties.models import Seller
from shipments.statuses import StatusChoices, any_of
from shipments.tenancy import SellerOwned


class ExportRun(models.Model):
    """A file somebody asked for: `kind` says of what, `params` which rows (until it is
    written: what was searched for may be a phone), `form` how written."""

    class Status(StatusChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", "good", _("done")
        FAILED = "failed", "bad", _("failed")

        UNDER_WAY = any_of(WAITING, RUNNING)

    number = models.CharField(max_length=26, unique=True)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=4)
    params = EncryptedJson(default=dict, blank=True, null=True)
    language = models.CharField(max_length=8, blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    by = models.CharField(max_length=80)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    filename = models.CharField(max_length=200)
    content = EncryptedBytes(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["seller", "-created_at", "-id"], name="export_run_seller"),
            models.Index(
                fields=["id"],
                condition=models.Q(status__in=["waiting", "running"]),
                name="export_run_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number
