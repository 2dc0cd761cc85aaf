"""What staff may record by hand of a parcel, and what a decision would do to many."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from customs.declarations.gates import Apart, apart_of, is_release, opened, shut_for
from shipments.errors import BadInput
from shipments.event_codes import EventCode
from shipments.parcels.models import Movement, Parcel
from shipments.sentences import Sentence, say, word
from shipments.tracking.codes import CODES
from shipments.tracking.tracks import LEVELS, Code, Track

BACK = {Track.EXPORT: EventCode.EXPORT_TAKEN_BACK, Track.IMPORT: EventCode.IMPORT_TAKEN_BACK}
# The same where the papers had only been prepared.
BACK_EARLY = EventCode.IMPORT_TAKEN_BACK_EARLY
# What we do ourselves is no decision of an authority; what takes one back is no new one. That duty
# is paid follows from its payments.
OUR_ACTIONS = {
    EventCode.EXPORT_FILED,
    EventCode.IMPORT_PRE_DECLARED,
    EventCode.IMPORT_REFILED,
    EventCode.SUSPENSION_LIFTED,
    EventCode.DUTY_PAID,
    *BACK.values(),
    BACK_EARLY,
}
# What nobody can do anything about without being told why.
NEED_WORDS = {
    EventCode.IMPORT_REFUSED,
    EventCode.DOCUMENTS_REQUIRED,
    EventCode.IMPORT_SUSPENDED,
    EventCode.EXPORT_REJECTED,
    EventCode.EXPORT_DETAINED,
}
_STATES = ("movement", "export_clearance", "import_clearance")
_NAMED = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision for many would do: those it moves by present status, and those it cannot.

    `apart` is what a release leaves alone unless its gate is opened; it is among the refused.
    """

    by_status: dict[str, int]
    refused: list[tuple[str, str]]
    apart: list[Apart]

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


def decisions_on(track: Track) -> list[Code]:
    """What staff may record by hand on a track."""
    return [c for c in CODES.values() if c.track == track and c.code not in OUR_ACTIONS]


def decision_of(code: str) -> tuple[Code, Track]:
    """A decision staff may record, and its track. Raises BadInput for any other word."""
    found = CODES.get(code)
    if code == EventCode.DUTY_PAID:
        text = _("Record the payment with its number, sum and day: it says that the duty is paid.")
        raise BadInput("payment_needed", text, {"code": code})
    if found is None or found.track not in BACK or code in OUR_ACTIONS:
        message = _("Choose one of the decisions offered.")
        raise BadInput("unknown_decision", message, {"code": code})
    return found, Track(found.track)


def ask_for_words(code: str, reason: str, field: str = "reason") -> None:
    """Raises BadInput where a decision stops a parcel and nobody says why."""
    if code in NEED_WORDS and not reason.strip():
        message = _("Say why: who must act now reads it.")
        raise BadInput("no_reason", message, {field: reason})


def stands_already(parcel: Parcel, code: str) -> bool:
    """Whether a parcel has the status of the decision before it."""
    found, track = decision_of(code)
    return getattr(parcel, track) == found.status


def refusal_of(parcel: Parcel, code: str) -> Sentence:
    """Why a decision cannot be recorded of a parcel; empty where it can."""
    found, track = decision_of(code)
    in_china = parcel.movement in Movement.IN_ORIGIN
    if parcel.movement in Movement.ENDED:
        return say("is %(status)s", status=word(Movement(parcel.movement).label))
    if track == Track.EXPORT and not in_china and code != EventCode.EXPORT_FINALISED:
        return say("has left China")
    if track == Track.IMPORT and in_china:
        return say("has not left China")
    if stands_already(parcel, code):
        return say("has this status already")
    if _is_settled(getattr(parcel, track), found, track):
        return say("was decided already; only a correction can change that")
    return Sentence("")


def _is_settled(status: str, code: Code, track: Track) -> bool:
    """Whether the present status is left by nothing on the level of this code (`codes.LEVELS`)."""
    return not code.corrects and LEVELS[track].get(status, 0) >= max(1, code.level)


def offers(parcel: Parcel, track: Track) -> list[Code]:
    """The decisions on a track that could be recorded of a parcel as it stands."""
    return [code for code in decisions_on(track) if not refusal_of(parcel, code.code)]


def refusals_of(
    parcels: Sequence[Parcel], code: str, also: Collection[str] = ()
) -> dict[int, Sentence]:
    """Why a decision cannot be recorded, by parcel; a gate stands unless it is opened by `also`."""
    found = {p.pk: reason for p in parcels if (reason := refusal_of(p, code))}
    shut = shut_for([p.pk for p in parcels if p.pk not in found], code, decision_of(code)[1])
    return found | {
        pk: each_shut.refusal for pk, each_shut in shut.items() if each_shut.gate not in also
    }


def preview_decision(
    *, parcels: Sequence[Parcel], code: str, also: Collection[str] = ()
) -> Preview:
    """What recording this decision for these parcels would do. Raises BadInput."""
    track = decision_of(code)[1]
    why = refusals_of(parcels, code, also)
    refused = [(p.number, str(why[p.pk])) for p in parcels if p.pk in why]
    moving = Counter(getattr(p, track) for p in parcels if p.pk not in why)
    able = [p.pk for p in parcels if not refusal_of(p, code)]
    apart = apart_of(Parcel.objects.filter(pk__in=able), track) if is_release(code) else []
    return Preview(
        dict(moving), refused, [stopped for stopped in apart if stopped.gate not in also]
    )


@dataclass(frozen=True, slots=True)
class Frees:
    """What a release sets free: parcels, their grams, and those that go on at once."""

    parcels: int
    grams: int
    at_once: int

    @property
    def kilograms(self) -> Decimal:
        return Decimal(self.grams) / 1000


@dataclass(frozen=True, slots=True)
class ManyPreview:
    """The same for thousands, counted by the database: refusals by reason, the first by number.

    What stands apart before a gate is in `apart` alone.
    """

    by_status: dict[str, int]
    by_reason: dict[str, int]
    refused: list[tuple[str, str]]
    apart: list[Apart]
    frees: Frees | None

    @property
    def total(self) -> int:
        return sum(self.by_status.values())

    @property
    def refused_total(self) -> int:
        return sum(self.by_reason.values())


def preview_many(*, rows: QuerySet[Parcel], code: str) -> ManyPreview:
    """What recording a decision for these rows would do, without reading each. Raises BadInput."""
    track = decision_of(code)[1]
    by_reason, stopped = Counter[str](), Q(pk__in=[])
    for state in rows.order_by().values(*_STATES).annotate(n=Count("pk")):
        n = state.pop("n")
        if reason := refusal_of(Parcel(**state), code):
            by_reason[str(reason)] += n
            stopped |= Q(**state)
    refused = rows.filter(stopped).order_by("pk")[:_NAMED] if by_reason else []
    named = [(parcel.number, str(refusal_of(parcel, code))) for parcel in refused]
    able = rows.exclude(stopped)
    free = opened(able, code, track, ())
    by_status = free.order_by().values_list(track).annotate(n=Count("pk"))
    apart, freed = (apart_of(able, track), frees(free)) if is_release(code) else ([], None)
    return ManyPreview(dict(by_status), dict(by_reason), named, apart, freed)


def frees(rows: QuerySet[Parcel]) -> Frees:
    """What a release of these rows sets free."""
    waits = Q(movement=Movement.AT_HUB, held=False)
    found = rows.order_by().aggregate(
        n=Count("pk"), grams=Sum("grams", default=0), now=Count("pk", filter=waits)
    )
    return Frees(found["n"], found["grams"], found["now"])
