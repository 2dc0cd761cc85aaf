"""CDEK's webhook ORDER_STATUS (API v2): one status of one order (russia.md 4.3)."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shipments.carriers.cdek.codes import SCHEME
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings
from shipments.numbers.parcels import squeezed
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

MAX_BYTES = 64 * 1024
_CODE = re.compile(r"[A-Z][A-Z_]{1,50}", re.ASCII)
# A shop numbers its orders as it likes; signs that no number has are not taken.
_NUMBER = re.compile(r"[\w./#№+:()\[\]]{1,60}")
_NAMES = ("number", "im_number", "cdek_number")
# The order goes back, whichever word says so.
_BACK = ("is_return", "is_client_return", "is_reverse")
_YES = (True, "true", "True", "1")


@dataclass(frozen=True, slots=True)
class Status:
    """A status of an order, and every number by which the webhook names it, ours first."""

    event: RawEvent
    numbers: tuple[str, ...]


def read(data: bytes | str) -> Findings[Status]:
    """The status in the webhook; webhooks of other types hold none. Raises BadMessage.

    Our own number names the parcel, else CDEK's. A status of a return order is "RETURN/...", one
    that CDEK takes back is "DELETED/...", which waits for a person.
    """
    message, found = _read(data), Findings[Status]()
    if message.get("type") != "ORDER_STATUS":
        return found
    attributes = message.get("attributes")
    if not isinstance(attributes, dict):
        raise BadMessage("field_missing", say("The webhook has no attributes."))
    found.add(Status(_event(attributes), tuple(_numbers(attributes))))
    return found


def _numbers(attributes: dict[str, Any]) -> Iterator[str]:
    """The order's numbers, then those of the orders it belongs to, as a return to its first."""
    waiting: list[Any] = [attributes]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, dict):
            words = (squeezed(_text(item, name)) for name in _NAMES)
            yield from (word for word in words if _NUMBER.fullmatch(word))
        waiting += [part for part in _parts(item) if isinstance(part, dict | list)]


def _parts(item: Any) -> Iterable[Any]:
    return item.values() if isinstance(item, dict) else item


def _read(data: bytes | str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise BadMessage("message_too_large", f"The message is above {MAX_BYTES} bytes.")
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        raise BadMessage("not_json", say("The message is not JSON.")) from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise BadMessage("not_this_message", "This is no webhook of CDEK: it has no type.")
    return message


def _event(attributes: dict[str, Any]) -> RawEvent:
    number = _number(attributes)
    code, at = _code(attributes), _moment(_text(attributes, "status_date_time"))
    words = {name: _text(attributes, name) for name in ("cdek_number", "status_reason_code")}
    return RawEvent(
        subject=f"parcel:{number}",
        scheme=SCHEME,
        raw_code=code,
        happened_at=at,
        source_ref=f"{number}:{code}:{at.astimezone(UTC):%Y%m%d%H%M%S}"[:120],
        text=_text(attributes, "city_name"),
        payload={name: word for name, word in words.items() if word},
    )


def _text(attributes: dict[str, Any], name: str) -> str:
    """A text as a database can keep it: JSON may spell NUL and halves of surrogate pairs."""
    value = attributes.get(name)
    text = str(value).strip()[:100] if isinstance(value, str | int) else ""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _number(attributes: dict[str, Any]) -> str:
    number = squeezed(_text(attributes, "number") or _text(attributes, "cdek_number"))
    if not _NUMBER.fullmatch(number):
        text = say("%(number)s is no number of an order.", number=repr(number[:40]))
        raise BadMessage("bad_number", text)
    return number


def _code(attributes: dict[str, Any]) -> str:
    code = _text(attributes, "code")
    if not _CODE.fullmatch(code):
        text = say("%(code)s is no status of CDEK.", code=repr(code[:40]))
        raise BadMessage("bad_status", text)
    is_back = any(attributes.get(name) in _YES for name in _BACK)
    code = f"RETURN/{code}" if is_back else code
    return f"DELETED/{code}" if attributes.get("deleted") in _YES else code


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadMessage("bad_time", f"{text[:40]!r} is no time of a status.") from None
    if moment.tzinfo is None:
        raise BadMessage("bad_time", f"{text[:40]!r} has no offset from UTC.")
    return moment


def build(event: RawEvent, *, cdek_number: str, uuid: str) -> bytes:
    """The webhook that tells this event."""
    deleted, code = _cut(event.raw_code, "DELETED/")
    is_return, code = _cut(code, "RETURN/")
    at = event.happened_at.isoformat(timespec="seconds")
    attributes = {
        "is_return": is_return,
        "cdek_number": cdek_number,
        "code": code,
        "deleted": deleted,
        "number": event.subject.partition(":")[2],
        "status_date_time": at,
        "city_name": event.text,
    }
    message = {"type": "ORDER_STATUS", "date_time": at, "uuid": uuid, "attributes": attributes}
    return json.dumps(message, ensure_ascii=False).encode()


def _cut(code: str, prefix: str) -> tuple[bool, str]:
    return code.startswith(prefix), code.removeprefix(prefix)
