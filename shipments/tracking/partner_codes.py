"""Which of our own event codes each kind of partner may say: nobody tells another's news."""

from shipments.event_codes import EventCode
from shipments.parties.models import Partner
from shipments.tracking.codes import CODES
from shipments.tracking.tracks import Track

Kind = Partner.Kind
_TRANSPORT = {
    EventCode.INFO_RECEIVED,
    EventCode.TRANSFERRED,
    EventCode.IN_TRANSIT,
    EventCode.ARRIVED_IN_COUNTRY,
    EventCode.DISCREPANCY,
}
_CLEARANCE = {code.code for code in CODES.values() if code.track in (Track.EXPORT, Track.IMPORT)}

MAY_SAY: dict[str, frozenset[str]] = {
    Kind.AIRLINE: frozenset(
        _TRANSPORT
        | {
            EventCode.BOOKED,
            EventCode.MANIFESTED,
            EventCode.READY_FOR_CARRIAGE,
            EventCode.LOADED,
            EventCode.OFFLOADED,
            EventCode.DEPARTED,
        }
        | {
            EventCode.ARRIVED,
            EventCode.RECEIVED_FROM_FLIGHT,
            EventCode.CONSIGNEE_NOTIFIED,
            EventCode.DELAYED,
            EventCode.FLIGHT_CANCELLED,
        }
        | {EventCode.ESTIMATE_CHANGED}
    ),
    Kind.LAST_MILE: frozenset(
        _TRANSPORT
        | {
            EventCode.HANDED_OVER,
            EventCode.OUT_FOR_DELIVERY,
            EventCode.READY_FOR_PICKUP,
            EventCode.DELIVERED,
            EventCode.DELIVERY_FAILED,
        }
        | {
            EventCode.DELIVERY_WITHDRAWN,
            EventCode.STORAGE_EXPIRING,
            EventCode.FORWARDED,
            EventCode.MEASURED,
            EventCode.ESTIMATE_CHANGED,
        }
        | {
            EventCode.RETURNING,
            EventCode.RETURNED,
            EventCode.DESTROYED,
            EventCode.LOST,
            EventCode.FOUND,
        }
    ),
    Kind.BROKER: frozenset(
        _CLEARANCE
        | {
            EventCode.INFO_RECEIVED,
            EventCode.PRELIMINARY_RELEASE,
            EventCode.PRELIMINARY_DUTY,
            EventCode.SUSPENSION_LIFTED,
        }
    ),
    Kind.WAREHOUSE: frozenset(
        {
            EventCode.INFO_RECEIVED,
            EventCode.READY,
            EventCode.RECEIVED,
            EventCode.PACKED,
            EventCode.LOADED,
            EventCode.OFFLOADED,
            EventCode.AT_HUB,
        }
        | {
            EventCode.HANDED_OVER,
            EventCode.MEASURED,
            EventCode.DISCREPANCY,
            EventCode.LOST,
            EventCode.FOUND,
            EventCode.DESTROYED,
        }
    ),
}


def words_of(partner_id: int | None) -> frozenset[str] | None:
    """The codes of ours that a partner may say; None for who is no partner and may say all."""
    if partner_id is None:
        return None
    kind = Partner.objects.filter(pk=partner_id).values_list("kind", flat=True).first()
    return MAY_SAY.get(kind or "", frozenset())
