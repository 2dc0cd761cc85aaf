"""Words by which shops say how an order stands: known ones are understood, others refused."""

from dataclasses import dataclass
from enum import Enum

from shipments.imports.reading import Cells
from shipments.sentences import Sentence, say


class Standing(Enum):
    """How an order stands with its shop."""

    PAID = "to be shipped"
    UNPAID = "not paid"
    CANCELLED = "cancelled"
    REFUSED = "not to be shipped by us"


SHIPPED = say("This order was shipped already.")
REFUNDED = say("The money of this order was given back: it is not shipped.")
PARTLY = say("This order is only partly paid, shipped or given back: a person must look at it.")
DISPUTED = say("The buyer or the shop disputes this order: a person must look at it.")
DROPPED = say("This order is a draft or was deleted.")

MISSING = say("The column is missing, so nobody knows whether the order is to be shipped.")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one column: paid and to be shipped, unpaid, cancelled, and refused with why."""

    paid: frozenset[str] = frozenset()
    unpaid: frozenset[str] = frozenset()
    cancelled: frozenset[str] = frozenset()
    refused: tuple[tuple[frozenset[str], Sentence], ...] = ()

    def standing(self, cells: Cells, column: str) -> Standing:
        """What the word of a cell means; a word that is not known refuses the row by name."""
        word = cells.word(column).replace("ё", "е")
        if word in self.paid:
            return Standing.PAID
        if word in self.unpaid:
            return Standing.UNPAID
        if word in self.cancelled:
            return Standing.CANCELLED
        is_there = column in cells.row.cells
        cells.refuse(column, self._reason(word, cells.raw(column)) if is_there else MISSING)
        return Standing.REFUSED

    def _reason(self, word: str, typed: str) -> Sentence:
        for words, reason in self.refused:
            if word in words:
                return say("'%(status)s': %(reason)s", status=typed[:40], reason=reason)
        return say(
            "The status '%(status)s' is not known, so the order is not shipped: a person must "
            "look at it.",
            status=typed[:40],
        )


def words(*known: str) -> frozenset[str]:
    """Words of a list as they are compared: small letters, е for ё."""
    return frozenset(word.casefold().replace("ё", "е") for word in known)
