"""Places, channels, the weekly schedule, and the flights with their legs."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shipments.parties.models import Partner
from shipments.statuses import StatusChoices


class Place(models.Model):
    """Where things happen: an airport, a border crossing, a warehouse; each with its time zone."""

    code = models.CharField(max_length=10, unique=True)
    name_zh = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    zone = models.CharField(max_length=40)
    country = models.CharField(max_length=2)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    breaks_down_by_clock = models.BooleanField(
        default=False, help_text=_("what has landed counts as unloaded after the usual time")
    )
    hands_over_by_clock = models.BooleanField(
        default=False, help_text=_("what customs released counts as handed over at once")
    )

    def __str__(self) -> str:
        return self.code


class Channel(models.Model):
    """A sold route, such as HRB-SVX by air. Numbers that differ between routes live here."""

    class Mode(models.TextChoices):
        AIR = "air", _("air")
        RAIL = "rail", _("rail")
        ROAD = "road", _("road")

    code = models.CharField(max_length=20, unique=True)
    mode = models.CharField(max_length=4, choices=Mode.choices)
    origin = models.ForeignKey(Place, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Place, models.PROTECT, related_name="+")
    divisor = models.PositiveIntegerField(default=6000, help_text=_("cm3 per kg"))
    rounding_grams = models.PositiveIntegerField(default=500)
    max_parcel_grams = models.PositiveIntegerField(default=31000)
    max_bag_grams = models.PositiveIntegerField(default=15000)
    max_bag_parcels = models.PositiveIntegerField(default=80)
    document_cutoff_hours = models.PositiveIntegerField(default=8)
    customs_cutoff_hours = models.PositiveIntegerField(default=6)
    cargo_cutoff_hours = models.PositiveIntegerField(default=4)
    promise_days = models.PositiveIntegerField(default=14)
    unpaid_days = models.PositiveIntegerField(default=7)
    parcel_prefix = models.CharField(max_length=2, default="LV")
    mawb_prefix = models.CharField(max_length=3, default="262")
    is_open = models.BooleanField(default=True)
    customs_carrier = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("who clears parcels at the destination and asks buyers for what customs wants"),
    )

    def __str__(self) -> str:
        return self.code


class Aircraft(models.Model):
    """A type as it is flown on a channel: what it can lift and hold."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=60)
    payload_kg = models.PositiveIntegerField()
    volume_m3 = models.DecimalField(max_digits=6, decimal_places=1)
    uld_positions = models.PositiveSmallIntegerField()
    uld_type = models.CharField(max_length=3, default="PAG")
    uld_max_kg = models.PositiveIntegerField(default=2500)
    uld_max_m3 = models.DecimalField(max_digits=5, decimal_places=1, default=10)

    def __str__(self) -> str:
        return self.code


class Schedule(models.Model):
    """One weekly departure of a channel; times are local to the origin."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="schedules")
    flight_number = models.CharField(max_length=8)
    weekday = models.PositiveSmallIntegerField(help_text=_("Monday is 0"))
    departs = models.TimeField()
    block_minutes = models.PositiveIntegerField()
    aircraft = models.ForeignKey(Aircraft, models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "flight_number", "weekday", "since"], name="schedule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.flight_number} on {self.weekday}"


class Flight(models.Model):
    """One departure of a channel on a day, with its cut-offs; capacity is the aircraft's.

    Once a person has closed its loading, no job opens or fills anything on it any more.
    """

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="flights")
    number = models.CharField(max_length=8)
    day = models.DateField(help_text=_("local day of departure"))
    aircraft = models.ForeignKey(Aircraft, models.PROTECT)
    document_cutoff = models.DateTimeField()
    customs_cutoff = models.DateTimeField()
    cargo_cutoff = models.DateTimeField()
    loading_closed_at = models.DateTimeField(null=True, blank=True)
    loading_closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "day"], name="flight_once_a_day")
        ]
        indexes = [models.Index(fields=["cargo_cutoff"], name="flight_cutoff")]

    def __str__(self) -> str:
        return f"{self.number}/{self.day:%Y-%m-%d}"

    @property
    def public_number(self) -> str:
        return f"{self.number}-{self.day:%Y%m%d}"


class Leg(models.Model):
    """One flight stage; planned, estimated and actual times are kept apart."""

    class Status(StatusChoices):
        SCHEDULED = "scheduled", "", _("scheduled")
        DEPARTED = "departed", _("departed")
        ARRIVED = "arrived", "good", pgettext_lazy("flight", "arrived")
        CANCELLED = "cancelled", "bad", pgettext_lazy("flight", "cancelled")

    flight = models.ForeignKey(Flight, models.CASCADE, related_name="legs")
    sequence = models.PositiveSmallIntegerField(default=1)
    origin = models.ForeignKey(Place, models.PROTECT, related_name="+")
    destination = models.ForeignKey(Place, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    planned_departure = models.DateTimeField()
    planned_arrival = models.DateTimeField()
    estimated_departure = models.DateTimeField(null=True, blank=True)
    estimated_arrival = models.DateTimeField(null=True, blank=True)
    actual_departure = models.DateTimeField(null=True, blank=True)
    actual_arrival = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["flight", "sequence"], name="leg_once_a_flight"),
            models.CheckConstraint(
                condition=models.Q(planned_arrival__gt=models.F("planned_departure")),
                name="leg_arrives_after_departing",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["scheduled", "departed", "arrived", "cancelled"]),
                name="leg_status_known",
            ),
        ]
        indexes = [models.Index(fields=["status", "planned_departure"], name="leg_due")]

    def __str__(self) -> str:
        return f"{self.flight} {self.origin_id}-{self.destination_id}"

    @property
    def departs_at(self) -> datetime:
        return self.actual_departure or self.estimated_departure or self.planned_departure

    @property
    def arrives_at(self) -> datetime:
        return self.actual_arrival or self.estimated_arrival or self.planned_arrival

    @property
    def is_delayed(self) -> bool:
        return self.departs_at > self.planned_departure
