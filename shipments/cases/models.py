"""Case: what needs a person, of one cause, with every parcel that it holds up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.parcels.models import Parcel
from shipments.sentences import SentenceField
from shipments.statuses import StatusChoices
from shipments.tenancy import SellerOwned


class Case(models.Model):
    """One cause that needs a person; at most one open case of a kind and cause.

    `cause` is a key such as "flight:12:in_russia" or "parcel:34"; `about` names it for people: a
    flight, a master waybill, "" where the parcel says it. `due_at` is when it should be closed.
    """

    class Status(StatusChoices):
        OPEN = "open", pgettext_lazy("case", "open")
        CLOSED = "closed", pgettext_lazy("case", "closed")

    class Kind(StatusChoices):
        STUCK = "stuck", "warn", _("stuck")
        LOST = "lost", "bad", _("lost")
        DAMAGED = "damaged", "bad", _("damaged")
        QUESTION = "question", _("buyer asks")
        DOUBTFUL = "doubtful", "warn", _("doubtful news")
        DISCREPANCY = "discrepancy", "bad", _("missing or extra")
        RECEIPT = "receipt", "warn", _("answer of customs")
        MONEY = "money", "warn", _("refund to decide")

    class Owner(models.TextChoices):
        """The role whose people work on it."""

        PLANNER = "planner", _("planners")
        WAREHOUSE = "warehouse", _("warehouse")
        CUSTOMS = "customs", _("customs desk")
        FINANCE = "finance", _("finance")

    class Outcome(models.TextChoices):
        """How a case ended; it is the reason in the history."""

        MOVES = "moves", _("it moves on")
        ANSWERED = "answered", _("answered")
        REPLACED = "replaced", _("sent again")
        REFUNDED = "refunded", _("money returned")
        LOST = "lost", _("given up as lost")
        KEPT = "kept", _("no money is due")
        NOTHING = "nothing", _("nothing was wrong")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    cause = models.CharField(max_length=120)
    about = models.CharField(max_length=80, blank=True)
    owner = models.CharField(max_length=10, choices=Owner.choices, default=Owner.PLANNER)
    due_at = models.DateTimeField(null=True, blank=True)
    parcels = models.ManyToManyField(Parcel, through="CaseParcel", related_name="cases")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    stage = models.CharField(max_length=18, blank=True)
    stage_since = models.DateTimeField()
    note = SentenceField(blank=True)
    answer = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "parcels__seller"
    channel_path = "parcels__channel"
    warehouse_path = "parcels__warehouse"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cause", "kind"], condition=Q(status="open"), name="case_open_once"
            )
        ]
        indexes = [models.Index(fields=["status", "-opened_at", "-id"], name="case_status")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about or self.cause}"


class CaseParcel(models.Model):
    """A parcel held up by a case's cause: since when it stood so, and when that ended."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="members", db_index=False)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="held_up_by")
    since = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"
    channel_path = "parcel__channel"
    warehouse_path = "parcel__warehouse"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "parcel"], name="parcel_once_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} in case {self.case_id}"
