"""What a company and its shop may be: one rule a field, the same for pages, files and the admin."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from shipments.numbers.companies import valid_customs_registration, valid_uscc
from shipments.numbers.contacts import valid_email
from shipments.numbers.texts import valid_length, valid_line
from shipments.sentences import Sentence, say

# Characters; what is longer is refused and never cut.
COMPANY = {
    "code": 20,
    "name_zh": 200,
    "name_en": 200,
    "uscc": 18,
    "customs_code": 10,
    "city_zh": 80,
    "city_en": 80,
    "contact_email": 254,
    "settlement_account": 34,
}
SHOP = {"name": 80, "email": 254, "phone": 20, "website": 200}
# By these the customs of China knows the company: what is declared stands under them.
CODES = ("uscc", "customs_code")
# What a company is not without.
NEEDED = {
    "code": say("A seller has a code."),
    "name_zh": say("A company has a name."),
    "uscc": say("A company has a unified social credit code (USCC)."),
}
NO_EMAIL = say("This is no e-mail address.")
WRONG_CODE = say("This code is wrong: look at its length and its check character.")

Valid = Callable[[str], str]
Checked = tuple[dict[str, str], dict[str, Sentence]]


def checked_company(raw: Mapping[str, Any]) -> Checked:
    """The values of the fields given, as they are kept, and what is wrong with others, by field.

    `raw` has names of COMPANY; what is not in it is in neither answer.
    """
    return _checked(raw, COMPANY)


def checked_shop(raw: Mapping[str, Any]) -> Checked:
    """The same of how buyers know and reach a shop, by the names of SHOP; all may be empty, but
    where anything is told the shop has a name."""
    values, faults = _checked(raw, SHOP)
    if not (values.get("name") or "name" in faults) and any(values.values()):
        faults["name"] = say("Say how buyers know the shop.")
    return values, faults


def _checked(raw: Mapping[str, Any], most: Mapping[str, int]) -> Checked:
    values: dict[str, str] = {}
    faults: dict[str, Sentence] = {}
    for name, given in raw.items():
        try:
            values[name] = _value(name, valid_line(given), most[name])
        except ValueError as error:
            faults[name] = error.args[0]
    return values, faults


def _value(name: str, text: str, most: int) -> str:
    """A field's text as it is kept. Raises ValueError with the sentence that says what is wrong."""
    if not text:
        if name in NEEDED:
            raise ValueError(NEEDED[name])
        return text
    if name in RULES:
        valid, wrong = RULES[name]
        try:
            text = valid(text)
        except ValueError:
            raise ValueError(wrong) from None
    return valid_length(text, most)


def _phone(text: str) -> str:
    """A number of any country as typed: buyers may be told one of China."""
    digits = [sign for sign in text if sign.isdigit()]
    if not set(text) <= set("+0123456789 ()-") or not 7 <= len(digits) <= 15:
        raise ValueError(text)
    return text


def _website(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or "." not in parts.netloc or "@" in parts.netloc:
        raise ValueError(text)
    return text


# What makes a field good where it is not empty, and what to say where it is not.
RULES: dict[str, tuple[Valid, Sentence]] = {
    "uscc": (valid_uscc, WRONG_CODE),
    "customs_code": (valid_customs_registration, WRONG_CODE),
    "contact_email": (valid_email, NO_EMAIL),
    "email": (valid_email, NO_EMAIL),
    "phone": (_phone, say("Write the phone with its country, as +7 912 123-45-67.")),
    "website": (_website, say("Write the address as https://shop.example.")),
}
