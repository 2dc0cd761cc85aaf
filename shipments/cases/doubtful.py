"""Cases of events that cannot be, as far as we know: one of a flight or of a message."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import Actor, Role
from shipments.cases.actions import close_cases
from shipments.cases.models import Case
from shipments.cases.opening import Cause, stand
from shipments.runs.apart import in_pieces, resting
from shipments.sentences import Sentence, say
from shipments.tracking.doubts import accept_doubtful, dismiss_doubtful
from shipments.tracking.intake import doubtful, things_named
from shipments.tracking.models import Containment, Doubt, UnmappedEvent

# At most so many events find their cases in one run.
MOST = 5_000
# The step of the job, as its failures name it.
OPENING = "open_doubtful_cases"
# What one reason may bring about for all that fly together, or stand in one message.
_SHARED = {Doubt.NEVER_LEFT, Doubt.UNFILED, Doubt.ELSEWHERE, Doubt.OLDER}
_WHY: dict[str, Sentence] = {
    Doubt.OLDER: say("Reported for a time before the parcel was ordered: another parcel's number?"),
    Doubt.NEVER_LEFT: say("Reported of what has not left China, as far as we know."),
    Doubt.UNFILED: say("A decision of customs about what stands in no filed registry."),
    Doubt.RETURNING: say("Reported on its way to the buyer, though it is returning."),
    Doubt.CANCELLED: say("It moves, though it is cancelled."),
    Doubt.SETTLED: say("Its journey has ended otherwise already."),
    Doubt.ELSEWHERE: say("Reported by a partner who cannot have it."),
    Doubt.UNPACKED: say("Weighed at a time when it was not packed yet: another parcel's number?"),
}


@transaction.atomic
def open_doubtful_cases(*, by: Actor, at: datetime) -> int:
    """Open a case for each cause of doubtful events that have none; returns how many events.

    A case whose events are all closed is closed.
    """
    by.require(Role.PLANNER)
    due = doubtful().filter(case__isnull=True).order_by("pk")
    pks = list(due.exclude(pk__in=resting(OPENING, at=at)).values_list("pk", flat=True)[:MOST])
    done = sum(in_pieces(OPENING, UnmappedEvent, pks, lambda some: _open(some, at), at=at))
    close_answered(by=by, at=at)
    return done


def _open(pks: list[int], at: datetime) -> int:
    due = doubtful().filter(pk__in=pks, case__isnull=True).order_by("pk")
    rows = list(due.select_for_update(skip_locked=True, of=("self",)))
    for cause, events in _causes(rows):
        owner = Case.Owner.CUSTOMS if events[0].doubt == Doubt.UNFILED else ""
        [case] = stand([cause], Case.Kind.DOUBTFUL, at=at, owner=owner)
        UnmappedEvent.objects.filter(pk__in=[row.pk for row in events]).update(case=case)
    return len(rows)


def _causes(rows: Sequence[UnmappedEvent]) -> Iterator[tuple[Cause, list[UnmappedEvent]]]:
    """The events by their causes, with the parcels of each."""
    named = things_named(row.subject for row in rows)
    parcels = {text: pk for text, (kind, pk) in named.items() if kind == "parcel"}
    flights, together = _flights(set(parcels.values())), _many(rows)
    groups: dict[tuple[str, str], list[UnmappedEvent]] = defaultdict(list)
    for row in rows:
        groups[_cause(row, flights.get(parcels.get(row.subject, 0)), together)].append(row)
    for (key, about), events in groups.items():
        held = {parcels[row.subject]: row.happened_at for row in events if row.subject in parcels}
        yield Cause(key, about, "", _WHY[events[0].doubt], sorted(held.items())), events


def _cause(
    row: UnmappedEvent, flight: tuple[int, str] | None, together: set[tuple[str, str]]
) -> tuple[str, str]:
    """The key and the name of an event's cause: its flight, its message, or itself alone."""
    if row.doubt in _SHARED and flight:
        return f"{row.doubt}:flight:{flight[0]}", flight[1]
    if row.doubt in _SHARED and (row.doubt, row.message) in together:
        return f"{row.doubt}:{row.message}", row.source
    kind, _, name = row.subject.partition(":")
    return f"{row.doubt}:{row.subject}"[:120], "" if kind == "parcel" else name


def _many(rows: Sequence[UnmappedEvent]) -> set[tuple[str, str]]:
    """The messages that tell one doubtful thing of several subjects."""
    subjects: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        subjects[row.doubt, row.message].add(row.subject)
    return {message for message, told in subjects.items() if len(told) > 1}


def _flights(parcel_ids: set[int]) -> dict[int, tuple[int, str]]:
    """The flight of each parcel that lies, or lay last, in one: its row and its name."""
    lay = Containment.objects.filter(parcel__in=parcel_ids).order_by("since", "pk")
    fields = [f"consolidation__flight{name}" for name in ("", "__number", "__day")]
    return {
        parcel: (flight, f"{number} {day:%d.%m.%Y}")
        for parcel, flight, number, day in lay.values_list("parcel_id", *fields)
    }


@transaction.atomic
def judge_events(
    *, case: Case, events: Sequence[UnmappedEvent], accept: bool, why: str, by: Actor, at: datetime
) -> int:
    """Accept a case's doubtful events all the same, or dismiss them with the reason; how many.

    Once none of them waits the case is closed. Raises BadInput for a dismissal without a reason.
    """
    mine = [row for row in events if row.case_id == case.pk]
    if accept:
        done = accept_doubtful(rows=mine, why=why, by=by, at=at)
    else:
        done = dismiss_doubtful(rows=mine, why=why, by=by, at=at)
    close_answered(by=by, at=at, case=case)
    return done


def close_answered(*, by: Actor, at: datetime, case: Case | None = None) -> int:
    """Close the doubtful cases none of whose events waits any more; returns how many."""
    rows = Case.objects.filter(kind=Case.Kind.DOUBTFUL, status=Case.Status.OPEN)
    rows = rows.filter(pk=case.pk) if case else rows
    waiting = doubtful().filter(case__isnull=False).values("case")
    done = list(rows.exclude(pk__in=waiting).order_by("pk")[:MOST])
    return len(close_cases(cases=done, by=by, at=at, outcome=Case.Outcome.ANSWERED).moved)


def events_of_case(case: Case) -> list[UnmappedEvent]:
    """The doubtful events of a case, those that wait first, at most two hundred."""
    rows = UnmappedEvent.objects.filter(case=case).select_related("partner")
    return list(rows.order_by("-resolved_at", "pk")[:200])
