"""Cyrillic names in Latin letters, as today's Russian passports spell them (ICAO Doc 9303)."""

from functools import lru_cache

import iuliia


@lru_cache(maxsize=8192)
def _word(word: str) -> str:
    return iuliia.ICAO_DOC_9303.translate(word).upper()


def latin(name: str) -> str:
    """A name for labels, in capitals. Not reversible: customs gets the Cyrillic as typed."""
    return " ".join(_word(word) for word in name.split())
