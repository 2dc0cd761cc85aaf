"""Numbers of firms and taxpayers: INN, USCC, the Chinese customs registration."""

import re

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from shipments.numbers.parcels import squeezed

INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_11 = (7, *INN_10)
INN_12 = (3, *INN_11)
_CUSTOMS = re.compile(r"\d{4}[A-Z0-9]{6}", re.ASCII)


def _inn_digit(digits: str, weights: tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return str(total % 11 % 10)


def make_inn(first: str) -> str:
    """A taxpayer's number from its first 9 digits (a firm) or 10 digits (a person)."""
    if len(first) == 9:
        return first + _inn_digit(first, INN_10)
    eleven = first + _inn_digit(first, INN_11)
    return eleven + _inn_digit(eleven, INN_12)


def valid_inn(text: str) -> str:
    """A Russian taxpayer's number of 10 or 12 digits (russia.md section 3). Raises ValueError.

    All zeros pass the arithmetic, so they are refused by name.
    """
    number = squeezed(text)
    if not re.fullmatch(r"\d{10}|\d{12}", number, re.ASCII):
        raise ValueError("A taxpayer's number is 10 digits for a firm, 12 for a person.")
    if not number.strip("0"):
        raise ValueError("A taxpayer's number is not all zeros.")
    if make_inn(number[: 9 if len(number) == 10 else 10]) != number:
        raise ValueError("The check digits of this taxpayer's number are wrong.")
    return number


def valid_person_inn(text: str) -> str:
    """A person's INN: customs asks for the 12 digits of the recipient. Raises ValueError."""
    number = valid_inn(text)
    if len(number) != 12:
        raise ValueError("A person's taxpayer number is 12 digits.")
    return number


def valid_uscc(text: str) -> str:
    """A Chinese firm's unified social credit code, 18 characters (GB 32100). Raises ValueError."""
    try:
        return uscc.validate(squeezed(text))
    except ValidationError:
        message = "This unified social credit code of 18 characters is wrong."
        raise ValueError(message) from None


def valid_customs_registration(text: str) -> str:
    """A Chinese customs registration of 10 characters: region, then letters or digits.

    Raises ValueError. Letters stand in real ones (430166K046), so only the region is digits.
    """
    number = squeezed(text)
    if not _CUSTOMS.fullmatch(number):
        raise ValueError("A customs registration is 10 characters, the first four of them digits.")
    return number


def valid_enterprise_code(text: str) -> str:
    """What every *Code field of the CEB messages takes: a registration or a USCC."""
    number = squeezed(text)
    return valid_customs_registration(number) if len(number) == 10 else valid_uscc(number)
