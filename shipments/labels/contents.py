"""What stands on a parcel's label, read for many parcels by a handful of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from barcode import Code128

from shipments.names import latin
from shipments.numbers.parcels import is_s10
from shipments.parcels.models import Parcel

GOODS = 4
# The lithium battery mark of air carriage (IATA DGR 7.1.5.5): UN number and packing instruction.
BATTERIES = {
    "": "", "none": "", "ion_in_equipment": "UN3481 PI967", "ion_packed": "UN3481 PI966",
    "metal_in_equipment": "UN3091 PI970",
}  # fmt: skip
# A print head of 203 dpi has 8 dots a millimetre: a label of 100 mm is 800 dots wide. A bar must be
# a whole number of dots, and ten modules on each side stay white (ISO/IEC 15417).
DOTS, QUIET = 800, 10


@dataclass(frozen=True, slots=True)
class Barcode:
    """Widths of bars and spaces in modules, and how many dots of 1/8 mm a module takes."""

    widths: list[int]
    dots: int


def barcode_of(number: str) -> Barcode:
    """A Code 128 as wide as the label allows, each module a whole number of dots."""
    [modules] = Code128(number).build()
    found = [len(list(run)) for _, run in groupby(modules)]
    return Barcode(found, max(1, min(4, DOTS // (sum(found) + 2 * QUIET))))


def labels_of(parcels: Sequence[Parcel]) -> list[dict]:
    """What the template draws, in the order given: plain words and numbers."""
    rows = Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels]).select_related(
        "order__buyer", "seller", "channel__origin", "channel__destination", "warehouse__place"
    )
    read = {row.pk: row for row in rows.prefetch_related("items__line__product")}
    siblings = _siblings(read.values())
    return [_label(read[parcel.pk], siblings) for parcel in parcels if parcel.pk in read]


def _siblings(parcels: Iterable[Parcel]) -> dict[int, list[int]]:
    """The parcels of each order, for "2 of 3"."""
    rows = Parcel.objects.filter(order__in={parcel.order_id for parcel in parcels})
    found: dict[int, list[int]] = {}
    for order, pk in rows.order_by("pk").values_list("order_id", "pk"):
        found.setdefault(order, []).append(pk)
    return found


def _label(parcel: Parcel, siblings: dict[int, list[int]]) -> dict:
    order, own = parcel.order, siblings[parcel.order_id]
    buyer, code = order.buyer, barcode_of(parcel.number)
    return {
        "number": parcel.number, "spoken": grouped(parcel.number),
        "widths": code.widths, "dots": code.dots,
        "channel": parcel.channel.code, "mode": parcel.channel.mode.upper(),
        "weight": f"{parcel.grams / 1000:.3f} kg",
        "piece": f"{own.index(parcel.pk) + 1}/{len(own)}",
        "sender": parcel.seller.name_zh or parcel.seller.name_en, "seller": parcel.seller.code,
        "from": f"{parcel.warehouse.place.name_zh} · {parcel.warehouse.code}",
        "index": order.postal_code, "name": buyer.name,
        "latin": buyer.name_latin or latin(buyer.name), "phone": buyer.phone,
        "place": _place(order.region, order.city), "street": order.street, "order": order.number,
        "packed": f"{parcel.created_at:%d.%m.%Y}", **_goods(parcel),
    }  # fmt: skip


def _place(region: str, city: str) -> str:
    """Region and city; a city that is its own region is said once."""
    return city if not region or region.split()[-1] == city else f"{region}, {city}"


def _goods(parcel: Parcel) -> dict:
    """The first goods by name, code, pieces and roubles; the rest as a number."""
    items = list(parcel.items.all())
    batteries = {BATTERIES[item.line.product.battery] for item in items} - {""}
    shown = [
        {
            "name": item.line.product.name_ru or item.line.product.name_en or item.line.sku,
            "code": item.line.product.tnved_code or item.line.product.hs_code,
            "pieces": item.quantity,
            "value": f"{item.quantity * item.line.unit_price_rub:.2f}",
        }
        for item in items[:GOODS]
    ]
    return {
        "goods": shown, "more": len(items) - len(shown), "value": f"{parcel.value_rub:.2f}",
        "battery": " ".join(sorted(batteries)),
    }  # fmt: skip


def grouped(number: str) -> str:
    """A number as it is read aloud: LV 100 000 003 CN."""
    if is_s10(number):
        return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
