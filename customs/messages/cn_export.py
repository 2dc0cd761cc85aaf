"""CEB603, the export list (申报清单) of one parcel, built from plain data (china_air.md 2.3).

Unsigned: the signature is put on by the customs' own client with the declarant's key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from customs.messages.ceb import (
    CURRENCIES,
    MAX_NODES,
    add,
    kilograms,
    new_message,
    plain,
    stamp,
    written,
)
from shipments.numbers.goods import cn_goods_code
from shipments.partner_xml import Element

NEW, DECLARED = "1", "2"
EXPORT, BY_AIR, AIRCRAFT = "E", "5", "飞机"
TOTAL, CARTON, KILOGRAM, NONE = "3", "2", "035", "无"


@dataclass(frozen=True, slots=True)
class Party:
    """A firm: its registration of 10 or credit code of 18 characters, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """What is the same for every list of a channel.

    `customs` and `port` are four-digit districts, `country` the customs' three-digit number of the
    destination (settings, not constants: they are not sourced), `mode` 9610, 1210, 9710 or 9810,
    `statistics` A (simplified) or B (full codes), `dxp_id` the sender's address at the port.
    """

    customs: str
    port: str
    country: str
    carrier: Party
    agent: Party
    dxp_id: str
    mode: str = "9610"
    statistics: str = "A"


@dataclass(frozen=True, slots=True)
class Goods:
    """One line: price and total FOB, `unit` the customs' number of the unit (011 is piece)."""

    sku: str
    name: str
    code: str
    quantity: int
    price: Decimal
    net_grams: int
    model: str = NONE
    unit: str = "011"


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of one parcel. `mawb` and `flight` may follow later, with a CEB607."""

    guid: str
    cop_number: str
    order_number: str
    parcel_number: str
    platform: Party
    seller: Party
    goods: Sequence[Goods]
    gross_grams: int
    leaves_on: date
    currency: str = "CNY"
    freight: Decimal = Decimal(0)
    mawb: str = ""
    flight: str = ""
    bag: str = ""
    app_type: str = NEW


def build(listings: Sequence[Listing], channel: Channel, *, guid: str, at: datetime) -> bytes:
    """One message of 1 to 100 lists, declared at `at` (aware). Raises ValueError.

    Names and SKUs are cut to the schema's length; other numbers and codes are written whole.
    """
    if not 1 <= len(listings) <= MAX_NODES:
        raise ValueError("A message holds 1 to 100 lists.")
    root = new_message("603", guid)
    for listing in listings:
        _put(root, listing, channel, at)
    agent = channel.agent
    add(
        root,
        "BaseTransfer",
        [
            ("copCode", agent.code),
            ("copName", agent.name[:100]),
            ("dxpMode", "DXP"),
            ("dxpId", channel.dxp_id),
        ],
    )
    return written(root)


def _put(root: Element, listing: Listing, channel: Channel, at: datetime) -> None:
    if not 1 <= len(listing.goods) <= MAX_NODES:
        raise ValueError(f"The list {listing.cop_number} holds no goods, or more than 100 lines.")
    inventory = add(root, "Inventory")
    add(
        inventory,
        "InventoryHead",
        [
            ("guid", listing.guid),
            ("appType", listing.app_type),
            ("appTime", stamp(at)),
            ("appStatus", DECLARED),
            ("customsCode", channel.customs),
            *_parties(listing, channel),
            *_transport(listing, channel),
            *_sums(listing),
        ],
    )
    for number, goods in enumerate(listing.goods, 1):
        _put_goods(inventory, number, goods, listing, channel)


def _parties(listing: Listing, channel: Channel) -> list[tuple[str, str | None]]:
    agent, seller = channel.agent, listing.seller
    return [
        ("ebpCode", listing.platform.code),
        ("ebpName", listing.platform.name[:100]),
        ("orderNo", listing.order_number),
        ("logisticsCode", channel.carrier.code),
        ("logisticsName", channel.carrier.name[:100]),
        ("logisticsNo", listing.parcel_number),
        ("copNo", listing.cop_number),
        ("ieFlag", EXPORT),
        ("portCode", channel.port),
        ("ieDate", f"{listing.leaves_on:%Y%m%d}"),
        ("statisticsFlag", channel.statistics),
        ("agentCode", agent.code),
        ("agentName", agent.name[:100]),
        ("ebcCode", seller.code),
        ("ebcName", seller.name[:100]),
        ("ownerCode", seller.code),
        ("ownerName", seller.name[:100]),
    ]


def _transport(listing: Listing, channel: Channel) -> list[tuple[str, str | None]]:
    return [
        ("tradeMode", channel.mode),
        ("trafMode", BY_AIR),
        ("trafName", AIRCRAFT),
        ("voyageNo", listing.flight or None),
        ("billNo", listing.mawb.replace("-", "") or None),
        ("totalPackageNo", listing.bag or None),
        ("country", channel.country),
        ("POD", channel.country),
    ]


def _sums(listing: Listing) -> list[tuple[str, str | None]]:
    currency = CURRENCIES[listing.currency]
    return [
        ("freight", plain(listing.freight)),
        ("fCurrency", currency),
        ("fFlag", TOTAL),
        ("insuredFee", "0"),
        ("iCurrency", currency),
        ("iFlag", TOTAL),
        ("wrapType", CARTON),
        ("packNo", "1"),
        ("grossWeight", kilograms(listing.gross_grams)),
        ("netWeight", kilograms(sum(goods.net_grams for goods in listing.goods))),
    ]


def _put_goods(
    inventory: Element, number: int, goods: Goods, listing: Listing, channel: Channel
) -> None:
    quantity, kilos = str(goods.quantity), kilograms(goods.net_grams)
    total = goods.price * goods.quantity
    add(
        inventory,
        "InventoryList",
        [
            ("gnum", str(number)),
            ("itemNo", goods.sku[:20]),
            ("itemName", goods.name[:250]),
            ("gcode", cn_goods_code(goods.code)),
            ("gname", goods.name[:250]),
            ("gmodel", goods.model[:250]),
            ("barCode", NONE),
            ("country", channel.country),
            ("currency", CURRENCIES[listing.currency]),
            ("qty", quantity),
            ("qty1", quantity),
            ("qty2", kilos),
            ("unit", goods.unit),
            ("unit1", goods.unit),
            ("unit2", KILOGRAM),
            ("price", plain(goods.price)),
            ("totalPrice", plain(total)),
        ],
    )
