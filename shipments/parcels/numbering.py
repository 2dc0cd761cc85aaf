"""Taking numbers from a stock of serials: parcels' S10 numbers and MAWBs. A number is used once."""

from collections.abc import Sequence

from django.db import connection

from shipments.errors import NotEnough
from shipments.numbers.freight import make_mawb
from shipments.numbers.parcels import make_s10

_TAKE = """
UPDATE shipments_numberrange SET next_serial = next_serial + %s
 WHERE prefix = %s AND next_serial + %s - 1 <= last_serial
RETURNING next_serial - %s
"""


def take_serials(prefix: str, count: int) -> Sequence[int]:
    """The next `count` serials of a range, in one UPDATE. Raises NotEnough when it is used up."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [count, prefix, count, count])
        row = cursor.fetchone()
    if row is None:
        raise NotEnough("no_numbers", f"The stock of numbers {prefix} is used up or not set up.")
    return range(row[0], row[0] + count)


def take_parcel_numbers(prefix: str, count: int) -> list[str]:
    return [make_s10(prefix, serial) for serial in take_serials(prefix, count)]


def take_mawb(prefix: str) -> str:
    """The next MAWB of an airline's stock."""
    [serial] = take_serials(prefix, 1)
    return make_mawb(prefix, serial)
