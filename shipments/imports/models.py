"""ImportRun: one file of rows and its outcome; RowError: one refused row; ColumnMap."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.parties.models import Seller
from shipments.sentences import SentenceField
from shipments.tenancy import SellerOwned


class ImportRun(models.Model):
    """A file given by a seller or by staff; its rows go through the same actions as all others."""

    class Kind(models.TextChoices):
        ORDERS = "orders", _("orders")
        PRODUCTS = "products", _("products")
        SELLERS = "sellers", _("sellers")

    class Status(models.TextChoices):
        DRAFT = "draft", _("not begun")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    number = models.CharField(max_length=26, unique=True)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    layout = models.CharField(max_length=16, default="auto")
    policy = models.CharField(max_length=12, default="reject-rows")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    dry_run = models.BooleanField(default=False)
    columns = models.JSONField(default=dict, blank=True)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    created = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    total_rub = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    rows_read = models.PositiveIntegerField(default=0)
    error = SentenceField(blank=True)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        indexes = [models.Index(fields=["seller", "-created_at", "-id"], name="import_run_seller")]

    def __str__(self) -> str:
        return self.number


class RowError(models.Model):
    """One refused row: where in the file, which column, and what is wrong."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="errors")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    reason = SentenceField()
    row = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "line"], name="row_error_line")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"


class ColumnMap(models.Model):
    """How a seller's own columns are read: ours by theirs, remembered for the next such file.

    `header_key` is a hash of the file's header row.
    """

    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=ImportRun.Kind.choices)
    header_key = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["seller", "kind", "header_key"],
                nulls_distinct=False,
                name="column_map_once",
            )
        ]

    def __str__(self) -> str:
        return self.header_key
