"""What an order may be: its receiver, address and lines; every interface hands in what was typed.

- What nobody can keep is refused, whoever hands it in: see `fault_of`, `pieces_of`, `amount_of`.
- A code that is there and wrong is refused to a person and a machine, who can mend it at once; of a
  file's order, which a shop wrote, it is a gap: see `wrong_code`.
- What is missing or could not be delivered is a gap: the order is placed and waits.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shipments.catalogue.rules import SKU
from shipments.money import parse_amount
from shipments.numbers.companies import valid_person_inn
from shipments.numbers.contacts import valid_email, valid_phone, valid_postal_index
from shipments.numbers.own import REASON, can_stand_in_address
from shipments.numbers.pieces import valid_pieces
from shipments.numbers.texts import valid_line
from shipments.orders.intake import NewOrder
from shipments.orders.models import Order
from shipments.sentences import Sentence, say

# The blocker of an order that nobody could deliver; its seller must act.
ADDRESS_INCOMPLETE = "address_incomplete"
RECEIVER = ("name", "phone", "email", "inn", "passport")
ADDRESS = ("postal_code", "region", "city", "street")
# Characters; what is longer is refused and never cut.
MOST = {
    "number": 60,
    "marketplace": 20,
    "sku": SKU,
    "note": 1_000,
    "name": 200,
    "phone": 100,
    "email": 254,
    "inn": 12,
    "passport": 20,
    "passport_series": 4,
    "passport_number": 6,
    "postal_code": 20,
    "region": 120,
    "city": 120,
    "street": 250,
}
# Lines of an order, pieces of a line, roubles of a price and of an order.
LINES, PIECES = 200, 100_000
DEAREST, MAX_AMOUNT = Decimal("9999999999.99"), Decimal("9999999999")
# What a sheet writes where its formula is broken: no name and no street.
BROKEN = re.compile(
    r"#(REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|ССЫЛКА|Н/Д|ИМЯ|ЗНАЧ|ПУСТО|ЧИСЛО)[!?]?", re.I
)
_PASSPORT = re.compile(r"(\d{4}) ?(\d{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing or wrong of a receiver or an address, and what to do about it."""

    field: str
    reason: Sentence


def said_of(order: NewOrder) -> dict[str, str]:
    """The receiver and the address of an order handed in, by field; "" for what it leaves out."""
    buyer = order.buyer
    passport = " ".join(filter(None, (buyer.passport_series, buyer.passport_number)))
    return {
        "name": buyer.name,
        "phone": normal_phone(buyer.phone),
        "email": buyer.email,
        "inn": normal("inn", buyer.inn),
        "passport": passport,
        **{field: normal(field, getattr(order, field)) for field in ADDRESS},
    }


def kept_of(order: Order) -> dict[str, str]:
    """The same of an order that is placed."""
    receiver = order.receiver
    found = {field: getattr(receiver, field) for field in RECEIVER}
    return found | {field: getattr(order, field) for field in ADDRESS}


def normal(field: str, text: str) -> str:
    """A text in the one form in which it is kept; what is wrong stays as typed, for a person."""
    if field not in NORMAL or not text:
        return text
    try:
        return NORMAL[field](text)
    except ValueError:
        return text


def normal_phone(text: str) -> str:
    """A Russian number as +7 and ten digits; what is none stays as typed."""
    return normal("phone", text)


def gaps_of(said: Mapping[str, str]) -> list[Gap]:
    """What keeps a parcel from being delivered to this receiver; `said` is by field.

    An e-mail, a region and identity digits may be missing; digits that are there must be right
    (russia.md 3 and 6).
    """
    return [Gap(field, reason) for field, (rule, reason) in RULES.items() if not rule(said[field])]


def fault_of(field: str, text: str) -> Sentence | None:
    """Why a text cannot be kept, or None: too long, or an address to which no mail can go."""
    if len(text) > (most := MOST[field]):
        return say("This is longer than %(most)s characters.", most=most)
    if field == "email" and text and not _accepted(valid_email)(text):
        return say("'%(text)s' is no e-mail address: correct it or leave it empty.", text=text[:60])
    return None


def faults_of(said: Mapping[str, str]) -> list[Gap]:
    """The texts that cannot be kept, each with its reason; `said` is by field."""
    told = ((field, fault_of(field, text)) for field, text in said.items())
    return [Gap(field, reason) for field, reason in told if reason]


def wrong_code(field: str, text: str) -> Sentence | None:
    """What is wrong with a code of digits that is there, or None."""
    if not text or field not in CODES or CODES[field](text):
        return None
    return RULES["passport" if field in PASSPORT else field][1]


def wrong_in(said: Mapping[str, str]) -> dict[str, Sentence]:
    """What is there and wrong of some fields, by field: a person at a form mends it at once."""
    told = {
        field: wrong_code(field, text) or fault_of(field, text) or _undeliverable(field, text)
        for field, text in said.items()
    }
    return {field: reason for field, reason in told.items() if reason}


def _undeliverable(field: str, text: str) -> Sentence | None:
    """Why nothing could be delivered with a text that is there, or None."""
    if not text or field not in RULES or RULES[field][0](text):
        return None
    return RULES[field][1]


def number_fault(number: str) -> Sentence | None:
    """Why an order cannot have this number, or None."""
    return None if can_stand_in_address(number) else Sentence(REASON)


def pieces_of(given: Any) -> int:
    """The pieces of a line. Raises ValueError with the sentence that says what is wrong."""
    return valid_pieces(given, PIECES)


def amount_of(given: Any) -> Decimal:
    """Roubles in kopecks at most, from 1234.56 or "1 234,56", never below nothing.

    Raises ValueError with the sentence that says what is wrong.
    """
    text = valid_line(given)
    try:
        found = parse_amount(text)
    except ValueError:
        wrong = say(
            "'%(text)s' is not an amount: write it as 1234.56, with two decimals at most and "
            "nothing but spaces between thousands.",
            text=text[:40],
        )
        raise ValueError(wrong) from None
    if found > DEAREST:
        raise ValueError(say("'%(text)s' is not an amount.", text=text[:40]))
    return found


def _is_written(text: str) -> bool:
    return any(sign.isalnum() for sign in text) and not BROKEN.fullmatch(text.strip())


def _is_name(text: str) -> bool:
    return _is_written(text) and any(sign.isalpha() for sign in text)


def _accepted(valid: Callable[[str], str]) -> Callable[[str], bool]:
    """Whether a check of `numbers` takes the text."""

    def rule(text: str) -> bool:
        try:
            valid(text)
        except ValueError:
            return False
        return True

    return rule


def _is_phone(text: str) -> bool:
    """Whether it is one Russian number, in the form in which it is kept."""
    try:
        return valid_phone(text) == text
    except ValueError:
        return False


def _is_inn(text: str) -> bool:
    return not text or _accepted(valid_person_inn)(text)


def _is_passport(text: str) -> bool:
    """Four digits of series and six of number, neither of them nothing but zeros."""
    parts = _PASSPORT.fullmatch(text)
    return not text or bool(parts and parts[1].strip("0") and parts[2].strip("0"))


def _digits(count: int) -> Callable[[str], bool]:
    """Whether a text is so many digits, not all of them zeros."""

    def rule(text: str) -> bool:
        return len(text) == count and text.isascii() and text.isdigit() and bool(text.strip("0"))

    return rule


# What makes each field good, and what to say where it is not.
RULES: dict[str, tuple[Callable[[str], bool], Sentence]] = {
    "name": (_is_name, say("The receiver's name is missing: write the full name.")),
    "phone": (_is_phone, say("A Russian phone number is needed, as +79121234567.")),
    "postal_code": (
        _accepted(valid_postal_index),
        say("A postal index of six digits is needed, as 620014."),
    ),
    "city": (_is_name, say("The city or settlement is missing.")),
    "street": (_is_written, say("The street and house are missing.")),
    "inn": (_is_inn, say("This taxpayer's number (INN) is wrong: look at its 12 digits again.")),
    "passport": (_is_passport, say("A passport is four digits of series and six of number.")),
}
# A passport in two fields.
PASSPORT = {"passport_series": _digits(4), "passport_number": _digits(6)}
# Codes of digits, that a person or a machine can look at again at once.
CODES: dict[str, Callable[[str], bool]] = {
    **{field: RULES[field][0] for field in ("inn", "passport", "postal_code")},
    **PASSPORT,
}
# What is kept in one form, however it is typed.
NORMAL: dict[str, Callable[[str], str]] = {
    "phone": valid_phone,
    "inn": valid_person_inn,
    "postal_code": valid_postal_index,
}
