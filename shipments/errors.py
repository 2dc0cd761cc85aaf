"""Refusals: what an action answers when a rule says no."""

from shipments.sentences import Sentence, say


class Refused(Exception):
    """A rule said no; nothing was changed.

    `code` is stable and machine-readable, `sentence` says what is wrong and what to do,
    `fields` names the inputs at fault.
    """

    def __init__(
        self, code: str, message: str | Sentence, fields: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.sentence = message if isinstance(message, Sentence) else Sentence(str(message))
        self.fields = fields or {}

    @property
    def message(self) -> str:
        """The sentence in the language of who reads it now."""
        return str(self.sentence)


class WrongState(Refused):
    """The thing is not in a status that allows this action."""


class NotAllowed(Refused):
    """The actor may not do this action."""


class NotEnough(Refused):
    """There is not enough of what is asked for."""


class Duplicate(Refused):
    """The same thing exists already."""


class NotFound(Refused):
    """There is no such thing, or not for this actor."""


class NotReady(Refused):
    """The database was only migrated: what every installation begins with is missing."""

    def __init__(self) -> None:
        text = say("The tables are empty: run `manage.py seed_reference` first.")
        super().__init__("no_reference", text)


class BadInput(Refused):
    """The input is well shaped, but not true."""


class BadMessage(Refused):
    """A partner's message cannot be read."""
