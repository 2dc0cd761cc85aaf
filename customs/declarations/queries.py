"""The queues of the customs desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, QuerySet
from django.db.models.functions import Length

from customs.declarations.models import (
    ExportDeclaration,
    ImportLine,
    ImportRegistry,
    Receipt,
)
from customs.terms.queries import due_by, terms_of
from shipments.actor import Actor
from shipments.holds.models import Hold
from shipments.parcels.models import ExportClearance, ImportClearance, Movement, Parcel
from shipments.tenancy import within
from shipments.tracking.codes import CODES
from shipments.tracking.models import PartnerCode


def export_queue(actor: Actor) -> QuerySet[Parcel]:
    """Parcels in China whose export clearance is under way, longest waiting first."""
    rows = Parcel.objects.visible_to(actor).filter(
        export_clearance__in=ExportClearance.AT_DESK, movement__in=Movement.IN_ORIGIN
    )
    rows = rows.select_related("order", "seller", "export_declaration")
    return rows.order_by("export_at", "pk")


def import_queue(actor: Actor) -> QuerySet[Parcel]:
    """Parcels at the Russian border whose import clearance is under way, longest waiting first."""
    rows = Parcel.objects.visible_to(actor).filter(
        import_clearance__in=ImportClearance.AT_DESK, movement__in=Movement.AT_BORDER
    )
    rows = rows.select_related("order", "seller").prefetch_related(
        "import_lines__registry__consolidation"
    )
    return rows.order_by("import_at", "pk")


def counts(rows: QuerySet[Parcel], side: str, *, at: datetime) -> list[dict[str, Any]]:
    """A queue by status: how many, since when the oldest waits, how many are past their term."""
    field, since = f"{side}_clearance", f"{side}_at"
    labels = dict(ExportClearance.choices if side == "export" else ImportClearance.choices)
    late = due_by(terms_of(side, at=at), field, since, at)
    found = rows.order_by().values(field)
    found = found.annotate(n=Count("pk"), oldest=Min(since), late=Count("pk", filter=late))
    return [
        {**row, "status": row[field], "label": labels[row[field]]} for row in found.order_by(field)
    ]


def person_needed(actor: Actor) -> int:
    """How many parcels at the border wait for a person to say what is due."""
    return import_queue(actor).order_by().filter(import_lines__needs_person=True).count()


def declarations_for(actor: Actor) -> QuerySet[ExportDeclaration]:
    """Export declarations the actor may see, newest first."""
    rows = ExportDeclaration.objects.visible_to(actor).select_related("parcel__order")
    return rows.order_by("-pk")


def registries_for(actor: Actor) -> QuerySet[ImportRegistry]:
    """Import registries, newest first; for staff only."""
    rows = ImportRegistry.objects.select_related("consolidation__flight").order_by("-pk")
    rows = within(rows, actor, channel="consolidation__flight__channel")
    return rows if actor.sees_all_sellers else rows.none()


def first_registries_for(actor: Actor) -> QuerySet[ImportRegistry]:
    """One registry a master waybill: what was filed anew stands on the page of the first."""
    return registries_for(actor).filter(sequence=1)


def lines_for(actor: Actor) -> QuerySet[ImportLine]:
    """Lines of import registries the actor may see, newest first."""
    rows = ImportLine.objects.visible_to(actor).select_related("registry__consolidation", "parcel")
    return rows.order_by("-pk")


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """A receipt with what its code means, by language; empty where nobody has said it yet."""

    receipt: Receipt
    meanings: dict[str, str]


def receipts_of(parcel: Parcel) -> list[ReadReceipt]:
    """What the authorities answered about a parcel, latest first."""
    rows = list(Receipt.objects.filter(parcel=parcel).order_by("-happened_at", "-pk")[:200])
    wanted = {row.raw_code for row in rows}
    codes = {
        (object_item.scheme, object_item.raw_code): object_item
        for object_item in PartnerCode.objects.filter(raw_code__in=wanted)
    }
    return [ReadReceipt(row, _meanings(row, codes.get((row.scheme, row.raw_code)))) for row in rows]


def codes_of(scheme: str) -> dict[str, dict[str, str]]:
    """Every code of an authority that somebody has given a meaning, with it by language."""
    rows = PartnerCode.objects.filter(scheme=scheme).order_by(Length("raw_code"), "raw_code")
    return {
        row.raw_code: {"zh-hans": row.meaning_zh, "ru": row.meaning_ru, "en": row.meaning_en}
        for row in rows
    }


def _meanings(row: Receipt, known: PartnerCode | None) -> dict[str, str]:
    if known and known.meaning_en:
        return {"zh-hans": known.meaning_zh, "ru": known.meaning_ru, "en": known.meaning_en}
    ours = CODES.get(row.code)
    return {"zh-hans": ours.zh, "ru": ours.ru, "en": ours.en} if ours else {}


def holds_of(parcel: Parcel) -> list[Hold]:
    """Every hold that ever stood on the parcel itself, latest first."""
    return list(Hold.objects.filter(parcel=parcel).order_by("-placed_at", "-pk"))


def declaration_of(actor: Actor, number: str) -> Parcel | None:
    """The parcel of a number with its declarations, goods and order, if the actor may see it."""
    rows = Parcel.objects.visible_to(actor).select_related(
        "order__receiver", "export_declaration", "channel__destination", "seller"
    )
    lines = ImportLine.objects.select_related("registry__consolidation").order_by("pk")
    rows = rows.prefetch_related("items__line__product", Prefetch("import_lines", lines))
    return rows.filter(number=number).first()
