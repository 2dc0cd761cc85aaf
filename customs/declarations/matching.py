"""Which parcels an answer of China's customs is about, by whatever number it holds."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from customs.declarations.models import ExportDeclaration
from shipments.parcels.models import Parcel


class Numbered(Protocol):
    """What an answer says of its subject; "" where it says nothing."""

    @property
    def cop_number(self) -> str: ...
    @property
    def order_number(self) -> str: ...
    @property
    def waybill(self) -> str: ...
    @property
    def seller_code(self) -> str: ...
    @property
    def authority_number(self) -> str: ...
    @property
    def number(self) -> str: ...


def receipts_about(receipts: Sequence[Numbered]) -> list[tuple[int, str]]:
    """(index of the answer, parcel's number) pairs; "?<number>" for what is about none of ours.

    An answer about an order is about each of its parcels. The customs' own number of a list counts
    where nothing else is told.
    """
    lists, orders, theirs = _by_list(receipts), _by_order(receipts), _by_authority(receipts)
    found = []
    for index, receipt in enumerate(receipts):
        if receipt.cop_number:
            numbers = lists.get(receipt.cop_number, [])
        elif receipt.waybill:
            numbers = [receipt.waybill]
        elif receipt.order_number:
            numbers = orders.get((receipt.order_number, receipt.seller_code), [])
        else:
            numbers = theirs.get(receipt.authority_number, [])
        found += [(index, number) for number in numbers or [f"?{receipt.number}"]]
    return found


def _by_list(receipts: Sequence[Numbered]) -> dict[str, list[str]]:
    numbers = {receipt.cop_number for receipt in receipts if receipt.cop_number}
    rows = ExportDeclaration.objects.filter(cop_number__in=numbers)
    return {cop: [number] for cop, number in rows.values_list("cop_number", "parcel__number")}


def _by_authority(receipts: Sequence[Numbered]) -> dict[str, list[str]]:
    numbers = {
        receipt.authority_number
        for receipt in receipts
        if not (receipt.cop_number or receipt.waybill or receipt.order_number)
    } - {""}
    if not numbers:
        return {}
    rows = ExportDeclaration.objects.filter(authority_number__in=numbers).order_by("pk")
    found: dict[str, list[str]] = defaultdict(list)
    for theirs, number in rows.values_list("authority_number", "parcel__number"):
        found[theirs].append(number)
    return found


def _by_order(receipts: Sequence[Numbered]) -> dict[tuple[str, str], list[str]]:
    """Parcels by order and the code of its firm; without a code only of orders named but once."""
    numbers = {
        receipt.order_number for receipt in receipts if not (receipt.cop_number or receipt.waybill)
    }
    if not numbers - {""}:
        return {}
    rows = (
        Parcel.objects.filter(order__number__in=numbers - {""})
        .order_by("pk")
        .values_list("order__number", "seller__uscc", "seller__customs_code", "seller_id", "number")
    )
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    sellers: dict[str, set[int]] = defaultdict(set)
    for order, uscc, customs_code, seller, number in rows:
        sellers[order].add(seller)
        for code in {uscc, customs_code, ""}:
            found[order, code].append(number)
    return {key: found[key] for key in found if key[1] or len(sellers[key[0]]) == 1}
