"""Statuses as badges, by word and colour: filters known to every template."""

from django.db.models import Model
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shipments.flights.models import Leg
from shipments.orders.models import Order
from shipments.parcels.models import ExportClearance, ImportClearance, Movement
from shipments.statuses import StatusChoices

register = Library()


@register.filter
def order_badge(status: str) -> SafeString:
    """The status of an order."""
    return _badge(Order.Status(status))


@register.filter
def movement_badge(status: str) -> SafeString:
    """Where a parcel is on its way."""
    return _badge(Movement(status))


@register.filter
def clearance_badge(status: str) -> SafeString:
    """How far export or import customs are; what has not begun is not put forward."""
    exported = status in ExportClearance.values
    return _badge(ExportClearance(status) if exported else ImportClearance(status))


@register.filter
def tone(thing: Model, field: str) -> str:
    """The colour of a thing's status (its `kind`, its `outcome`), as a class of its badge."""
    statuses: type[StatusChoices] = getattr(type(thing), field.capitalize())
    return statuses.tone_of(getattr(thing, field))


@register.filter
def flight_tone(status: str) -> str:
    """The colour of a leg's status."""
    return Leg.Status.tone_of(status)


def _badge(status: StatusChoices) -> SafeString:
    quiet, badge = '<span class="muted">{1}</span>', '<span class="badge {}">{}</span>'
    form = quiet if status.tone == "quiet" else badge
    return format_html(form, status.tone, status.label)
