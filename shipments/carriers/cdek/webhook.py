"""CDEK's webhook ORDER_STATUS (API v2): one status of one order (russia.md 4.3)."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from shipments.carriers.cdek.codes import SCHEME
from shipments.errors import BadMessage
from shipments.numbers.parcels import squeezed
from shipments.tracking.raw import RawEvent

MAX_BYTES = 64 * 1024
_CODE = re.compile(r"[A-Z][A-Z_]{1,50}", re.ASCII)
_NUMBER = re.compile(r"[A-Z0-9_]{4,40}", re.ASCII)


def parse(data: bytes | str) -> list[RawEvent]:
    """The status in the webhook; webhooks of other types hold none. Raises BadMessage.

    Our own number names the parcel, else CDEK's. A status of a return order is "RETURN/...", one
    that CDEK takes back is "DELETED/...", which waits for a person.
    """
    message = _read(data)
    if message.get("type") != "ORDER_STATUS":
        return []
    attributes = message.get("attributes")
    if not isinstance(attributes, dict):
        raise BadMessage("field_missing", "The webhook has no attributes.")
    return [_event(attributes)]


def _read(data: bytes | str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise BadMessage("message_too_large", f"The message is above {MAX_BYTES} bytes.")
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        raise BadMessage("not_json", "The message is not JSON.") from None
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
        raise BadMessage("bad_number", f"{number[:40]!r} is no number of an order.")
    return number


def _code(attributes: dict[str, Any]) -> str:
    code = _text(attributes, "code")
    if not _CODE.fullmatch(code):
        raise BadMessage("bad_status", f"{code[:40]!r} is no status of CDEK.")
    is_return = attributes.get("is_return") or attributes.get("is_client_return")
    code = f"RETURN/{code}" if is_return is True else code
    return f"DELETED/{code}" if attributes.get("deleted") is True else code


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
        "is_return": is_return, "cdek_number": cdek_number, "code": code, "deleted": deleted,
        "number": event.subject.partition(":")[2], "status_date_time": at,
        "city_name": event.text,
    }  # fmt: skip
    message = {"type": "ORDER_STATUS", "date_time": at, "uuid": uuid, "attributes": attributes}
    return json.dumps(message, ensure_ascii=False).encode()


def _cut(code: str, prefix: str) -> tuple[bool, str]:
    return code.startswith(prefix), code.removeprefix(prefix)
