"""ImportRun: one file of rows and its outcome; RowError: a row kept for a person; ColumnMap."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.encrypted import EncryptedBytes, EncryptedJson, EncryptedSentence, keyed_hash
from shipments.parties.models import Seller
from shipments.sentences import Sentence, read
from shipments.statuses import StatusChoices, any_of
from shipments.tenancy import SellerOwned


class ImportRun(models.Model):
    """A file given by a seller or by staff; its rows go through the same actions as all others."""

    class Kind(models.TextChoices):
        ORDERS = "orders", _("orders")
        PRODUCTS = "products", _("products")
        SELLERS = "sellers", _("sellers")
        INBOUND = "inbound", _("inbound shipments")

    class Status(StatusChoices):
        DRAFT = "draft", "", _("not begun")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", "good", _("done")
        FAILED = "failed", "bad", _("failed")

        UNDER_WAY = any_of(WAITING, RUNNING)

    number = models.CharField(max_length=26, unique=True)
    seller = models.ForeignKey(Seller, models.CASCADE, null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    layout = models.CharField(max_length=16, default="auto")
    policy = models.CharField(max_length=12, default="reject-rows")
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    # Empty where it is recognised; None where a date such as 03/11/2026 is refused.
    encoding = models.CharField(max_length=16, blank=True, default="")
    delimiter = models.CharField(max_length=1, blank=True, default="")
    day_first = models.BooleanField(null=True, blank=True)
    dry_run = models.BooleanField(default=False)
    columns = models.JSONField(default=dict, blank=True)
    filename = models.CharField(max_length=200)
    # The file itself, until it is done; of a draft the first of its rows, as they were parsed.
    content = EncryptedBytes(null=True, blank=True)
    sample = EncryptedJson(null=True, blank=True)
    parsed_at = models.DateTimeField(null=True, blank=True)
    # As they were found in the file; what was chosen stands above.
    header = models.JSONField(default=list, blank=True)
    sign = models.CharField(max_length=1, blank=True, default="")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    # Orders, products or sellers by what they came to; below them the rows of the file.
    created = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    rows_created = models.PositiveIntegerField(default=0)
    rows_repeated = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_differing = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    groups_done = models.PositiveIntegerField(default=0)
    # How often it was begun since its last batch was done.
    attempts = models.PositiveSmallIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    total_rub = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    # Why it failed; of a draft, why it cannot be parsed as it is asked for.
    error = EncryptedSentence(blank=True)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["seller", "-created_at", "-id"], name="import_run_seller"),
            models.Index(
                fields=["id"],
                condition=models.Q(status="draft", parsed_at=None),
                name="import_run_unparsed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def rows_read(self) -> int:
        """How many rows of the file are accounted for."""
        return (
            self.rows_created
            + self.rows_repeated
            + self.rows_changed
            + self.rows_differing
            + self.rows_refused
        )


class RowError(models.Model):
    """One row kept for a person: where in the file, which column, and what is wrong or differs.

    `further` are the row's other faults, each a column and a sentence as it is written down.
    What is wrong quotes the row, so it is ciphertext; `marks` tell which faults are alike.
    """

    class Kind(models.TextChoices):
        REFUSED = "refused", _("refused")
        DIFFERING = "differing", _("differs")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="errors")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    reason = EncryptedSentence()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REFUSED)
    further = EncryptedJson(default=list, blank=True)
    marks = models.JSONField(default=list, blank=True)
    row = EncryptedJson(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "line"], name="row_error_line")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"

    @property
    def faults(self) -> list[tuple[str, Sentence]]:
        """All that is wrong with the row: column and reason of each."""
        further = [(column, read(reason)) for column, reason in self.further]
        return [(self.column, self.reason), *further]


def marks_of(faults: Iterable[tuple[str, Sentence]]) -> list[list[str]]:
    """Of each fault its column, and keyed hashes of its sentence without and with its values."""
    return [
        [column[:60], *(keyed_hash(text)[:16] for text in (reason.text, reason.written()))]
        for column, reason in faults
    ]


class ColumnMap(models.Model):
    """How a seller's own columns are read: ours by theirs, remembered for the next such file.

    `header_key` is a hash of the set of the file's columns, without the reasons we added.
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
