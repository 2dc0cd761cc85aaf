"""What a good receiver and address are; every interface hands in what was typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shipments.numbers.companies import valid_person_inn
from shipments.numbers.contacts import valid_phone, valid_postal_index
from shipments.orders.models import Order
from shipments.orders.new import NewOrder
from shipments.sentences import Sentence, say

# The blocker of an order that nobody could deliver; its seller must act.
ADDRESS_INCOMPLETE = "address_incomplete"
RECEIVER = ("name", "phone", "email", "inn", "passport")
ADDRESS = ("postal_code", "region", "city", "street")
# What a sheet writes where its formula is broken: no name and no street.
BROKEN = re.compile(
    r"#(REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|ССЫЛКА|Н/Д|ИМЯ|ЗНАЧ|ПУСТО|ЧИСЛО)[!?]?", re.I
)
_PASSPORT = re.compile(r"\d{4} ?\d{6}", re.ASCII)
_RUSSIAN_PHONE = re.compile(r"\+7[3489]\d{9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing or wrong of a receiver or an address, and what to do about it."""

    field: str
    reason: Sentence


def said_of(one: NewOrder) -> dict[str, str]:
    """The receiver and the address of an order handed in, by field; "" for what it leaves out."""
    buyer = one.buyer
    passport = " ".join(filter(None, (buyer.passport_series, buyer.passport_number)))
    return {
        "name": buyer.name,
        "phone": normal_phone(buyer.phone),
        "email": buyer.email,
        "inn": buyer.inn,
        "passport": passport,
        **{field: getattr(one, field) for field in ADDRESS},
    }


def kept_of(order: Order) -> dict[str, str]:
    """The same of an order that is placed."""
    receiver = order.receiver
    found = {field: getattr(receiver, field) for field in RECEIVER}
    return found | {field: getattr(order, field) for field in ADDRESS}


def normal_phone(text: str) -> str:
    """A Russian number as +7 and ten digits; what is none stays as typed, for a person."""
    try:
        return text if _RUSSIAN_PHONE.fullmatch(text) else valid_phone(text)
    except ValueError:
        return text


def gaps_of(said: Mapping[str, str]) -> list[Gap]:
    """What keeps a parcel from being delivered to this receiver; `said` is by field.

    An e-mail, a region and identity digits may be missing; digits that are there must be right
    (russia.md 3 and 6).
    """
    return [Gap(field, reason) for field, (rule, reason) in RULES.items() if not rule(said[field])]


def email_fault(text: str) -> Sentence | None:
    """Why a mail could not be sent there, or None; an empty address is none."""
    try:
        if text:
            validate_email(text)
    except ValidationError:
        return say("'%(text)s' is no e-mail address: correct it or leave it empty.", text=text[:60])
    return None


def too_long(said: Mapping[str, str]) -> Gap | None:
    """The first text that is longer than we can keep, or None."""
    for field, text in said.items():
        if len(text) > (most := MOST[field]):
            return Gap(field, say("Longer than %(most)s characters.", most=most))
    return None


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
    return bool(_RUSSIAN_PHONE.fullmatch(text)) or _accepted(valid_phone)(text)


def _is_inn(text: str) -> bool:
    return not text or _accepted(valid_person_inn)(text)


def _is_passport(text: str) -> bool:
    """Four digits of series and six of number, neither of them nothing but zeros."""
    digits = text.replace(" ", "")
    is_shaped = bool(_PASSPORT.fullmatch(text))
    return not text or (is_shaped and bool(digits[:4].strip("0") and digits[4:].strip("0")))


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

# Characters; what is longer is refused and never cut.
MOST = {
    "name": 200,
    "phone": 100,
    "email": 254,
    "inn": 20,
    "passport": 20,
    "postal_code": 20,
    "region": 120,
    "city": 120,
    "street": 250,
}
