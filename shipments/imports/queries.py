"""Reads of imports."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.imports.models import ImportRun, RowError
from shipments.parties.models import Seller
from shipments.sentences import Sentence

# How many reasons a page tells, and how many examples of one.
REASONS, EXAMPLES = 50, 3


def imports_for(actor: Actor) -> QuerySet[ImportRun]:
    """Imports the actor may see, newest first, without the files themselves."""
    rows = ImportRun.objects.visible_to(actor).defer("content", "sample")
    return rows.order_by("-created_at", "-pk")


def next_run(*, after: Collection[ImportRun] = ()) -> ImportRun | None:
    """The import to begin or to go on with `after` these; last what has killed its job before.

    Each seller's first comes before anybody's second: nobody waits for another's many.
    """
    return _in_turn(ImportRun.objects.filter(status__in=ImportRun.Status.UNDER_WAY), after)


def next_draft(*, after: Collection[ImportRun] = ()) -> ImportRun | None:
    """The draft whose file is to be parsed next, in the same order."""
    return _in_turn(ImportRun.objects.filter(status=ImportRun.Status.DRAFT, parsed_at=None), after)


def _in_turn(rows: QuerySet[ImportRun], after: Collection[ImportRun]) -> ImportRun | None:
    turns = Counter(import_run.seller_id for import_run in after)
    waiting = rows.exclude(pk__in=[import_run.pk for import_run in after]).order_by("pk")
    order = []
    for pk, seller, attempts in waiting.values_list("pk", "seller_id", "attempts"):
        turns[seller] += 1
        order.append((attempts, turns[seller], pk))
    first = min(order, default=(0, 0, 0))[-1]
    return rows.select_related("seller").defer("content", "sample").filter(pk=first).first()


def import_for(actor: Actor, number: str) -> ImportRun | None:
    """The import of a number if the actor may see it."""
    return ImportRun.objects.visible_to(actor).defer("content").filter(number=number).first()


def kept_rows(run: ImportRun, kind: str) -> QuerySet[RowError]:
    """The rows of a run kept for a person, "refused" or "differing", by line."""
    return run.errors.filter(kind=kind).order_by("line", "pk")


def seller_of(actor: Actor) -> Seller | None:
    """The seller an actor belongs to."""
    return Seller.objects.filter(pk=actor.seller_id).first() if actor.seller_id else None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong in a column of `rows` rows, first on `line`, whatever the values.

    `examples` are the first of its sentences where the values differ, else there are none.
    """

    column: str
    sentence: Sentence
    rows: int
    line: int
    examples: Sequence[Sentence]


def reasons_of(run: ImportRun, kind: str) -> list[Reason]:
    """Why rows were kept, the most frequent reasons first, REASONS at the most."""
    with connection.cursor() as cursor:
        cursor.execute(_REASONS, [run.pk, kind, REASONS, EXAMPLES + 1])
        found = cursor.fetchall()
    rows = RowError.objects.defer("row").in_bulk({pk for *_, some in found for pk, _place in some})
    return [
        _reason(column, lines, first, [rows[pk].faults[place - 1][1] for pk, place in some])
        for column, lines, first, some in found
    ]


def _reason(column: str, rows: int, line: int, sentences: Sequence[Sentence]) -> Reason:
    first = sentences[0]
    if len(sentences) == 1:
        return Reason(column, first, rows, line, ())
    blank = dict.fromkeys(first.places, "…")
    return Reason(column, Sentence(first.text, blank), rows, line, sentences[:EXAMPLES])


# Reasons are ciphertext; rows are grouped by the marks of their faults, by what is wrong and not by
# the values, and of each group the first few that differ are named by row and place.
_REASONS = """
    WITH faults AS (
        SELECT id, place, line, mark->>0 AS "column", mark->>1 AS text, mark->>2 AS said
        FROM shipments_rowerror, jsonb_array_elements(marks) WITH ORDINALITY AS each (mark, place)
        WHERE run_id = %s AND kind = %s
    ), grouped AS (
        SELECT "column", text, count(DISTINCT line) AS lines, min(line) AS first
        FROM faults GROUP BY "column", text ORDER BY 3 DESC, 4 LIMIT %s
    ), differing AS (
        SELECT "column", text, min(ARRAY[id, place]) AS example
        FROM faults JOIN grouped USING ("column", text) GROUP BY "column", text, said
    )
    SELECT "column", lines, first, (array_agg(example ORDER BY example))[1:%s]
    FROM grouped JOIN differing USING ("column", text)
    GROUP BY "column", text, lines, first ORDER BY 2 DESC, 3
"""
