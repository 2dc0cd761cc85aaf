"""Event (append-only), Containment, the containers' cursors, and codes not understood."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.flights.reasons import OffloadReason
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tenancy import SellerOwned


def _subject(name: str) -> models.ForeignKey:
    return models.ForeignKey(name, models.PROTECT, null=True, db_index=False, related_name="events")


SUBJECTS = ("parcel", "bag", "uld", "consolidation", "leg")


def _one_subject() -> Q:
    """Exactly one of the five subjects is set."""
    condition = Q()
    for name in SUBJECTS:
        condition |= Q(**{f"{other}__isnull": other != name for other in SUBJECTS})
    return condition


class Event(models.Model):
    """Something that happened to a parcel or to a container; never changed, never removed.

    What happens to a container is stored once, on the container. `place` is a Place's code or a
    postal index, `zone` the place's time zone, so that local time can be shown.
    """

    parcel = _subject("shipments.Parcel")
    bag = _subject("shipments.Bag")
    uld = _subject("shipments.Uld")
    consolidation = _subject("shipments.Consolidation")
    leg = _subject("shipments.Leg")
    code = models.CharField(max_length=24)
    happened_at = models.DateTimeField()
    zone = models.CharField(max_length=40, default="UTC")
    place = models.CharField(max_length=10, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=120)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_one_subject(), name="event_has_one_subject"),
            *(
                models.UniqueConstraint(
                    fields=[name, "source", "source_ref"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"event_once_per_{name}",
                )
                for name in SUBJECTS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.happened_at:%d.%m %H:%M}"


class Containment(models.Model):
    """A stretch of time a parcel lay in the same bag, ULD and consolidation, up to its unloading.

    Without a consolidation it lies in a bag that waits in the warehouse for another flight.
    A parcel's story is its own events plus those of these containers between since and until.
    Rules read `ended_by` and `reason`; `note` is for people.
    """

    class Ending(models.TextChoices):
        UNLOADED = "unloaded", pgettext_lazy("containment", "unloaded")
        OFFLOADED = "offloaded", pgettext_lazy("containment", "taken off")
        MOVED = "moved", pgettext_lazy("containment", "moved")
        CANCELLED = "cancelled", pgettext_lazy("containment", "its flight was cancelled")
        MISSING = "missing", pgettext_lazy("containment", "missing")

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="containments")
    bag = models.ForeignKey("shipments.Bag", models.PROTECT, null=True, related_name="+")
    uld = models.ForeignKey("shipments.Uld", models.PROTECT, null=True, related_name="+")
    consolidation = models.ForeignKey(
        "shipments.Consolidation",
        models.PROTECT,
        null=True,
        related_name="contents",
        db_index=False,
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    reason = models.CharField(max_length=20, choices=OffloadReason.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "parcel__seller"
    channel_path = "parcel__channel"
    warehouse_path = "parcel__warehouse"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["parcel"], condition=Q(until__isnull=True), name="parcel_in_one_place"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="containment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_by="", reason="")
                | (Q(until__isnull=False) & ~Q(ended_by="")),
                name="containment_ended_by_something",
            ),
        ]
        indexes = [
            models.Index(fields=["consolidation", "parcel"], name="containment_contents"),
            models.Index(
                fields=["parcel"],
                condition=Q(ended_by__in=("offloaded", "cancelled")),
                name="containment_left_behind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} in {self.consolidation_id}"


# How a parcel loses its place on a flight by no doing of its seller's.
LEFT_BEHIND = (Containment.Ending.OFFLOADED, Containment.Ending.CANCELLED)


def carried(path: str = "") -> Q:
    """What a container carries: what lies in it now, or lay in it until its unloading."""
    unloaded = {f"{path}ended_by": Containment.Ending.UNLOADED}
    return Q(**{f"{path}until__isnull": True}) | Q(**unloaded)


class Projection(models.Model):
    """How far a container's event has been applied to the parcels inside: the cursor of its job."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True)
    after_parcel = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["event"], condition=Q(done_at__isnull=True), name="projection_due")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} after {self.after_parcel}"


class PartnerCode(models.Model):
    """What a partner's or an authority's raw code means to us: visible and editable."""

    scheme = models.CharField(max_length=20)
    raw_code = models.CharField(max_length=60)
    code = models.CharField(max_length=24, help_text=_("our event code"))
    meaning_zh = models.CharField(max_length=200, blank=True)
    meaning_ru = models.CharField(max_length=200, blank=True)
    meaning_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "raw_code"], name="partner_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.raw_code}"


class Doubt(models.TextChoices):
    """Why an event that is understood cannot be, as far as we know its parcel."""

    OLDER = "older", _("older than the parcel")
    NEVER_LEFT = "never_left", _("has not left China, as far as we know")
    UNFILED = "unfiled", _("stands in no filed registry")
    RETURNING = "returning", _("is on its way back")
    CANCELLED = "cancelled", _("is cancelled")
    SETTLED = "settled", _("has ended otherwise")
    ELSEWHERE = "elsewhere", _("is in other hands")
    UNPACKED = "unpacked", _("was not packed yet at that time")


class UnmappedEvent(models.Model):
    """A partner's event that waits for a person: kept verbatim, moves nothing, told to nobody.

    Nobody knows its code yet, or (`doubt`) it cannot be, as far as we know: then it belongs to a
    case, and a person accepts it anyway or dismisses it.
    """

    class Outcome(models.TextChoices):
        RECORDED = "recorded", pgettext_lazy("event", "recorded")
        DISMISSED = "dismissed", _("dismissed")

    scheme = models.CharField(max_length=20)
    raw_code = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40)
    source_ref = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    doubt = models.CharField(max_length=12, choices=Doubt.choices, blank=True)
    message = models.CharField(max_length=60, blank=True)
    case = models.ForeignKey(
        "shipments.Case", models.SET_NULL, null=True, blank=True, related_name="doubtful"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "source", "source_ref"], name="unmapped_event_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["scheme", "raw_code"],
                condition=Q(resolved_at__isnull=True),
                name="unmapped_event_waiting",
            ),
            models.Index(
                fields=["id"],
                condition=Q(resolved_at__isnull=True) & ~Q(doubt=""),
                name="doubtful_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.raw_code}"
