"""Where people are reached: Russian phones and postal indexes (russia.md section 6), e-mail."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from shipments.numbers.parcels import squeezed

# +7 is shared: numbers that begin with 6 or 7 are Kazakhstan's.
_RUSSIAN = re.compile(r"\+7[3489]\d{9}", re.ASCII)
_LONGEST = 40
_GAP = r"[ ().-]*"
# The first number of "8 943 000 17 02, 8 943 000 17 03" or "тел. 8-943-000-17-01 доб. 12".
_FIRST = re.compile(
    rf"(?:^|[^\d+ ().-]){_GAP}(?:(?:\+{_GAP}7|7|8){_GAP}([3489]\d\d)|(9\d\d)){_GAP}(\d{{3}}){_GAP}"
    rf"(\d{{2}}){_GAP}(\d{{2}})(?!-?\d)",
    re.ASCII,
)
_INDEX = re.compile(r"(?:RU|РФ)?([1-9]\d{5})", re.ASCII)


def valid_phone(text: str) -> str:
    """The first Russian number of a text as +79121234567, from 8 912..., 7912..., 912...

    Raises ValueError.
    """
    if _RUSSIAN.fullmatch(text):
        return text
    if match := _FIRST.search(unicodedata.normalize("NFKC", text)):
        return "+7" + "".join(part for part in match.groups() if part)
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
    """A Russian postal index of six digits, from 620014 or RU-620014. Raises ValueError.

    Only the shape is checked: public lists of prefixes have gaps, so a prefix is but a hint.
    """
    match = _INDEX.fullmatch(squeezed(text))
    if match is None:
        raise ValueError("A postal index is six digits, as 620014.")
    return match[1]


def valid_email(text: str) -> str:
    """An address to which mail can be sent. Raises ValueError."""
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("This is no e-mail address.") from None
    return text
