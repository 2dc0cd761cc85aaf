"""ExportDeclaration (China, one a parcel), ImportRegistry (Russia, a line a parcel), Receipt.

What the authorities decided of a parcel is an event on the parcel; here is what we filed.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.statuses import StatusChoices
from shipments.tenancy import SellerOwned


class ExportDeclaration(models.Model):
    """The list (CEB603) of one parcel; `cop_number` is ours, `authority_number` theirs (invtNo)."""

    class Status(StatusChoices):
        DRAFT = "draft", _("draft")
        FILED = "filed", _("prepared")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        CONCLUDED = "concluded", _("concluded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    parcel = models.OneToOneField(
        "shipments.Parcel", models.PROTECT, related_name="export_declaration"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    mode = models.CharField(max_length=4)
    cop_number = models.CharField(max_length=30, unique=True)
    authority_number = models.CharField(max_length=20, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    last_receipt = models.CharField(max_length=10, blank=True)
    last_receipt_at = models.DateTimeField(null=True, blank=True)
    last_receipt_info = models.CharField(max_length=1000, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"
    channel_path = "parcel__channel"

    class Meta:
        indexes = [models.Index(fields=["status", "filed_at", "id"], name="export_status")]

    def __str__(self) -> str:
        return self.cop_number


class ImportRegistry(models.Model):
    """An express registry (PTDEG) of a consolidation; `sequence` 2 and on: what is filed anew.

    `filed_at` is when it was prepared, `presented_at` when its landed goods were said to be at
    customs; only customs' own answer, or an officer, says that it is registered, with its number.
    """

    class Status(StatusChoices):
        DRAFT = "draft", _("draft")
        FILED = "filed", _("prepared")
        REGISTERED = "registered", _("registered")
        CONCLUDED = "concluded", "good", _("concluded")

    consolidation = models.ForeignKey(
        "shipments.Consolidation", models.PROTECT, related_name="import_registries", db_index=False
    )
    sequence = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    registration_number = models.CharField(max_length=30, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    presented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consolidation", "sequence"], name="registry_once_a_sequence"
            )
        ]
        indexes = [models.Index(fields=["status", "id"], name="registry_status")]

    def __str__(self) -> str:
        return f"registry {self.consolidation_id}"


class ImportLine(models.Model):
    """One individual waybill of a registry, with the authority's latest decision.

    `decision` is customs' own code, `decided_code` ours, `decided_by` the officer who recorded it
    by hand; `registration_number` is customs' number of the filing that the decision answers.

    The duty is worked out once, for the day of the registry (`duty_day`, at `rate_eur` of
    `rate_day`), and does not move. Where no rule says how, `needs_person` calls for one, and what
    he says stands, too, without a rate.
    """

    registry = models.ForeignKey(ImportRegistry, models.PROTECT, related_name="lines")
    parcel = models.ForeignKey("shipments.Parcel", models.PROTECT, related_name="import_lines")
    position = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    reason_code = models.CharField(max_length=20, blank=True)
    decided_code = models.CharField(max_length=24, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    registration_number = models.CharField(max_length=30, blank=True)
    duty_rub = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    fee_rub = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    working = models.JSONField(default=list, blank=True)
    needs_person = models.BooleanField(default=False)
    duty_day = models.DateField(null=True, blank=True)
    rate_eur = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    rate_day = models.DateField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"
    channel_path = "parcel__channel"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registry", "parcel"], name="line_once_a_registry"),
            models.UniqueConstraint(fields=["registry", "position"], name="line_position_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["parcel"], condition=models.Q(needs_person=True), name="line_needs_person"
            ),
            models.Index(
                fields=["registry"], condition=models.Q(duty_rub__gt=0), name="line_with_duty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registry_id}/{self.position}"


class DutyPayment(models.Model):
    """Money that was paid for a parcel's duty, appended: the payment's own name, sum and day."""

    parcel = models.ForeignKey(
        "shipments.Parcel", models.PROTECT, related_name="duty_payments", db_index=False
    )
    reference = models.CharField(max_length=80)
    amount_rub = models.DecimalField(max_digits=12, decimal_places=2)
    paid_on = models.DateField()
    by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "reference"], name="duty_payment_once"),
            models.CheckConstraint(
                condition=models.Q(amount_rub__gt=0), name="duty_payment_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_rub} RUB"


class Receipt(models.Model):
    """One answer of an authority, as it came; never changed but for what its code means to us.

    `raw_code` is the authority's own and its meaning in three languages stands in PartnerCode;
    `code` is ours, empty until somebody has mapped it. `number` is the document's that it answers.
    """

    parcel = models.ForeignKey(
        "shipments.Parcel", models.PROTECT, related_name="receipts", db_index=False
    )
    scheme = models.CharField(max_length=20)
    raw_code = models.CharField(max_length=60)
    code = models.CharField(max_length=24, blank=True)
    number = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"
    channel_path = "parcel__channel"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parcel", "scheme", "raw_code", "happened_at", "number"],
                name="receipt_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(code=""), name="receipt_unmapped")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.raw_code}"


class WaitingReceipt(models.Model):
    """A receipt about a number that is not ours yet; it follows once the number is.

    Its fields are those of `ExportReceipt`; `looked_at` is when the number was asked for last.
    """

    cop_number = models.CharField(max_length=60, blank=True)
    order_number = models.CharField(max_length=80, blank=True)
    waybill = models.CharField(max_length=80, blank=True)
    authority_number = models.CharField(max_length=60, blank=True)
    seller_code = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=20)
    info = models.TextField(blank=True)
    happened_at = models.DateTimeField()
    source = models.CharField(max_length=40)
    message = models.ForeignKey(
        "shipments.Message", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "cop_number",
                    "order_number",
                    "waybill",
                    "authority_number",
                    "seller_code",
                    "code",
                    "happened_at",
                ],
                name="waiting_receipt_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["looked_at", "id"],
                condition=models.Q(followed_at__isnull=True),
                name="waiting_receipt_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.cop_number or self.waybill or self.order_number}"
