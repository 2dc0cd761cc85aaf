"""Choices of a status: each with the tone of its badge, and sets of them named beside them."""

from enum import nonmember
from typing import Any, Self

from django.db.models import TextChoices


class StatusChoices(TextChoices):
    """Statuses written as word, tone, label; one without a tone is under way ("info")."""

    tone: str

    def __new__(cls, word: str, tone: str = "info") -> Self:
        status = str.__new__(cls, word)
        status._value_ = word
        status.tone = tone
        return status

    @classmethod
    def tone_of(cls, word: str) -> str:
        """The tone of a status by its word; one that came later is no fault."""
        return cls(word).tone if word in cls.values else "info"


class StatusSet(tuple[str, ...]):
    """The words of some statuses, in the order written: conditions of indexes keep it."""

    __slots__ = ()


def any_of(*declared: Any) -> "nonmember[StatusSet]":
    """A set of an enumeration's members, named in its body: `ENDED = any_of(LOST, RETURNED)`."""
    words: list[str] = []
    for item in declared:
        words += item if isinstance(item, StatusSet) else [_word(item)]
    return nonmember(StatusSet(words))


def _word(declared: str | tuple[str, ...]) -> str:
    return declared if isinstance(declared, str) else declared[0]
