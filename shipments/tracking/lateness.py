"""Which parcels come later than was said: past the promised day, or with a flight that moved."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from shipments.flights.models import Leg
from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel
from shipments.tracking.models import LEFT_BEHIND, Containment, carried

# A flight that moves by less is not worth a reader's attention.
WORTH_TELLING = timedelta(hours=6)
# Promises are days on Moscow's calendar, as orders are placed.
PROMISED = ZoneInfo("Europe/Moscow")


def delayed_legs() -> QuerySet[Leg]:
    """The legs whose departure was put off so far that their parcels come later."""
    moved = F("planned_departure") + WORTH_TELLING
    return Leg.objects.filter(estimated_departure__gte=moved).exclude(status=Leg.Status.CANCELLED)


def late_parcels(at: datetime) -> QuerySet[Parcel]:
    """Parcels under way whose promised day is over, or whose flight moved or left them behind.

    Each reason has its own index; asked for in one OR, none of them would be used.
    """
    under_way = Parcel.objects.filter(movement__in=Movement.UNDER_WAY).order_by()
    past = under_way.filter(promised_to__lt=promise_day(at))
    moved = Containment.objects.filter(consolidation__flight__in=delayed_legs().values("flight"))
    flew = moved.filter(carried())
    left = Containment.objects.filter(ended_by__in=LEFT_BEHIND)
    either = past.values("pk").union(flew.values("parcel"), left.values("parcel"), all=True)
    return under_way.filter(pk__in=either)


def late_orders(at: datetime) -> Q:
    """A filter of orders: with a late parcel, or not even packed on the promised day."""
    paid = Order.objects.filter(status=Order.Status.PAID, promised_to__lt=promise_day(at))
    return Q(pk__in=late_parcels(at).values("order").union(paid.order_by().values("pk"), all=True))


def promise_day(at: datetime) -> date:
    """The day on the calendar of the promises."""
    return at.astimezone(PROMISED).date()
