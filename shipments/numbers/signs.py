"""What each sign of a typed number is: a letter, a digit, a space, a hyphen, a break, or noise."""

import unicodedata
from functools import lru_cache

SPACE, HYPHEN, BREAK, NOISE = " ", "-", "\n", "."
# What stands between the numbers of a list; full-width signs are read as their narrow ones.
_BREAKS = frozenset(",;|/、。،؛\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
# Minus, hyphen bullet, and the long sign that an East Asian keyboard types for a hyphen.
_HYPHENS = frozenset("−⁃ー")


@lru_cache(maxsize=4096)
def sign_of(typed: str) -> str:
    """One typed character as one sign: a capital letter, a digit 0-9, "_", else one of the four.

    Quotation marks, brackets, zero-width and soft signs, symbols and controls are noise.
    """
    narrow = unicodedata.normalize("NFKC", typed)
    sign = narrow if len(narrow) == 1 else typed
    kind = unicodedata.category(sign)
    if sign in _BREAKS:
        return BREAK
    if sign in _HYPHENS or kind == "Pd":
        return HYPHEN
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    if kind[0] in "LN" or sign == "_":
        return sign.upper() if len(sign.upper()) == 1 else sign
    return SPACE if kind == "Zs" else NOISE


def bare(text: str) -> str:
    """The letters and digits of a text, in capitals, without anything between them."""
    return "".join(s for s in map(sign_of, text) if s.isalnum() or s == "_")
