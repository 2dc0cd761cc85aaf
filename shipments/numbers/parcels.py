"""Numbers on parcels: UPU S10 (13 characters) and the Russian Post's inner number (14 digits)."""

import re
import unicodedata
from datetime import date

import phonenumbers

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
_S10 = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})", re.ASCII)
_UNSEEN = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_BETWEEN = re.compile(rf"[\s{_UNSEEN}\u2010-\u2015\u2212-]+")


def squeezed(text: str) -> str:
    """The text in narrow capitals, without spaces, hyphens and invisible signs between them."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def s10_check_digit(serial: str) -> int:
    """The check digit of eight digits (UPU S10-12: weights 8 6 4 2 3 5 9 7, mod 11)."""
    rest = sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True)) % 11
    return {1: 0, 0: 5}.get(rest, 11 - rest)


def make_s10(prefix: str, serial: int, country: str = "CN") -> str:
    """An S10 number: a prefix of two letters, a serial below 100,000,000, an ISO country."""
    digits = f"{serial:08d}"
    if len(digits) != 8 or serial < 0:
        raise ValueError(f"The serial {serial} does not fit into eight digits.")
    return f"{prefix}{digits}{s10_check_digit(digits)}{country}"


def valid_s10(text: str) -> str:
    """An S10 number in capitals without spaces. Raises ValueError."""
    number = squeezed(text)
    match = _S10.fullmatch(number)
    if match is None:
        raise ValueError("A postal number is two letters, nine digits and two letters.")
    _, serial, check, country = match.groups()
    if int(check) != s10_check_digit(serial):
        raise ValueError(f"The check digit of {number} is wrong.")
    if country not in COUNTRIES:
        raise ValueError(f"{number} ends in {country}, which is no country.")
    return number


def is_s10(text: str) -> bool:
    try:
        valid_s10(text)
    except ValueError:
        return False
    return True


def russian_post_check_digit(digits: str) -> int:
    """The check digit of the first 13 digits: odd places count three times, mod 10."""
    total = 3 * sum(map(int, digits[0::2])) + sum(map(int, digits[1::2]))
    return (10 - total % 10) % 10


def russian_post_month(day: date) -> int:
    """The month's number in inner numbers: January 2000 is 1, after 99 comes 1 again."""
    return ((day.year - 2000) * 12 + day.month - 1) % 99 + 1


def make_russian_post(index: str, accepted: date, serial: int) -> str:
    """The inner number of item `serial` (below 100,000) accepted that month at office `index`."""
    digits = f"{index}{russian_post_month(accepted):02d}{serial:05d}"
    if len(digits) != 13 or not digits.isdecimal():
        raise ValueError("An inner number takes an index of six digits and a serial of up to five.")
    return f"{digits}{russian_post_check_digit(digits)}"


def valid_russian_post(text: str) -> str:
    """A 14-digit number of the Russian Post without spaces. Raises ValueError."""
    number = squeezed(text)
    if not re.fullmatch(r"\d{14}", number, re.ASCII):
        raise ValueError("A number of the Russian Post is 14 digits.")
    if int(number[13]) != russian_post_check_digit(number[:13]):
        raise ValueError(f"The check digit of {number} is wrong.")
    return number


def is_russian_post(text: str) -> bool:
    try:
        valid_russian_post(text)
    except ValueError:
        return False
    return True
