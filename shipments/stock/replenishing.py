"""Goods on their way: announced, corrected, received in parts, closed, or cancelled."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.catalogue.models import Product
from shipments.errors import BadInput, Duplicate, WrongState
from shipments.history.actions import note_change
from shipments.parties.models import Seller
from shipments.stock.ledger import Change, apply_changes, lock_levels
from shipments.stock.lifecycle import REPLENISHMENT
from shipments.stock.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    Replenishment,
    ReplenishmentLine,
    StockMove,
    Warehouse,
)
from shipments.stock.rules import number_fault

Kind, Status = StockMove.Kind, Replenishment.Status
# Product -> good and damaged pieces.
Counts = Mapping[int, tuple[int, int]]
# Reasons in the history where no status moves.
NEW_DAY, NEW_LINES = "expected_at", "lines"


@transaction.atomic
def announce_replenishment(
    *,
    seller: Seller,
    warehouse: Warehouse,
    number: str,
    lines: Mapping[int, int],
    expected_at: datetime,
    by: Actor,
    at: datetime,
) -> Replenishment:
    """Announce goods on their way: product id -> pieces. Raises Duplicate or BadInput."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    _check_lines(lines)
    if reason := number_fault(number):
        raise BadInput("bad_number", reason, {"number": number[:40]})
    made, is_new = Replenishment.objects.get_or_create(
        seller=seller,
        number=number,
        defaults={"warehouse": warehouse, "expected_at": expected_at, "created_at": at},
    )
    if not is_new:
        text = _("There is a replenishment %(number)s already.") % {"number": number}
        raise Duplicate("number_taken", text, {"number": number})
    ReplenishmentLine.objects.bulk_create(
        ReplenishmentLine(replenishment=made, product_id=product, expected=quantity)
        for product, quantity in sorted(lines.items())
    )
    _announce(made, lines, by=by, at=at)
    return made


def _check_lines(lines: Mapping[int, int]) -> None:
    if not lines or any(quantity <= 0 for quantity in lines.values()):
        raise BadInput("no_lines", _("Name at least one product with at least one piece."))


def _announce(
    replenishment: Replenishment, pieces: Mapping[int, int], *, by: Actor, at: datetime
) -> None:
    """Book so many pieces more, or fewer where below nothing, as on their way."""
    changes = [
        Change(
            product, Kind.ANNOUNCED if n > 0 else Kind.WITHDRAWN, replenishment.number, in_transit=n
        )
        for product, n in sorted(pieces.items())
        if n
    ]
    lock_levels(pieces, replenishment.warehouse_id)
    apply_changes(changes, warehouse_id=replenishment.warehouse_id, by=by, at=at)


@transaction.atomic
def expect_replenishment(
    *, replenishment: Replenishment, expected_at: datetime, by: Actor, at: datetime
) -> Replenishment:
    """Say anew when goods will come, or the rest of them. Raises WrongState once it is closed."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    fresh = _locked(replenishment)
    if not fresh.is_open:
        text = _("%(replenishment)s is no longer expected.") % {"replenishment": replenishment}
        raise WrongState("not_expected", text)
    if (before := fresh.expected_at) != expected_at:
        fresh.expected_at = replenishment.expected_at = expected_at
        fresh.save(update_fields=["expected_at"])
        old, new = (moment.isoformat(timespec="minutes") for moment in (before, expected_at))
        note_change(thing=fresh, old=old, new=new, by=by, at=at, reason=NEW_DAY)
    return replenishment


@transaction.atomic
def correct_replenishment(
    *, replenishment: Replenishment, lines: Mapping[int, int], by: Actor, at: datetime
) -> Replenishment:
    """Say anew what will come, all of it: product id -> pieces.

    Raises WrongState once anything has come, BadInput where nothing would be left.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    _check_lines(lines)
    fresh = _locked(replenishment)
    _refuse_unless_untouched(fresh)
    before = dict(fresh.lines.values_list("product_id", "expected"))
    changed = {
        product: lines.get(product, 0) - before.get(product, 0) for product in {*before, *lines}
    }
    if not any(changed.values()):
        return fresh
    fresh.lines.exclude(product__in=lines).delete()
    ReplenishmentLine.objects.bulk_create(
        (
            ReplenishmentLine(replenishment=fresh, product_id=product, expected=quantity)
            for product, quantity in sorted(lines.items())
        ),
        update_conflicts=True,
        unique_fields=["replenishment", "product"],
        update_fields=["expected"],
    )
    _announce(fresh, changed, by=by, at=at)
    note_change(thing=fresh, old=fresh.status, new=fresh.status, by=by, at=at, reason=NEW_LINES)
    return fresh


@transaction.atomic
def change_replenishment(
    *,
    replenishment: Replenishment,
    lines: Mapping[int, int] | None = None,
    expected_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Replenishment:
    """Say anew what will come, or when, or both; where one is refused neither is written."""
    if lines is not None:
        correct_replenishment(replenishment=replenishment, lines=lines, by=by, at=at)
    if expected_at is not None:
        expect_replenishment(replenishment=replenishment, expected_at=expected_at, by=by, at=at)
    return replenishment


@transaction.atomic
def cancel_replenishment(
    *, replenishment: Replenishment, by: Actor, at: datetime, why: str = ""
) -> Replenishment:
    """Say that the goods will not come. Raises WrongState once anything has; a repeat is none."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    fresh = _locked(replenishment)
    if fresh.status == Status.CANCELLED:
        return fresh
    _refuse_unless_untouched(fresh)
    REPLENISHMENT.move([fresh], Status.CANCELLED, by=by, at=at, note=why).all_or_refuse()
    expected = fresh.lines.values_list("product_id", "expected")
    _announce(fresh, {product: -pieces for product, pieces in expected}, by=by, at=at)
    return fresh


def _locked(replenishment: Replenishment) -> Replenishment:
    return Replenishment.objects.select_for_update(of=("self",)).get(pk=replenishment.pk)


def _refuse_unless_untouched(replenishment: Replenishment) -> None:
    if replenishment.status != Status.EXPECTED:
        text = _("%(number)s is %(status)s: its goods can no longer be changed or cancelled.")
        told = {"number": replenishment.number, "status": replenishment.get_status_display()}
        raise WrongState("not_expected", text % told)


@transaction.atomic
def receive_replenishment(
    *,
    replenishment: Replenishment,
    counts: Counts,
    by: Actor,
    at: datetime,
    reference: str = "",
) -> Replenishment:
    """Take in what one truck brought: product id -> (good, damaged) pieces.

    - `reference` names the receipt; the same one again changes nothing.
    - What was not announced is taken in as goods of which nothing was expected.
    - What has not come yet may come later, until `close_replenishment`.
    - Raises Duplicate for a known receipt with other figures, WrongState once it is closed,
      BadInput for nothing at all, or for a product of somebody else.
    """
    by.require(Role.WAREHOUSE)
    came = {product: (good, bad) for product, (good, bad) in counts.items() if good or bad}
    fresh = _locked(replenishment)
    if _is_known(fresh, reference, came):
        return fresh
    _refuse_receipt(fresh, came)
    REPLENISHMENT.move([fresh], Status.RECEIVING, by=by, at=at).all_or_refuse()
    receipt = GoodsReceipt.objects.create(
        replenishment=fresh, reference=reference, by=by.name[:80], happened_at=at
    )
    GoodsReceiptLine.objects.bulk_create(
        GoodsReceiptLine(receipt=receipt, product_id=product, good=good, damaged=damaged)
        for product, (good, damaged) in sorted(came.items())
    )
    changes = _add_to_lines(fresh, came)
    Replenishment.objects.filter(pk=fresh.pk, received_at=None).update(received_at=at)
    lock_levels(came, fresh.warehouse_id)
    apply_changes(changes, warehouse_id=fresh.warehouse_id, by=by, at=at)
    return fresh


def _is_known(replenishment: Replenishment, reference: str, came: Counts) -> bool:
    """Whether this very receipt was taken in before. Raises Duplicate for other figures."""
    known = replenishment.receipts.filter(reference=reference).first()
    if known is None:
        return False
    rows = known.lines.values_list("product_id", "good", "damaged")
    if {product: (good, damaged) for product, good, damaged in rows} == came:
        return True
    if reference:
        text = _("Receipt %(reference)s was booked with other figures; nothing was changed.")
        raise Duplicate("receipt_differs", text % {"reference": reference})
    text = _(
        "A receipt of %(number)s was booked with other figures; nothing was changed. "
        "For another truck give a reference of its own."
    )
    raise Duplicate("receipt_differs", text % {"number": replenishment.number})


def _refuse_receipt(replenishment: Replenishment, came: Counts) -> None:
    if not replenishment.is_open:
        text = _("%(number)s is %(status)s: nothing more can be received for it.")
        told = {"number": replenishment.number, "status": replenishment.get_status_display()}
        raise WrongState("not_open", text % told)
    if not came or any(good < 0 or damaged < 0 for good, damaged in came.values()):
        raise BadInput("no_lines", _("Name at least one product with at least one piece."))
    own = Product.objects.filter(pk__in=came, seller=replenishment.seller_id)
    if own.count() < len(came):
        raise BadInput("unknown_sku", _("These goods are of another seller."))


def _add_to_lines(replenishment: Replenishment, came: Counts) -> list[Change]:
    """Count the pieces on the lines of the replenishment; returns the moves they make."""
    lines = {line.product_id: line for line in replenishment.lines.filter(product__in=came)}
    for product in sorted(set(came) - set(lines)):
        lines[product] = ReplenishmentLine.objects.create(
            replenishment=replenishment, product_id=product, expected=0
        )
    changes = []
    for product, (good, damaged) in sorted(came.items()):
        line = lines[product]
        changes += _moves(line, good, damaged, replenishment.number)
        line.received += good
        line.damaged += damaged
    ReplenishmentLine.objects.bulk_update(lines.values(), ["received", "damaged"])
    return changes


def _moves(line: ReplenishmentLine, good: int, damaged: int, number: str) -> list[Change]:
    """The moves of what came of a line: as announced, and each way in which it differed."""
    product, left = line.product_id, line.to_come
    damaged_in = min(damaged, left)
    as_announced = min(good, left - damaged_in)
    over = good - as_announced
    told = (
        Change(product, Kind.RECEIVED, number, on_hand=as_announced, in_transit=-as_announced),
        Change(product, Kind.DAMAGED, number, damaged=damaged, in_transit=-damaged_in),
        Change(product, Kind.OVER, number, on_hand=over),
    )
    return [change for change in told if change.on_hand or change.damaged]


@transaction.atomic
def close_replenishment(*, replenishment: Replenishment, by: Actor, at: datetime) -> Replenishment:
    """Say that nothing more will come: what has not is short. A repeat changes nothing.

    Raises WrongState while nothing has come at all: that is cancelled.
    """
    by.require(Role.WAREHOUSE)
    fresh = _locked(replenishment)
    if fresh.status == Status.RECEIVED:
        return fresh
    if fresh.status != Status.RECEIVING:
        text = _("Nothing of %(number)s has come: cancel it, or wait for its goods.")
        raise WrongState("nothing_came", text % {"number": fresh.number})
    short = {line.product_id: line.to_come for line in fresh.lines.all()}
    REPLENISHMENT.move([fresh], Status.RECEIVED, by=by, at=at).all_or_refuse()
    Replenishment.objects.filter(pk=fresh.pk).update(closed_at=at)
    changes = [
        Change(product, Kind.SHORT, fresh.number, in_transit=-pieces)
        for product, pieces in sorted(short.items())
        if pieces
    ]
    lock_levels(short, fresh.warehouse_id)
    apply_changes(changes, warehouse_id=fresh.warehouse_id, by=by, at=at)
    return fresh
