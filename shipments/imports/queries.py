"""Reads of imports."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.imports.models import ImportRun, RowError
from shipments.parties.models import Seller
from shipments.sentences import Sentence, read

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
    return _in_turn(ImportRun.objects.filter(status__in=["waiting", "running"]), after)


def next_draft(*, after: Collection[ImportRun] = ()) -> ImportRun | None:
    """The draft whose file is to be parsed next, in the same order."""
    return _in_turn(ImportRun.objects.filter(status="draft", parsed_at=None), after)


def _in_turn(rows: QuerySet[ImportRun], after: Collection[ImportRun]) -> ImportRun | None:
    turns = Counter(one.seller_id for one in after)
    waiting = rows.exclude(pk__in=[one.pk for one in after]).order_by("pk")
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
        cursor.execute(_REASONS, [run.pk, kind, run.pk, kind, EXAMPLES + 1, REASONS])
        found = cursor.fetchall()
    return [_reason(*one) for one in found]


def _reason(column: str, text: str, rows: int, line: int, written: list[str]) -> Reason:
    sentences = [read(one) for one in written]
    if len(sentences) == 1:
        return Reason(column, sentences[0], rows, line, ())
    blank = dict.fromkeys(sentences[0].places, "…")
    return Reason(column, Sentence(text, blank), rows, line, sentences[:EXAMPLES])


# A row's first fault stands in columns, the others in `further`; a sentence with values is kept
# as JSON, its text first, so that rows are grouped by what is wrong and not by the values.
_REASONS = """
    WITH faults AS (
        SELECT line, "column", reason FROM shipments_rowerror WHERE run_id = %s AND kind = %s
        UNION ALL
        SELECT line, one->>0, one->>1
        FROM shipments_rowerror, jsonb_array_elements(further) AS one
        WHERE run_id = %s AND kind = %s
    ), named AS (
        SELECT *, CASE WHEN starts_with(reason, '["') THEN reason::jsonb->>0 ELSE reason END AS text
        FROM faults
    )
    SELECT "column", text, count(DISTINCT line), min(line),
           (array_agg(DISTINCT reason))[1:%s]
    FROM named GROUP BY "column", text ORDER BY 3 DESC, 4 LIMIT %s
"""
