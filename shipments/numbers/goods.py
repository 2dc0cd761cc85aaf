"""Codes of goods: the six digits of the harmonised system and what countries add to them."""

import re

import phonenumbers

from shipments.numbers.parcels import squeezed
from shipments.sentences import say

# 77 is kept free; 98 and 99 are for national use and name no goods.
NO_CHAPTERS = ("00", "77", "98", "99")
# ISO 3166: what the library adds are Ascension, Tristan da Cunha and Kosovo.
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS - {"AC", "TA", "XK"})


def _digits(text: str) -> str:
    return squeezed(text).replace(".", "")


def _refuse_chapter(code: str) -> None:
    if code[:2] in NO_CHAPTERS:
        raise ValueError(
            say("Chapter %(chapter)s holds no goods: see 01 to 97 without 77.", chapter=code[:2])
        )


def valid_hs(text: str) -> str:
    """Six digits of the harmonised system, dots and spaces dropped. Raises ValueError."""
    code = _digits(text)
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        raise ValueError(say("A code of the harmonised system is six digits, as 610910."))
    _refuse_chapter(code)
    return code


def valid_tnved(text: str) -> str:
    """A Russian goods code of six, eight or ten digits; kept as written. Raises ValueError."""
    code = _digits(text)
    if not re.fullmatch(r"\d{6}|\d{8}|\d{10}", code, re.ASCII):
        raise ValueError(say("A goods code is six, eight or ten digits, as 6109100000."))
    _refuse_chapter(code)
    return code


def cn_goods_code(text: str) -> str:
    """The ten digits the Chinese list asks for: a shorter code is filled with zeros.

    Simplified lists are read by the first four digits only (china_air.md 2.3). Raises ValueError.
    """
    return valid_tnved(text).ljust(10, "0")


def valid_country(text: str) -> str:
    """The two letters of a country, in capitals (ISO 3166). Raises ValueError."""
    code = squeezed(text)
    if code not in COUNTRIES:
        raise ValueError(say("A country is its two letters, as CN."))
    return code
