"""Writing the receiver and address of placed orders: as a person or a shop corrects them."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor
from shipments.errors import BadInput, WrongState
from shipments.history.actions import note_change
from shipments.names import latin
from shipments.orders.models import Order
from shipments.orders.reasons import OrderReason
from shipments.orders.rules import (
    ADDRESS,
    ADDRESS_INCOMPLETE,
    RECEIVER,
    gaps_of,
    kept_of,
    normal,
    wrong_in,
)


@transaction.atomic
def correct_receiver(
    *,
    order: Order,
    fields: Mapping[str, str],
    by: Actor,
    at: datetime,
    note: str | None = None,
) -> Order:
    """Write what a person corrects of the receiver, the address and the note, while not packed.

    - `fields` holds texts by the names of `rules.RECEIVER` and `rules.ADDRESS`; others stay.
    - `note` is the order's note anew; None leaves it. Each of both is a line of the history.
    - Where nothing is missing any more the blocker goes; else it stays or comes.
    - Raises WrongState once the order is packed or ended, BadInput naming each field that is wrong.
    """
    by.require(*SELLER_WRITERS)
    [fresh] = locked_with_receivers([order.pk]).values()
    if fresh.status not in Order.Status.OPEN:
        text = _("The order is %(status)s: its receiver can no longer be changed.")
        raise WrongState("not_open", text % {"status": fresh.get_status_display()})
    given = {name: normal(name, cleaned(text)) for name, text in fields.items()}
    if faults := wrong_in({**given, "note": note or ""}):
        told = {name: str(reason) for name, reason in faults.items()}
        raise BadInput("bad_receiver", _("Some fields are not right."), told)
    if note is not None and (text := note.replace("\x00", "").strip()) != fresh.note:
        Order.objects.filter(pk=fresh.pk).update(note=text)
        fresh.note = text
        _note(fresh, OrderReason.NOTE_CORRECTED, by, at)
    if write_receiver(fresh, given, mended_at=at):
        _note(fresh, OrderReason.RECEIVER_CORRECTED, by, at)
    return fresh


def _note(order: Order, reason: str, by: Actor, at: datetime) -> None:
    note_change(thing=order, old=order.status, new=order.status, by=by, at=at, reason=reason)


def locked_with_receivers(pks: Sequence[int]) -> dict[int, Order]:
    """Orders, locked, with their receivers as they are under the lock, by row.

    The receivers are read by a query of their own: one joined to the orders would be as it was
    before another hand let the lock go.
    """
    rows = Order.objects.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",))
    return {order.pk: order for order in rows.prefetch_related("receiver")}


def write_receiver(order: Order, fields: Mapping[str, str], *, mended_at: datetime | None) -> bool:
    """Write these fields on a locked order and its receiver, and what follows for its blocker.

    Returns whether anything changed.
    """
    before, receiver = kept_of(order), order.receiver
    changed = {name: text for name, text in fields.items() if text != before[name]}
    if not changed:
        return False
    for name, text in changed.items():
        setattr(order if name in ADDRESS else receiver, name, text)
    receiver.name_latin = latin(receiver.name)
    receiver.mended_at = mended_at or receiver.mended_at
    receiver.save(update_fields=[*RECEIVER, "name_latin", "mended_at"])
    if order.blocker in ("", ADDRESS_INCOMPLETE) and order.status in Order.Status.OPEN:
        order.blocker = ADDRESS_INCOMPLETE if gaps_of(kept_of(order)) else ""
    order.save(update_fields=[*ADDRESS, "blocker"])
    return True


def cleaned(text: str) -> str:
    """A text as typed into one line: compatible forms and stray spaces are made plain."""
    plain = unicodedata.normalize("NFKC", text).replace("\x00", "")
    return " ".join(plain.split())
