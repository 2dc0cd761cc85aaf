"""What placing or releasing holds on many orders will do, counted before it is done."""

from django.db.models import Count, Exists, Q, QuerySet

from shipments.holds.models import Hold
from shipments.holds.narrowing import held
from shipments.holds.queries import standing_over
from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel


def holding(orders: QuerySet[Order]) -> dict[str, int]:
    """How many parcels of the orders can be held (`can`), are held by their seller (`already`),
    have ended (`ended`), and how many orders have no parcel (`unpacked`)."""
    wanted = Order.objects.filter(pk__in=orders.order_by().values("pk"))
    parcels = Parcel.objects.filter(order__in=wanted.values("pk"))
    ended, own = Q(movement__in=Movement.ENDED), Q(pk__in=held(own=True).values("pk"))
    counts = parcels.aggregate(
        can=Count("pk", filter=~ended & ~own),
        already=Count("pk", filter=own & ~ended),
        ended=Count("pk", filter=ended),
        orders=Count("order", distinct=True),
    )
    return {**counts, "unpacked": wanted.count() - counts.pop("orders")}


def releasing(orders: QuerySet[Order]) -> dict[str, int]:
    """How many parcels their seller can release (`can`), how many of these another hold keeps back
    all the same (`kept`), and how many are held by others alone (`others`)."""
    parcels = Parcel.objects.filter(order__in=orders.order_by().values("pk"), held=True)
    own = Q(pk__in=own_held(orders).values("pk"))
    own_ones = Q(parcel__isnull=False, reason=Hold.Reason.SELLER)
    kept = Q(Exists(standing_over().exclude(own_ones)))
    return parcels.aggregate(
        can=Count("pk", filter=own),
        kept=Count("pk", filter=own & kept),
        others=Count("pk", filter=~own),
    )


def own_held(orders: QuerySet[Order]) -> QuerySet[Parcel]:
    """The parcels of the orders that their seller holds, by row."""
    rows = held(own=True).filter(order__in=orders.order_by().values("pk"))
    return rows.order_by("pk")
