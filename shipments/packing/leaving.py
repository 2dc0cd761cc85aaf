"""Where parcels lie that can no longer be unpacked: gone, or in a flight's load."""

from collections.abc import Sequence

from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel
from shipments.sentences import Sentence, say, word
from shipments.tracking.models import Containment


def left(parcels: Sequence[Parcel]) -> dict[int, Sentence]:
    """Why parcels cannot be unpacked, by row; those that can are not in it. One query."""
    loads = _loads([parcel.pk for parcel in parcels])
    found = {}
    for parcel in parcels:
        if parcel.movement not in Movement.IN_WAREHOUSE:
            status = word(Movement(parcel.movement).label)
            found[parcel.pk] = say(
                "its parcel %(number)s has left the warehouse (%(status)s)",
                number=parcel.number,
                status=status,
            )
        elif parcel.pk in loads:
            found[parcel.pk] = _loaded(parcel, loads[parcel.pk])
    return found


def _loaded(parcel: Parcel, load: dict[str, str]) -> Sentence:
    if not load:
        return say(
            "its parcel %(number)s lies in a bag that waits for a flight", number=parcel.number
        )
    return say(
        "its parcel %(number)s is in the load of flight %(flight)s already (waybill %(mawb)s)",
        number=parcel.number,
        **load,
    )


def _loads(parcels: Sequence[int]) -> dict[int, dict[str, str]]:
    """The flight and waybill in which parcels lie now; empty where their bag waits for one."""
    rows = Containment.objects.filter(parcel__in=parcels, until__isnull=True)
    fields = ("consolidation__flight__number", "consolidation__flight__day", "consolidation__mawb")
    return {
        pk: {"flight": f"{number} {day:%d.%m.%Y}", "mawb": mawb} if mawb else {}
        for pk, number, day, mawb in rows.values_list("parcel", *fields)
    }


def why_kept(order: Order) -> Sentence | None:
    """Why an order can no longer be cancelled, where a parcel of it is the reason; else None."""
    parcels = list(order.parcels.order_by("pk"))
    reasons = left(parcels)
    return next((reasons[parcel.pk] for parcel in parcels if parcel.pk in reasons), None)
