"""What a seller writes of its company: names, place, mail, and the codes that nobody knows yet."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.history.actions import note_change
from shipments.numbers.companies import valid_customs_registration, valid_uscc
from shipments.parties.models import Seller
from shipments.sentences import say

LONGEST = {
    "name_zh": 200,
    "name_en": 200,
    "uscc": 18,
    "customs_code": 10,
    "city_zh": 80,
    "city_en": 80,
    "contact_email": 254,
}
# By these the customs of China knows the company: what is declared stands under them.
CODES: dict[str, Callable[[str], str]] = {
    "uscc": valid_uscc,
    "customs_code": valid_customs_registration,
}


@transaction.atomic
def describe_company(*, seller: Seller, told: Mapping[str, str], by: Actor, at: datetime) -> Seller:
    """Keep what is told of a company by the names of LONGEST; what is left out stays.

    - writes the seller's fields and one line of its history for each that changed
    - refuses (BadInput, by field) an empty name or USCC, what is too long, a wrong code or address,
      a USCC that another seller has
    - a code that is there is changed by finance alone: declarations stand under it
    """
    by.require(Role.SELLER_OWNER, Role.FINANCE)
    if by.seller_id is not None and by.seller_id != seller.pk:
        raise BadInput("foreign_seller", say("A seller describes its own company only."))
    row = Seller.objects.select_for_update().get(pk=seller.pk)
    clean = {
        name: " ".join(text.replace("\x00", "").split())
        for name, text in told.items()
        if name in LONGEST
    }
    if faults := _faults(row, clean, by):
        raise BadInput("bad_company", say("Please look at the marked fields."), faults)
    for name, text in clean.items():
        if (old := getattr(row, name)) != text:
            note_change(thing=row, old=old, new=text, by=by, at=at, reason="company", note=name)
            setattr(row, name, text)
    row.save(update_fields=list(LONGEST))
    return row


def _faults(row: Seller, told: Mapping[str, str], by: Actor) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: say("At most %(most)s signs.", most=LONGEST[name])
        for name, text in told.items()
        if len(text) > LONGEST[name]
    }
    if not told.get("name_zh", row.name_zh):
        found["name_zh"] = say("A company has a name.")
    email = told.get("contact_email", "")
    if email and not _is_email(email):
        found["contact_email"] = say("This is no e-mail address.")
    for name, valid in CODES.items():
        text = told.get(name, getattr(row, name))
        if text != getattr(row, name) and (reason := _refusal(row, name, text, valid, by)):
            found[name] = reason
    return found


def _refusal(
    row: Seller, name: str, text: str, valid: Callable[[str], str], by: Actor
) -> Any | None:
    """Why a code cannot be written; None where it can."""
    if getattr(row, name) and not by.has(Role.FINANCE):
        return say("Customs knows you by this code: only finance changes it, write to us.")
    try:
        if valid(text) != text:
            return say("Write the code without blanks and signs, in capitals.")
    except ValueError:
        return say("This code is wrong: look at its length and its check character.")
    if name == "uscc" and Seller.objects.filter(uscc=text).exclude(pk=row.pk).exists():
        return say("Another company has this code.")
    return None


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
