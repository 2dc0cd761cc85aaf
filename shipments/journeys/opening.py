"""Opening a parcel's contents with the last four digits of its buyer's phone."""

import re
from hmac import compare_digest

from django.db.models import Q

from shipments.journeys.queries import Goods, goods_of
from shipments.numbers.typed import normalised
from shipments.parcels.models import Parcel

DIGITS = 4
_FOUR = re.compile(rf"[0-9]{{{DIGITS}}}")


def number_opened_by(number: str, digits: str) -> str:
    """The parcel's own number where the digits fit, else nothing.

    One query and one comparison whatever is asked, so that the answer's time tells nothing.
    """
    wanted = normalised(number)
    rows = Parcel.objects.filter(Q(number=wanted) | Q(last_mile_number=wanted))
    own, phone = rows.values_list("number", "order__receiver__phone").first() or ("", "")
    last = "".join(sign for sign in phone if sign.isdigit())[-DIGITS:].rjust(DIGITS, "-")
    fits = compare_digest(last.encode(), digits.encode("utf-8", "replace"))
    return own if fits and _FOUR.fullmatch(digits) else ""


def contents_by_number(number: str, language: str) -> list[Goods]:
    """What lies in the parcel of our own number."""
    return goods_of(Parcel.objects.filter(number=number), language)
