"""Where people are reached: Russian phones and postal indexes (russia.md section 6), e-mail."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from shipments.numbers.parcels import squeezed

# +7 is shared: numbers that begin with 6 or 7 are Kazakhstan's.
_RUSSIAN = re.compile(r"\+7[3489]\d{9}", re.ASCII)
_LONGEST = 40


def valid_phone(text: str) -> str:
    """A Russian number as +79121234567, from 8 912..., 7912..., 912... Raises ValueError."""
    wrong = ValueError("A Russian phone number is +7 and ten digits, as +79121234567.")
    if len(text) > _LONGEST:
        raise wrong
    try:
        parsed = phonenumbers.parse(text, "RU")
    except NumberParseException:
        raise wrong from None
    number = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if not _RUSSIAN.fullmatch(number):
        raise wrong
    return number


def valid_postal_index(text: str) -> str:
    """A Russian postal index of six digits. Raises ValueError.

    Only the shape is checked: public lists of prefixes have gaps, so a prefix is but a hint.
    """
    index = squeezed(text)
    if not re.fullmatch(r"[1-9]\d{5}", index, re.ASCII):
        raise ValueError("A postal index is six digits, as 620014.")
    return index


def valid_email(text: str) -> str:
    """An address to which mail can be sent. Raises ValueError."""
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("This is no e-mail address.") from None
    return text
