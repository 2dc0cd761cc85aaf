"""Which of our own event codes each kind of partner may say: nobody tells another's news."""

from shipments.parties.models import Partner
from shipments.tracking.codes import CODES
from shipments.tracking.tracks import Track

Kind = Partner.Kind
_TRANSPORT = {"info_received", "transferred", "in_transit", "arrived_in_country", "discrepancy"}
_CLEARANCE = {code.code for code in CODES.values() if code.track in (Track.EXPORT, Track.IMPORT)}

MAY_SAY: dict[str, frozenset[str]] = {
    Kind.AIRLINE: frozenset(
        _TRANSPORT
        | {"booked", "manifested", "ready_for_carriage", "loaded", "offloaded", "departed"}
        | {"arrived", "received_from_flight", "consignee_notified", "delayed", "flight_cancelled"}
        | {"estimate_changed"}
    ),
    Kind.LAST_MILE: frozenset(
        _TRANSPORT
        | {"handed_over", "out_for_delivery", "ready_for_pickup", "delivered", "delivery_failed"}
        | {"delivery_withdrawn", "storage_expiring", "forwarded", "measured", "estimate_changed"}
        | {"returning", "returned", "destroyed", "lost", "found"}
    ),
    Kind.BROKER: frozenset(
        _CLEARANCE
        | {"info_received", "preliminary_release", "preliminary_duty", "suspension_lifted"}
    ),
    Kind.WAREHOUSE: frozenset(
        {"info_received", "ready", "received", "packed", "loaded", "offloaded", "at_hub"}
        | {"handed_over", "measured", "discrepancy", "lost", "found", "destroyed"}
    ),
}


def words_of(partner_id: int | None) -> frozenset[str] | None:
    """The codes of ours that a partner may say; None for who is no partner and may say all."""
    if partner_id is None:
        return None
    kind = Partner.objects.filter(pk=partner_id).values_list("kind", flat=True).first()
    return MAY_SAY.get(kind or "", frozenset())
