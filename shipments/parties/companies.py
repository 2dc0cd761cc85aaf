"""What a seller writes of its company: names, place, mail, and the codes that nobody knows yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.history.actions import note_change
from shipments.parties.models import Seller
from shipments.parties.rules import CODES, checked_company
from shipments.sentences import say

# What its owner writes; its code is ours, its account is finance's.
DESCRIBED = (
    "name_zh",
    "name_en",
    "uscc",
    "customs_code",
    "city_zh",
    "city_en",
    "contact_email",
)


@transaction.atomic
def describe_company(*, seller: Seller, told: Mapping[str, str], by: Actor, at: datetime) -> Seller:
    """Keep what is told of a company by the names of DESCRIBED; what is left out stays.

    - writes the seller's fields and one line of its history for each that changed
    - refuses (BadInput, by field) an empty name or USCC, what is too long, a wrong code or address,
      a USCC that another seller has
    - a code that is there is changed by finance alone: declarations stand under it
    """
    by.require(Role.SELLER_OWNER, Role.FINANCE)
    if by.seller_id is not None and by.seller_id != seller.pk:
        raise BadInput("foreign_seller", say("A seller describes its own company only."))
    row = Seller.objects.select_for_update().get(pk=seller.pk)
    new = {n: text for n, text in told.items() if n in DESCRIBED and text != getattr(row, n)}
    values, faults = checked_company(new)
    if faults := {**faults, **_refused_codes(row, values, by)}:
        reasons = {name: str(reason) for name, reason in faults.items()}
        raise BadInput("bad_company", say("Please look at the marked fields."), reasons)
    for name, text in values.items():
        if (old := getattr(row, name)) != text:
            note_change(thing=row, old=old, new=text, by=by, at=at, reason="company", note=name)
            setattr(row, name, text)
    row.save(update_fields=list(DESCRIBED))
    return row


def _refused_codes(row: Seller, values: Mapping[str, str], by: Actor) -> dict[str, Any]:
    """Why codes that are right as such cannot be written."""
    found: dict[str, Any] = {}
    for name in CODES:
        text, kept = values.get(name, getattr(row, name)), getattr(row, name)
        if text == kept:
            continue
        if kept and not by.has(Role.FINANCE):
            found[name] = say(
                "Customs knows you by this code: only finance changes it, write to us."
            )
        elif not text:
            found[name] = say("A code that customs knows stays.")
        elif name == "uscc" and Seller.objects.filter(uscc=text).exclude(pk=row.pk).exists():
            found[name] = say("Another company has this code.")
    return found
