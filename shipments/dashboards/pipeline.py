"""Where the parcels under way are, and what stops them: counted together, told by pure rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from shipments.actor import Actor
from shipments.holds.queries import CARRIER, CUSTOMS, YOU, acting, held_since
from shipments.parcels.models import ExportClearance, Headline, ImportClearance, Movement, Parcel
from shipments.tracking.stage import stage_of


@dataclass(frozen=True, slots=True)
class Group:
    """Parcels of one seller with equal statuses: how many, and since when the oldest of them.

    `acts` is who must act for their holds, as `holds.queries.acting` says; "" where none stands.
    `exported`, `imported` and `stopped` say since when of the customs' statuses and of holds.
    """

    movement: str
    export_clearance: str
    import_clearance: str
    held: bool
    acts: str
    count: int
    oldest: datetime
    exported: datetime | None = None
    imported: datetime | None = None
    stopped: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A word, how many, and since when the oldest; `who` must act where somebody must."""

    word: str
    count: int
    oldest: datetime | None
    who: str = ""


# What stops a parcel on its way and who must act; the first that fits names the reason.
STOPS: list[tuple[str, str, dict[str, set]]] = [
    (
        ImportClearance.DOCUMENTS_REQUIRED.value,
        "buyer",
        {"import_clearance": {ImportClearance.DOCUMENTS_REQUIRED}},
    ),
    (ImportClearance.DUTY_DUE.value, "buyer", {"import_clearance": {ImportClearance.DUTY_DUE}}),
    ("import_refused", "customs", {"import_clearance": {*ImportClearance.DENIED}}),
    ("import_inspection", "customs", {"import_clearance": {*ImportClearance.EXAMINED}}),
    ("export_rejected", "customs", {"export_clearance": {*ExportClearance.TURNED_DOWN}}),
    ("export_inspection", "customs", {"export_clearance": {*ExportClearance.INSPECTED}}),
    ("held_by_you", YOU, {"acts": {YOU}}),
    ("held_by_customs", CUSTOMS, {"acts": {CUSTOMS}}),
    ("on_hold", CARRIER, {"held": {True}}),
    ("pick_up", "buyer", {"movement": {Movement.READY_FOR_PICKUP}}),
    (Movement.RETURNING.value, "planner", {"movement": {Movement.RETURNING}}),
]


def groups_under_way(actor: Actor) -> list[Group]:
    """The parcels that are neither delivered nor given up, by statuses; one query."""
    rows = Parcel.objects.visible_to(actor).filter(movement__in=Movement.UNDER_WAY).order_by()
    rows = rows.annotate(acts=acting())
    told = rows.values_list("movement", "export_clearance", "import_clearance", "held", "acts")
    counted: Any = told.annotate(
        n=Count("pk"),
        since=Min("movement_at"),
        exported=Min("export_at"),
        imported=Min("import_at"),
        stopped=Min(held_since()),
    )
    return [Group(*row) for row in counted]


def stages(groups: Iterable[Group]) -> list[Tally]:
    """The eight stages with what is under way in each."""
    found: dict[str, Tally] = {stage.value: Tally(stage.value, 0, None) for stage in Headline}
    for group in groups:
        _add(found, stage_of(group).value, "", group, group.oldest)
    return list(found.values())


def stops(groups: Iterable[Group]) -> list[Tally]:
    """What stops parcels, who must act, how many: the most first."""
    found: dict[str, Tally] = {}
    for group in groups:
        if stop := stop_of(group):
            _add(found, *stop, group, _since(stop[0], group))
    return sorted(found.values(), key=lambda tally: -tally.count)


def stop_of(group: Any) -> tuple[str, str] | None:
    """What stops a parcel (or what has its statuses) and who must act, or None."""
    for word, who, rule in STOPS:
        if all(getattr(group, field) in values for field, values in rule.items()):
            return word, who
    return None


# Since when a status stands, by the field that a rule looks at.
_SINCE = {
    "export_clearance": "exported",
    "import_clearance": "imported",
    "acts": "stopped",
    "held": "stopped",
    "movement": "oldest",
}


def _since(word: str, group: Group) -> datetime:
    """Since when the oldest of a group is stopped so: by customs' word or by the hold itself."""
    rule = next(rule for name, _who, rule in STOPS if name == word)
    return getattr(group, _SINCE[next(iter(rule))]) or group.oldest


def _add(found: dict[str, Tally], word: str, who: str, group: Group, since: datetime) -> None:
    known = found.get(word, Tally(word, 0, None, who))
    oldest = min(since, known.oldest or since)
    found[word] = Tally(word, known.count + group.count, oldest, known.who)
