"""Taking numbers from a stock of serials: parcels' S10 numbers and MAWBs. A number is used once."""

from collections.abc import Sequence

from django.db import connection

from shipments.errors import NotEnough

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)

_TAKE = """
UPDATE shipments_numberrange SET next_serial = next_serial + %s
 WHERE prefix = %s AND next_serial + %s - 1 <= last_serial
RETURNING next_serial - %s
"""


def take_serials(prefix: str, count: int) -> Sequence[int]:
    """The next `count` serials of a range, in one UPDATE. Raises NotEnough when the stock is out."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [count, prefix, count, count])
        row = cursor.fetchone()
    if row is None:
        raise NotEnough("no_numbers", f"The stock of numbers {prefix} is used up or not set up.")
    return range(row[0], row[0] + count)


def s10(prefix: str, serial: int, country: str = "CN") -> str:
    """An S10 number with its check digit (UPU S10: weights 8 6 4 2 3 5 9 7, mod 11)."""
    digits = f"{serial:08d}"
    rest = sum(int(d) * w for d, w in zip(digits, S10_WEIGHTS, strict=True)) % 11
    check = {1: 0, 0: 5}.get(rest, 11 - rest)
    return f"{prefix}{digits}{check}{country}"


def take_parcel_numbers(prefix: str, count: int) -> list[str]:
    return [s10(prefix, serial) for serial in take_serials(prefix, count)]


def take_mawb(prefix: str) -> str:
    """The next MAWB of an airline's stock: its eighth digit is the serial modulo 7."""
    [serial] = take_serials(prefix, 1)
    return f"{prefix}-{serial:07d}{serial % 7}"
