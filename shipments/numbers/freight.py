"""Numbers of air freight: master air waybills and unit load devices (china_air.md 4.1, 4.5)."""

import re
from collections.abc import Iterator
from itertools import islice

from shipments.numbers.parcels import squeezed

_MAWB = re.compile(r"\d{11}", re.ASCII)
_ULD = re.compile(r"[A-Z][A-Z0-9]{2}[A-Z0-9]\d{3,4}[A-Z0-9]{2}", re.ASCII)
_FLIGHT = re.compile(r"(?=\w?[A-Z])[A-Z0-9]{2}\d{1,4}[A-Z]?", re.ASCII)
MAX_SERIAL = 9_999_999


def make_mawb(prefix: str, serial: int) -> str:
    """The waybill of an airline's prefix and a seven-digit serial, e.g. 262-10000012.

    The eighth digit is the serial modulo 7 (IATA Resolution 600a).
    """
    if not 0 <= serial <= MAX_SERIAL:
        raise ValueError(f"The serial {serial} does not fit into seven digits.")
    return f"{prefix}-{serial:07d}{serial % 7}"


def valid_mawb(text: str) -> str:
    """A waybill as 262-10000012, from that or from 11 digits. Raises ValueError."""
    digits = squeezed(text)
    if not _MAWB.fullmatch(digits):
        raise ValueError("A master air waybill is 11 digits, as 262-10000012.")
    made = make_mawb(digits[:3], int(digits[3:10]))
    if made[-1] != digits[-1]:
        raise ValueError(f"The check digit of {digits[:3]}-{digits[3:]} is wrong.")
    return made


def next_mawbs(after: str, count: int) -> list[str]:
    """The `count` waybills of an airline's stock that follow `after`. Raises ValueError."""
    return list(islice(_following(valid_mawb(after)), count))


def _following(mawb: str) -> Iterator[str]:
    serial = int(mawb[4:11])
    while True:
        serial += 1
        yield make_mawb(mawb[:3], serial)


def valid_uld(text: str) -> str:
    """A unit load device as PMC01234U6: type, serial of four or five, owner. Raises ValueError.

    The place on board that messages add, as in PMC01473R7-M, is cut off.
    """
    number = squeezed(re.sub(r"-[A-Z]$", "", text.strip().upper()))
    if not _ULD.fullmatch(number):
        raise ValueError("A unit load device is a type, a serial and an owner, as PMC01234U6.")
    return number


def valid_flight(text: str) -> str:
    """A flight's number as U6999: an airline of two signs and up to four digits. Raises
    ValueError."""
    number = squeezed(text.strip().upper())
    if not _FLIGHT.fullmatch(number):
        raise ValueError("A flight's number is an airline and up to four digits, as U6999.")
    return number
