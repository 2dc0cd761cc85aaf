"""What a shipment of goods to a warehouse, and a count on its shelf, may be."""

from typing import Any

from shipments.catalogue.rules import SKU
from shipments.numbers.own import REASON, can_stand_in_address
from shipments.numbers.pieces import valid_pieces
from shipments.sentences import Sentence

# Characters; lines of a shipment, pieces of a line or on a shelf.
MOST = {"number": 40, "warehouse": 20, "sku": SKU}
LINES, PIECES = 1_000, 1_000_000


def number_fault(number: str) -> Sentence | None:
    """Why a shipment cannot have this number, or None."""
    return None if can_stand_in_address(number) else Sentence(REASON)


def pieces_of(given: Any) -> int:
    """The pieces of a line. Raises ValueError with the sentence that says what is wrong."""
    return valid_pieces(given, PIECES)
