"""Receipts and changes in the reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs.declarations.models import ExportDeclaration, ImportLine, ImportRegistry
from customs.declarations.queries import ReadReceipt, codes_of
from shipments.history.models import Change
from shipments.holds.models import Hold
from shipments.moments import offset_of
from shipments.tracking.codes import CODES
from shipments.web.timeline import on_clock

SCHEMES = {
    "cn_customs": _("Customs of China"),
    "ru_customs": _("Customs of Russia"),
    "desk": _("Recorded by hand"),
}
AUTHORITIES = {"export": "cn_customs", "import": "ru_customs"}
# Each authority answers on its own clock.
CLOCKS = {
    "cn_customs": "Asia/Shanghai",
    "ru_customs": "Europe/Moscow",
    "desk": "Asia/Yekaterinburg",
}
THINGS: dict[type[models.Model], Any] = {
    ExportDeclaration: _("Export declaration"),
    ImportRegistry: _("Registry"),
    Hold: pgettext_lazy("thing", "Hold"),
}


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt for its reader: who answered, the code, its meaning, both clocks."""

    authority: Any
    code: str
    meaning: str
    others: list[tuple[str, str]]
    number: str
    text: str
    source: str
    happened: datetime
    recorded: datetime
    offset: str


def words_of(side: str, language: str) -> dict[str, str]:
    """What each code of a side's authority means, in the reader's language."""
    known = codes_of(AUTHORITIES[side])
    return {raw: words.get(language) or words["en"] for raw, words in known.items()}


def decided_words(line: ImportLine, words: dict[str, str], language: str) -> str:
    """The decision on a line of a registry in words: customs' code, or what an officer recorded."""
    if line.decision:
        return words.get(line.decision, "")
    return CODES[line.decided_code].text(language) if line.decided_code in CODES else ""


def present_receipts(rows: Sequence[ReadReceipt], language: str) -> list[ReceiptRow]:
    """Receipts with the meaning first in the reader's language, then in the two others."""
    return [_receipt(read_receipt, language) for read_receipt in rows]


def _receipt(read_receipt: ReadReceipt, language: str) -> ReceiptRow:
    row, zone = read_receipt.receipt, CLOCKS.get(read_receipt.receipt.scheme, "Asia/Yekaterinburg")
    own = language if language in read_receipt.meanings else "en"
    return ReceiptRow(
        authority=SCHEMES.get(row.scheme, row.scheme),
        code="" if row.scheme == "desk" else row.raw_code,
        meaning=read_receipt.meanings.get(own, ""),
        others=[(name, text) for name, text in read_receipt.meanings.items() if name != own],
        number=row.number,
        text=row.text,
        source=row.source,
        happened=on_clock(row.happened_at, zone),
        recorded=on_clock(row.recorded_at, zone),
        offset=offset_of(row.happened_at.astimezone(ZoneInfo(zone))),
    )


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Who moved what, from where to where, and why."""

    at: datetime
    by: str
    what: Any
    old: str
    new: str
    why: str


def present_changes(changes: Iterable[Change], things: Sequence[models.Model]) -> list[ChangeRow]:
    """Changes of some things with the words of their statuses."""
    known = {(thing._meta.label_lower, thing.pk): type(thing) for thing in things}
    return [_change(change, known[change.kind, change.object_id]) for change in changes]


def _change(change: Change, model: type[models.Model]) -> ChangeRow:
    words = dict(getattr(model._meta.get_field("status"), "flatchoices", ()))
    old, new = words.get(change.old, change.old), words.get(change.new, change.new)
    at = change.happened_at.astimezone(ZoneInfo("Asia/Yekaterinburg"))
    return ChangeRow(at, change.by, THINGS[model], old, new, change.note)
