"""What a format of partners' messages is: who may send it, how it is parsed and taken in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shipments.actor import Actor
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings
from shipments.sentences import say
from shipments.tracking.inbox import Accepted


@dataclass(frozen=True, slots=True)
class Given:
    """The bytes of a message, who gave them, when they came first, and when they are read.

    `message_id` is the row that keeps them.
    """

    content: bytes
    by: Actor
    received_at: datetime
    at: datetime
    message_id: int | None = None

    @property
    def text(self) -> str:
        """The content as text. Raises BadMessage."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = say("The message is not text in ASCII or UTF-8.")
            raise BadMessage("not_text", text) from None


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the code list of the partner who may send it, its parser, and who takes it in.

    An XML message that holds one of `marks` near its beginning is of this format. With
    `strangers_wait` what is about a number that is not ours yet is kept until it is.
    """

    scheme: str
    parse: Callable[[Given], Findings[Any]]
    take: Callable[[Sequence[Any], Given], Accepted]
    marks: tuple[bytes, ...] = ()
    strangers_wait: bool = False
