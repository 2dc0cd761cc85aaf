"""What stands on a parcel's label, read for many parcels by a handful of queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from barcode import Code128
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from shipments.names import latin
from shipments.numbers.parcels import is_s10
from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel, ParcelItem

GOODS, NAME = 5, 85
# What nobody has weighed has the weight of its goods by the catalogue.
GROSS, NET = "Итого, брутто / Total, gross", "Итого, нетто / Total, net"
# Emoji, and the signs that join and vary them.
_NO_GLYPH = re.compile(
    "[\\x00-\\x1f\\x7f\\u200b-\\u200f\\u2600-\\u27bf\\ufe00-\\ufe0f\\U0001f000-\\U0001faff]"
)
# The lithium battery mark of air carriage (IATA DGR 7.1.5.5): UN number and packing instruction.
BATTERIES = {
    "": "",
    "none": "",
    "ion_in_equipment": "UN3481 PI967",
    "ion_packed": "UN3481 PI966",
    "metal_in_equipment": "UN3091 PI970",
}
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
        "order__receiver", "seller", "channel__origin", "channel__destination", "warehouse__place"
    )
    read = {row.pk: row for row in rows.prefetch_related("items__line__product")}
    siblings = _siblings(read.values())
    return [_label(read[parcel.pk], siblings) for parcel in parcels if parcel.pk in read]


def _siblings(parcels: Iterable[Parcel]) -> dict[int, list[int]]:
    """The parcels of each order, for "2 of 3"."""
    rows = Parcel.objects.filter(order__in={parcel.order_id for parcel in parcels})
    rows = rows.exclude(movement=Movement.CANCELLED)
    found: dict[int, list[int]] = {}
    for order, pk in rows.order_by("pk").values_list("order_id", "pk"):
        found.setdefault(order, []).append(pk)
    return found


def _label(parcel: Parcel, siblings: dict[int, list[int]]) -> dict:
    order, code = parcel.order, barcode_of(parcel.number)
    facts = {
        "number": parcel.number,
        "spoken": grouped(parcel.number),
        "widths": code.widths,
        "dots": code.dots,
        "channel": parcel.channel.code,
        "mode": parcel.channel.mode.upper(),
        "total": GROSS if parcel.measured_grams else NET,
        "weight": f"{parcel.grams / 1000:.3f} kg",
        "grams": str(parcel.grams),
        "piece": _piece(parcel.pk, siblings.get(parcel.order_id, [])),
        "order": order.number,
        "packed": f"{parcel.created_at:%d.%m.%Y}",
    }
    return {**facts, **_sender(parcel), **_receiver(order), **_goods(parcel)}


def _piece(pk: int, own: list[int]) -> str:
    return f"{own.index(pk) + 1}/{len(own)}" if pk in own else "1/1"


def _sender(parcel: Parcel) -> dict:
    """The seller, and where a parcel that cannot be delivered goes back to."""
    seller, place = parcel.seller, parcel.warehouse.place
    return {
        "sender": _drawable(f"{seller.name_zh or seller.name_en} ({seller.code})"),
        "sender_en": _drawable(seller.name_en) if seller.name_zh else "",
        "from": f"{place.name_zh} · {place.name_en}, CHINA · {parcel.warehouse.code}",
    }


def _receiver(order: Order) -> dict:
    receiver = order.receiver
    name, index = _drawable(receiver.name), order.postal_code
    return {
        "index": index,
        "name": name,
        "latin": _drawable(receiver.name_latin) or latin(name),
        "phone": spoken_phone(receiver.phone),
        "place": _drawable(_place(order.region, order.city)),
        "street": _drawable(order.street),
    }


def _drawable(text: str) -> str:
    """A text without the signs that the label's font would draw as empty boxes."""
    return " ".join(_NO_GLYPH.sub(" ", text).split())


def _place(region: str, city: str) -> str:
    """Region and city; a city that is its own region is said once."""
    return city if not region or region.split()[-1] == city else f"{region}, {city}"


def _goods(parcel: Parcel) -> dict:
    """The first goods by name, code, pieces, grams and roubles; the rest as one row."""
    items = list(parcel.items.all())
    # A row "more" takes the place of one product.
    some = items if len(items) <= GOODS else items[: GOODS - 1]
    rest = items[len(some) :]
    batteries = {BATTERIES[item.line.product.battery] for item in items} - {""}
    return {
        "goods": [_row(item) for item in some],
        "more": str(len(rest)) if rest else "",
        "more_value": f"{sum((item.value_rub for item in rest), Decimal()):.2f}",
        "pieces": str(sum(item.quantity for item in items)),
        "value": f"{parcel.value_rub:.2f}",
        "battery": sorted(batteries),
    }


def _row(item: ParcelItem) -> dict[str, str]:
    product = item.line.product
    name = _drawable(product.name_ru or product.name_en or product.name_zh or item.line.sku)
    grams = product.weight_grams
    return {
        "name": name if len(name) <= NAME else f"{name[: NAME - 1]}…",
        "code": product.tnved_code or product.hs_code,
        "pieces": str(item.quantity),
        "grams": str(grams * item.quantity) if grams else "",
        "value": f"{item.value_rub:.2f}",
    }


def spoken_phone(text: str) -> str:
    """A phone number as it is read aloud: +7 912 345-67-89; what is no number stays as typed."""
    try:
        return format_number(parse(text, "RU"), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return _drawable(text)


def grouped(number: str) -> str:
    """A number as it is read aloud: LV 100 000 003 CN."""
    if is_s10(number):
        return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:11]} {number[11:]}"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
