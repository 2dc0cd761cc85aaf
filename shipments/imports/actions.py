"""Running a file batch by batch, each with its progress in one transaction."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import F

from shipments.actor import SELLER_WRITERS, Actor, Right, Role
from shipments.errors import BadInput, Refused
from shipments.imports.lifecycle import IMPORT_RUN
from shipments.imports.models import ImportRun, RowError, marks_of
from shipments.imports.opened import Opened, open_table, table_of
from shipments.imports.outcome import WORDS, Outcome, fault_of_ours
from shipments.imports.table import DELIMITERS, ENCODINGS
from shipments.parties.models import Seller
from shipments.sentences import Sentence, say

Kind, Status = ImportRun.Kind, ImportRun.Status
POLICIES = ("reject-rows", "reject-all")
BATCH = 500
# So often a file is begun without a batch done: what kills its job each time is given up.
TRIES = 3
COUNTS = ("lines", "total_rub", *WORDS, *(f"rows_{word}" for word in WORDS))
# Nobody needs the file once it has ended: what is kept for a person stands in its rows.
DROPPED = {"content": None, "sample": None}
# The name of the locks by which one hand alone runs a file.
HELD = 0x1A90
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read: layout (auto or its name), what a bad row does, zone of bare times.

    Encoding and delimiter are recognised where empty; `day_first` says how 03/11/2026 is read.
    """

    layout: str = "auto"
    policy: str = "reject-rows"
    timezone: str = "Asia/Shanghai"
    dry_run: bool = False
    encoding: str = ""
    delimiter: str = ""
    day_first: bool | None = None


@transaction.atomic
def start_import(
    *,
    kind: str,
    content: bytes,
    filename: str,
    seller: Seller | None,
    options: Options,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Take a file in; `run_import` parses and runs it. Raises BadInput for what is not known."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    if by.seller_id is not None and (
        kind == Kind.SELLERS or seller is None or seller.pk != by.seller_id
    ):
        raise BadInput("foreign_seller", say("A seller imports his own orders and products only."))
    check_options(kind, options)
    run = new_run(
        kind=kind, content=content, filename=filename, seller=seller, options=options, by=by, at=at
    )
    run.save()
    return run


def new_run(
    *,
    kind: str,
    content: bytes,
    filename: str,
    seller: Seller | None,
    options: Options,
    by: Actor,
    at: datetime,
    status: str = Status.WAITING,
) -> ImportRun:
    """A run that is not saved yet."""
    return ImportRun(
        number=f"I{at:%y%m%d}{secrets.token_hex(5)}",
        seller=seller,
        kind=kind,
        layout=options.layout,
        policy=options.policy,
        timezone=options.timezone,
        encoding=options.encoding,
        delimiter=options.delimiter,
        day_first=options.day_first,
        dry_run=options.dry_run,
        filename=filename[:200],
        content=content,
        by=by.name[:80],
        created_at=at,
        status=status,
    )


def check_options(kind: str, options: Options) -> None:
    """Raises BadInput for a kind, policy, encoding, delimiter or zone that is not known."""
    if kind not in Kind.values or options.policy not in POLICIES:
        text = say("Choose orders, products or sellers, and a known policy.")
        raise BadInput("bad_options", text)
    if options.encoding not in ("", *ENCODINGS) or options.delimiter not in ("", *DELIMITERS):
        raise BadInput("bad_options", say("Choose a known encoding and a known delimiter."))
    try:
        ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "Asia" is a folder
        text = say("There is no time zone %(name)s.", name=options.timezone[:40])
        raise BadInput("bad_timezone", text) from error


@transaction.atomic
def dismiss_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Say that nothing is left to be done about a file, so that it needs nobody any more."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    waiting = ImportRun.objects.filter(pk=run.pk, status__in=[Status.DONE, Status.FAILED])
    waiting.filter(dismissed_at__isnull=True).update(dismissed_at=at)
    run.refresh_from_db(fields=["dismissed_at"])
    return run


def run_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Run a file to its end, from where it stopped; a second hand at the same time does nothing.

    After this each row is counted under one word; rows refused or differing are RowErrors. What
    raises anything fails this run alone, with its reason.
    """
    with alone(run) as mine:
        if mine and not IMPORT_RUN.move([run], Status.RUNNING, by=by, at=at).refused:
            _run_to_end(run, by, at)
    run.refresh_from_db()
    return run


@contextmanager
def alone(run: ImportRun) -> Iterator[bool]:
    """Whether no other hand has the run; one that is killed lets go with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [HELD, run.pk])
        [mine] = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [HELD, run.pk])


def _run_to_end(run: ImportRun, by: Actor, at: datetime) -> None:
    try:
        count_attempt(run)
        opened = _opened(run)
        if run.dry_run or run.policy == "reject-all":
            _run_as_one(run, opened, by, at)
        else:
            while _run_batch(run.pk, opened, by, at):
                pass
            _finish(run, by, at)
    except SoftTimeLimitExceeded:
        raise  # the job ran out of time: another goes on from here
    except Refused as refused:
        _fail(run, refused.sentence, refused.code, by, at)
    except Exception as error:
        _fail(run, fault_of_ours(error, f"import {run.number}"), "our_fault", by, at)


def _opened(run: ImportRun) -> Opened:
    """The run's file, with its columns kept for the file of its errors, and as what it is read."""
    table = table_of(run)
    opened = open_table(run, table)
    found = {"header": table.header, "sign": table.delimiter, "rows_total": opened.rows_total}
    if run.kind == Kind.ORDERS:
        found["layout"] = opened.reader.name
    ImportRun.objects.filter(pk=run.pk).update(**found)
    return opened


def count_attempt(run: ImportRun) -> None:
    """Raises BadInput for a file that was begun too often and came no further."""
    ImportRun.objects.filter(pk=run.pk).update(attempts=F("attempts") + 1)
    run.refresh_from_db(fields=["attempts"])
    if run.attempts > TRIES:
        text = say("The file could not be read in %(n)s tries: split it.", n=TRIES)
        raise BadInput("given_up", text)


@transaction.atomic
def _finish(run: ImportRun, by: Actor, at: datetime) -> None:
    """Done, where each row is accounted for. Raises BadInput otherwise."""
    _check_accounts(ImportRun.objects.defer("content").get(pk=run.pk))
    IMPORT_RUN.move([run], Status.DONE, by=by, at=at)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=at, **DROPPED)


def _check_accounts(run: ImportRun) -> None:
    if run.rows_read == run.rows_total:
        return
    log.error("import %s: %s rows, %s accounted for", run.number, run.rows_total, run.rows_read)
    text = say(
        "Only %(read)s of %(total)s rows are accounted for; our staff was told."
        " Upload the file again: nothing is created twice.",
        read=run.rows_read,
        total=run.rows_total,
    )
    raise BadInput("rows_missing", text)


@transaction.atomic
def _fail(run: ImportRun, reason: Sentence, code: str, by: Actor, at: datetime) -> None:
    """Failed, with the reason; the history keeps its code alone: a reason may quote a cell."""
    ImportRun.objects.filter(pk=run.pk).update(error=reason, finished_at=at, **DROPPED)
    IMPORT_RUN.move([run], Status.FAILED, by=by, at=at, reason=code)


class _TakenBack(Exception):
    """Takes back a trial, or a file whose policy is all or nothing."""


def _run_as_one(run: ImportRun, opened: Opened, by: Actor, at: datetime) -> None:
    """Everything or, where it is a trial or a row is bad, nothing but the report."""
    try:
        with transaction.atomic():
            while _run_batch(run.pk, opened, by, at):
                pass
            fresh = ImportRun.objects.defer("content").get(pk=run.pk)
            report = list(fresh.errors.order_by("pk").values(*_REPORTED))
            if run.dry_run or report:
                raise _TakenBack
            _finish(run, by, at)
    except _TakenBack:
        with transaction.atomic():
            RowError.objects.bulk_create(RowError(run=run, **error) for error in report)
            counts = _as_tried(fresh) if run.dry_run else _as_taken_back(fresh)
            ImportRun.objects.filter(pk=run.pk).update(**counts)
            _finish(run, by, at)


_REPORTED = ("line", "column", "reason", "kind", "further", "marks", "row")


def _as_tried(fresh: ImportRun) -> dict:
    """The counts as they would be in earnest."""
    return {name: getattr(fresh, name) for name in COUNTS}


def _as_taken_back(fresh: ImportRun) -> dict:
    """Nothing was made: the good rows are refused with the bad ones."""
    undone = fresh.rows_created + fresh.rows_changed
    nothing = ("created", "changed", "rows_created", "rows_changed", "lines", "total_rub")
    kept = _as_tried(fresh) | dict.fromkeys(nothing, 0)
    return kept | {"rows_refused": fresh.rows_refused + undone}


@transaction.atomic
def _run_batch(pk: int, opened: Opened, by: Actor, at: datetime) -> bool:
    """The next batch with its progress; False at the file's end."""
    done = ImportRun.objects.select_for_update().values_list("groups_done", flat=True).get(pk=pk)
    groups = opened.groups[done : done + BATCH]
    if not groups:
        return False
    outcome = opened.reader.take(groups, by=by, at=at)
    _keep(pk, outcome)
    more = {word: F(word) + n for word, n in outcome.groups.items()}
    more |= {f"rows_{word}": F(f"rows_{word}") + n for word, n in outcome.rows.items()}
    ImportRun.objects.filter(pk=pk).update(
        groups_done=done + len(groups),
        attempts=0,
        lines=F("lines") + outcome.lines,
        total_rub=F("total_rub") + outcome.total_rub,
        **more,
    )
    return True


def _keep(pk: int, outcome: Outcome) -> None:
    """Keep the rows that are refused or differ, each with all its faults."""
    RowError.objects.bulk_create(
        RowError(
            run_id=pk,
            kind=kept.word,
            line=row.line,
            column=column[:60],
            reason=reason,
            further=[[name[:60], item.written()] for name, item in further],
            row=row.cells,
            marks=marks_of([(column, reason), *further]),
        )
        for kept in outcome.kept
        for row in kept.rows
        for (column, reason), *further in [kept.faults_of(row)]
    )
