"""Sentences that are written down now and read later, each time in the language of the reader."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext, override


class Sentence:
    """A text of the catalogue and what stands in its places; `str` gives it in today's language.

    A place holds a number, plain text, or another sentence.
    """

    __slots__ = ("places", "text")

    def __init__(self, text: str, places: dict[str, Any] | None = None) -> None:
        self.text = text
        self.places = places or {}

    def __str__(self) -> str:
        if not self.text:
            return ""
        told, filled = gettext(self.text), {name: str(place) for name, place in self.places.items()}
        return told % filled if filled else told

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __contains__(self, part: str) -> bool:
        return part in str(self)

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def written(self) -> str:
        """As it is kept: the text alone where it has no places, else JSON."""
        return json.dumps(_outward(self), ensure_ascii=False) if self.places else self.text


Told = str | Sentence


def say(text: str, /, **places: Any) -> Sentence:
    """A sentence with its places filled; `text` is collected for the catalogues."""
    return Sentence(text, {name: _plain(value) for name, value in places.items()})


def word(label: Any) -> Sentence:
    """The label of a choice as a sentence of its own."""
    with override("en"):
        return Sentence(str(label))


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | Sentence) else str(value)


def _outward(value: Any) -> Any:
    if not isinstance(value, Sentence):
        return value
    return [value.text, {name: _outward(place) for name, place in value.places.items()}]


def _inward(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    text, places = value
    return Sentence(text, {name: _inward(place) for name, place in places.items()})


def read(kept: str) -> Sentence:
    """A sentence as it was kept; what was kept as plain text is read as it is."""
    if not kept.startswith('["'):
        return Sentence(kept)
    try:
        return _inward(json.loads(kept))
    except (ValueError, TypeError, AttributeError):
        return Sentence(kept)


if TYPE_CHECKING:
    _Text = models.TextField[Told, Sentence]
else:
    _Text = models.TextField


class SentenceField(_Text):
    """Keeps a sentence; plain text is taken too, and is then the same for every reader."""

    def from_db_value(self, value: str | None, *args: Any) -> Sentence | None:
        return None if value is None else read(value)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Sentence) else read(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Sentence):
            return value.written()
        return None if value is None else str(value)
