"""Numbers that sellers give to their own orders and replenishments; they stand in addresses."""

from django.utils.translation import gettext_noop

# Words that are addresses themselves.
TAKEN = frozenset({".", "..", "bulk", "new"})
REASON = gettext_noop("A number has printable signs and no slash, since it stands in addresses.")


def can_stand_in_address(number: str) -> bool:
    """Whether /orders/<number>/ leads to it: printable, not blank, no slash, no taken word."""
    clean = number.isprintable() and "/" not in number and number == number.strip()
    return clean and bool(number) and number not in TAKEN
