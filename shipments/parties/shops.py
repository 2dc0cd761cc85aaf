"""What a seller tells its buyers of itself: the name of its shop, and how to reach it."""

from datetime import datetime

from django.db import transaction

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.history.actions import note_change
from shipments.parties.models import Seller
from shipments.parties.rules import SHOP, checked_shop
from shipments.sentences import say


@transaction.atomic
def describe_shop(*, seller: Seller, told: dict[str, str], by: Actor, at: datetime) -> Seller:
    """Keep how buyers know and reach a shop; `told` has SHOP as typed.

    - writes the seller's four `shop_...` fields and a line of its history
    - refuses (BadInput, by field) what is too long, no address, no number, no https page, and
      contacts without a name
    """
    by.require(Role.SELLER_OWNER)
    if by.seller_id is not None and by.seller_id != seller.pk:
        raise BadInput("foreign_seller", say("A seller describes its own shop only."))
    clean, faults = checked_shop({name: told.get(name, "") for name in SHOP})
    if faults:
        reasons = {name: str(reason) for name, reason in faults.items()}
        raise BadInput("bad_shop", say("Please look at the marked fields."), reasons)
    row = Seller.objects.select_for_update().get(pk=seller.pk)
    fresh = {f"shop_{name}": text for name, text in clean.items()}
    if any(getattr(row, name) != text for name, text in fresh.items()):
        note_change(thing=row, old=row.shop_name, new=clean["name"], by=by, at=at, reason="shop")
        Seller.objects.filter(pk=row.pk).update(**fresh)
    row.refresh_from_db()
    return row
