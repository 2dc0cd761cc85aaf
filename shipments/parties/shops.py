"""What a seller tells its buyers of itself: the name of its shop, and how to reach it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.history.actions import note_change
from shipments.parties.models import Seller
from shipments.sentences import say

FIELDS = ("name", "email", "phone", "website")
LONGEST = {"name": 80, "email": 254, "phone": 20, "website": 200}


@transaction.atomic
def describe_shop(*, seller: Seller, told: dict[str, str], by: Actor, at: datetime) -> Seller:
    """Keep how buyers know and reach a shop; `told` has FIELDS as typed.

    - writes the seller's four `shop_...` fields and a line of its history
    - refuses (BadInput, by field) what is too long, no address, no number, no https page, and
      contacts without a name
    """
    by.require(Role.SELLER_OWNER)
    if by.seller_id is not None and by.seller_id != seller.pk:
        raise BadInput("foreign_seller", say("A seller describes its own shop only."))
    clean = {name: " ".join(told.get(name, "").replace("\x00", "").split()) for name in FIELDS}
    if faults := _faults(clean):
        raise BadInput("bad_shop", say("Please look at the marked fields."), faults)
    row = Seller.objects.select_for_update().get(pk=seller.pk)
    fresh = {f"shop_{name}": text for name, text in clean.items()}
    if any(getattr(row, name) != text for name, text in fresh.items()):
        note_change(thing=row, old=row.shop_name, new=clean["name"], by=by, at=at, reason="shop")
        Seller.objects.filter(pk=row.pk).update(**fresh)
    row.refresh_from_db()
    return row


def _faults(told: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: say("At most %(most)s signs.", most=LONGEST[name])
        for name, text in told.items()
        if len(text) > LONGEST[name]
    }
    if not told["name"] and any(told.values()):
        found["name"] = say("Say how buyers know the shop.")
    if told["email"] and not _is_email(told["email"]):
        found["email"] = say("This is no e-mail address.")
    if told["phone"] and not _is_phone(told["phone"]):
        found["phone"] = say("Write the phone with its country, as +7 912 123-45-67.")
    if told["website"] and not _is_page(told["website"]):
        found["website"] = say("Write the address as https://shop.example.")
    return found


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_phone(text: str) -> bool:
    digits = [sign for sign in text if sign.isdigit()]
    return set(text) <= set("+0123456789 ()-") and 7 <= len(digits) <= 15


def _is_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in parts.netloc and "@" not in parts.netloc
