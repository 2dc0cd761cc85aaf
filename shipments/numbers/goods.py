"""Codes of goods: the six digits of the harmonised system and what countries add to them."""

import re

from shipments.numbers.parcels import squeezed

_DOTS = re.compile(r"[.]")


def _digits(text: str) -> str:
    return _DOTS.sub("", squeezed(text))


def _refuse_chapter(code: str) -> None:
    """Chapters run from 01 to 97; 77 is kept free; 98 and 99 are for national use."""
    if code[:2] in ("00", "77"):
        raise ValueError(f"There is no chapter {code[:2]} in the harmonised system.")


def valid_hs(text: str) -> str:
    """Six digits of the harmonised system, dots and spaces dropped. Raises ValueError."""
    code = _digits(text)
    if not re.fullmatch(r"\d{6}", code, re.ASCII):
        raise ValueError("A code of the harmonised system is six digits, as 610910.")
    _refuse_chapter(code)
    return code


def valid_tnved(text: str) -> str:
    """A Russian goods code of six to ten digits; kept as written. Raises ValueError."""
    code = _digits(text)
    if not re.fullmatch(r"\d{6,10}", code, re.ASCII):
        raise ValueError("A goods code is six to ten digits, as 6109100000.")
    _refuse_chapter(code)
    return code


def cn_goods_code(text: str) -> str:
    """The ten digits the Chinese list asks for: a shorter code is filled with zeros.

    Simplified lists are read by the first four digits only (china_air.md 2.3). Raises ValueError.
    """
    return valid_tnved(text).ljust(10, "0")
