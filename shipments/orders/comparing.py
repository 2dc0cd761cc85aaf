"""What an order handed in again says otherwise than the one that is placed: pure rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shipments.orders.intake import NewLine, NewOrder
from shipments.orders.models import Order, OrderLine
from shipments.sentences import Sentence, say, word

IDENTITY = ("inn", "passport")


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of one SKU, their roubles, and the roubles of shipping."""

    pieces: int = 0
    roubles: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class News:
    """What a repeat says of the receiver: fields to write, and what only a person can decide."""

    fields: dict[str, str]
    differences: list[Sentence]


def differing_goods(
    each_order: NewOrder, order: Order, lines: Iterable[OrderLine]
) -> list[Sentence]:
    """Line by line what of the goods and sums is not the same; nothing of it is ever applied.

    Where one side knows but shares of the order's sum, pieces and the whole sum are compared.
    """
    ours, theirs = _goods(lines), _goods(each_order.lines)
    found = [
        _told(sku, ours.get(sku, Goods()), theirs.get(sku, Goods()))
        for sku in sorted(ours.keys() | theirs.keys())
        if _differs(
            ours.get(sku), theirs.get(sku), shared=each_order.shared_prices or order.shared_prices
        )
    ]
    here, there = order.goods_rub + order.shipping_rub, _sum_of(theirs.values())
    if not found and here != there:
        text = say(
            "The order comes to %(here)s roubles here, to %(there)s there.", here=here, there=there
        )
        found.append(text)
    return found


def _goods(lines: Iterable[NewLine] | Iterable[OrderLine]) -> dict[str, Goods]:
    found: dict[str, Goods] = defaultdict(Goods)
    for line in lines:
        roubles = line.quantity * line.unit_price_rub
        found[line.sku] = _plus(found[line.sku], line.quantity, roubles, line.shipping_rub)
    return found


def _plus(goods: Goods, pieces: int, roubles: Decimal, shipping: Decimal) -> Goods:
    return Goods(goods.pieces + pieces, goods.roubles + roubles, goods.shipping + shipping)


def _sum_of(goods: Iterable[Goods]) -> Decimal:
    return sum((good.roubles + good.shipping for good in goods), Decimal(0))


def _differs(ours: Goods | None, theirs: Goods | None, *, shared: bool) -> bool:
    if ours is None or theirs is None or ours.pieces != theirs.pieces:
        return True
    return not shared and ours.roubles != theirs.roubles


def _told(sku: str, ours: Goods, theirs: Goods) -> Sentence:
    if ours.pieces != theirs.pieces:
        return say(
            "SKU %(sku)s: %(here)s pieces here, %(there)s there.",
            sku=sku,
            here=ours.pieces,
            there=theirs.pieces,
        )
    return say(
        "SKU %(sku)s: %(here)s roubles here, %(there)s there.",
        sku=sku,
        here=ours.roubles,
        there=theirs.roubles,
    )


def news_of_receiver(
    said: Mapping[str, str], kept: Mapping[str, str], *, status: str, is_mended: bool
) -> News:
    """What a repeat's words on the receiver lead to.

    - What is not said leaves what is there.
    - What is empty here is filled: all of it while the order is not packed, later identity alone.
    - Another name is another person: nothing is written, a person decides.
    - While not packed another address is written, but for one that a person has corrected here.
    """
    other = {name: text for name, text in said.items() if text and text != kept[name]}
    empty = {name: text for name, text in other.items() if not kept[name]}
    if "name" in other and kept["name"] and not same_name(said["name"], kept["name"]):
        return News({}, [say("The receiver's name is another one there.")])
    if status not in Order.Status.OPEN:
        filled = {name: text for name, text in empty.items() if name in IDENTITY}
        return News(filled, [_too_late(name, status) for name in other if name not in filled])
    if is_mended:
        return News(empty, [_mended(name) for name in other if name not in empty])
    return News(other, [])


def same_name(text: str, other: str) -> bool:
    """Whether two spellings are one name: capitals, ё and spaces do not matter."""
    return _plain(text) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


LABELS = {
    "name": say("Receiver's name"),
    "phone": say("Phone"),
    "email": say("E-mail"),
    "inn": say("Taxpayer's number (INN)"),
    "passport": say("Passport"),
    "postal_code": say("Postal index"),
    "region": say("Region"),
    "city": say("City"),
    "street": say("Street and house"),
}


def _too_late(name: str, status: str) -> Sentence:
    state = word(Order.Status(status).label)
    return say(
        "%(what)s: not the same there, but the order is %(status)s already.",
        what=LABELS[name],
        status=state,
    )


def _mended(name: str) -> Sentence:
    return say("%(what)s: not the same there, but it was corrected here.", what=LABELS[name])
