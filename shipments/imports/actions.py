"""Running a file batch by batch, each with its progress in one transaction."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import F

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.errors import BadInput, Refused
from shipments.imports import orders, products, sellers
from shipments.imports.lifecycle import IMPORT_RUN
from shipments.imports.models import ImportRun, RowError
from shipments.parties.models import Seller
from shipments.sentences import say

Kind, Status = ImportRun.Kind, ImportRun.Status
POLICIES = ("reject-rows", "reject-all")
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read: layout (auto or its name), what a bad row does, zone of bare times."""

    layout: str = "auto"
    policy: str = "reject-rows"
    timezone: str = "Asia/Shanghai"
    dry_run: bool = False


@transaction.atomic
def start_import(
    *, kind: str, content: bytes, filename: str, seller: Seller | None, options: Options,
    by: Actor, at: datetime,
) -> ImportRun:  # fmt: skip
    """Take a file in; it is run by `run_import`. Raises BadInput where it cannot be read at all."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    if by.seller_id is not None and (
        kind == Kind.SELLERS or seller is None or seller.pk != by.seller_id
    ):
        raise BadInput("foreign_seller", say("A seller imports his own orders and products only."))
    check_options(kind, options)
    run = new_run(kind=kind, content=content, filename=filename, seller=seller, options=options,
                  by=by, at=at)  # fmt: skip
    opened_rows(run)
    run.save()
    return run


def new_run(
    *, kind: str, content: bytes, filename: str, seller: Seller | None, options: Options,
    by: Actor, at: datetime,
) -> ImportRun:  # fmt: skip
    """A run that is not saved yet."""
    return ImportRun(
        number=f"I{at:%y%m%d}{secrets.token_hex(5)}", seller=seller, kind=kind,
        layout=options.layout, policy=options.policy, timezone=options.timezone,
        dry_run=options.dry_run, filename=filename[:200], content=content, by=by.name[:80],
        created_at=at,
    )  # fmt: skip


def check_options(kind: str, options: Options) -> None:
    """Raises BadInput for a kind, policy or zone that is not known."""
    if kind not in Kind.values or options.policy not in POLICIES:
        text = say("Choose orders, products or sellers, and a known policy.")
        raise BadInput("bad_options", text)
    try:
        ZoneInfo(options.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "Asia" is a folder
        text = say("There is no time zone %(name)s.", name=options.timezone[:40])
        raise BadInput("bad_timezone", text) from error


def opened_rows(run: ImportRun) -> None:
    """Open the file once, so that an unreadable one is refused at the door."""
    if run.kind == Kind.ORDERS:
        orders.layout_of_run(run)
        return
    columns = products.COLUMNS if run.kind == Kind.PRODUCTS else sellers.COLUMNS
    header = orders.open_table(run).header
    if missing := sorted(set(columns) - set(header)):
        text = say("The columns %(names)s are missing.", names=", ".join(missing))
        raise BadInput("columns_missing", text)


class _Undo(Exception):
    """Takes back a dry run, or a file whose policy is all or nothing."""


def run_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Run a file to its end, from where it stopped; a second hand at the same time does nothing.

    After this the run's counts tell created, repeated and refused; refused rows are RowErrors.
    """
    IMPORT_RUN.move([run], Status.RUNNING, by=by, at=at).all_or_refuse()
    try:
        if run.dry_run or run.policy == "reject-all":
            _run_as_one(run, by, at)
        else:
            while _run_batch(run.pk, by, at):
                pass
    except Refused as refused:
        ImportRun.objects.filter(pk=run.pk).update(error=refused.sentence, finished_at=at)
        IMPORT_RUN.move([run], Status.FAILED, by=by, at=at, why=refused.message)
    else:
        IMPORT_RUN.move([run], Status.DONE, by=by, at=at)
        ImportRun.objects.filter(pk=run.pk).update(finished_at=at)
    run.refresh_from_db()
    return run


def _run_as_one(run: ImportRun, by: Actor, at: datetime) -> None:
    """Everything or, where it is a trial or a row is bad, nothing but the report."""
    try:
        with transaction.atomic():
            while _run_batch(run.pk, by, at):
                pass
            fresh = ImportRun.objects.get(pk=run.pk)
            report = list(fresh.errors.values("line", "column", "reason", "row"))
            if run.dry_run or report:
                raise _Undo
    except _Undo:
        RowError.objects.bulk_create(RowError(run=run, **error) for error in report)
        _write_report(run, fresh, keep=run.dry_run)


def _write_report(run: ImportRun, fresh: ImportRun, *, keep: bool) -> None:
    """The counts of what was taken back: as they would be in a trial, nothing made otherwise."""
    counts = {
        name: getattr(fresh, name)
        for name in ("created", "repeated", "refused", "lines", "total_rub", "rows_read")
    }
    if not keep:
        counts |= {"created": 0, "lines": 0, "total_rub": 0}
    ImportRun.objects.filter(pk=run.pk).update(**counts)


@transaction.atomic
def _run_batch(pk: int, by: Actor, at: datetime) -> bool:
    """The next batch with its progress; False at the file's end or when another hand has it."""
    run = (
        ImportRun.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, status="running")
        .first()
    )
    outcome = _next_outcome(run, by, at) if run else None
    if run is None or outcome is None:
        return False
    _keep_refusals(run, outcome)
    ImportRun.objects.filter(pk=pk).update(
        created=F("created") + outcome.created,
        repeated=F("repeated") + outcome.repeated,
        refused=F("refused") + len(outcome.refused),
        lines=F("lines") + outcome.lines,
        total_rub=F("total_rub") + outcome.total_rub,
        rows_read=F("rows_read") + outcome.groups,
    )
    return True


_open_files: dict[int, tuple[int, Iterator]] = {}


def _next_outcome(run: ImportRun, by: Actor, at: datetime) -> orders.Outcome | None:
    batch = next(_batches(run), None)
    if batch is None:
        _open_files.pop(run.pk, None)
        return None
    _open_files[run.pk] = (run.rows_read + len(batch), _open_files[run.pk][1])
    context = orders.context_of(run)
    if run.kind == Kind.PRODUCTS:
        return products.save_batch(batch, context, by=by)
    if run.kind == Kind.SELLERS:
        return sellers.save_batch(batch, by=by)
    return orders.place_batch(batch, orders.layout_of_run(run), context, by=by, at=at)


def _batches(run: ImportRun) -> Iterator:
    """The batches from where the run stands; a file stays open between batches of one process."""
    place, opened = _open_files.get(run.pk, (-1, iter(())))
    if place != run.rows_read:
        _open_files[run.pk] = (run.rows_read, opened := _reopen(run))
    return opened


def _reopen(run: ImportRun) -> Iterator:
    if run.kind == Kind.ORDERS:
        return orders.batches(run, skip=run.rows_read)
    rows = islice(iter(orders.open_table(run).rows), run.rows_read, None)
    return iter(lambda: list(islice(rows, BATCH)) or None, None)


def _keep_refusals(run: ImportRun, outcome: orders.Outcome) -> None:
    RowError.objects.bulk_create(
        RowError(
            run=run, line=row.line, column=refusal.column[:60], reason=refusal.reason,
            row=row.cells,
        )
        for refusal in outcome.refused
        for row in refusal.rows
    )  # fmt: skip
