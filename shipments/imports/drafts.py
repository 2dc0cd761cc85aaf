"""A file before it is read in earnest: taken in, mapped by hand, begun."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Right, Role
from shipments.errors import BadInput, Refused
from shipments.imports.actions import Options, alone, check_options, count_attempt, new_run
from shipments.imports.columns import COLUMNS, columns_guessed
from shipments.imports.flat import flat_head, flat_row, table_of_flat
from shipments.imports.layouts.registry import layout_of
from shipments.imports.lifecycle import IMPORT_RUN
from shipments.imports.models import ColumnMap, ImportRun
from shipments.imports.opened import reader_of, table_of
from shipments.imports.table import Table
from shipments.parties.models import Seller
from shipments.sentences import Sentence, say

Kind, Status = ImportRun.Kind, ImportRun.Status
# Rows of a draft that are parsed to be looked at.
LOOKED_AT = 10_000


@transaction.atomic
def draft_import(
    *, kind: str, content: bytes, filename: str, seller: Seller | None, by: Actor, at: datetime
) -> ImportRun:
    """Take a file in and do nothing with it yet: `parse_draft` says what it holds."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    if by.seller_id is not None and (seller is None or seller.pk != by.seller_id):
        text = say("A seller imports his own orders and products only.")
        raise BadInput("foreign_seller", text)
    if kind not in COLUMNS:
        raise BadInput("bad_options", say("Choose orders, products or inbound shipments."))
    run = new_run(
        kind=kind,
        content=content,
        filename=filename,
        seller=seller,
        options=Options(),
        by=by,
        at=at,
        status=Status.DRAFT,
    )
    run.save()
    return run


def parse_draft(*, run: ImportRun, at: datetime) -> bool:
    """Keep the first rows of a draft's file, parsed apart, or why it cannot be parsed so.

    Columns mapped before for such a file are taken up. False where another hand has it; one that
    was changed meanwhile waits for its next turn. One that kills its job each time is given up.
    """
    same = {"status": Status.DRAFT, "encoding": run.encoding, "delimiter": run.delimiter}
    with alone(run) as mine:
        if mine:
            found = _parsed(run) | {"parsed_at": at, "attempts": 0}
            ImportRun.objects.filter(pk=run.pk, **same).update(**found)
    return mine


def _parsed(run: ImportRun) -> dict:
    try:
        count_attempt(run)
        table = table_of(run, most=LOOKED_AT)
    except Refused as refused:
        return {"sample": None, "error": refused.sentence}
    rows = [flat_row(table.header, row) for row in table.rows]
    columns = {ours: theirs for ours, theirs in run.columns.items() if theirs in table.header}
    return {
        "sample": [flat_head(table), rows],
        "error": "",
        "columns": columns or _understood(run, table.header),
    }


def sample_of(run: ImportRun) -> Table:
    """The first rows of a draft. Raises BadInput while it is not parsed, or cannot be."""
    if run.sample is None:
        raise BadInput("not_parsed", run.error or say("The file is being read: look again soon."))
    return table_of_flat(*run.sample)


def _understood(run: ImportRun, header: Sequence[str]) -> dict[str, str]:
    """The columns as mapped before, else as their names say; none where a layout is known."""
    rows = ColumnMap.objects.filter(seller=run.seller, kind=run.kind, header_key=_key(header))
    if found := rows.first():
        return found.columns
    if run.kind == Kind.ORDERS and _has_layout(header):
        return {}
    return columns_guessed(run.kind, header)


def _key(header: Sequence[str]) -> str:
    """The same for the same columns in another order, and for our file of refused rows."""
    return hashlib.sha256("\x1f".join(sorted(header)).encode()).hexdigest()


def _has_layout(header: Sequence[str]) -> bool:
    try:
        return bool(layout_of(header))
    except BadInput:
        return False


@transaction.atomic
def change_draft(
    *, run: ImportRun, options: Options, columns: Mapping[str, str], by: Actor, at: datetime
) -> ImportRun:
    """Read a draft otherwise: another layout, encoding, zone or policy, columns mapped by hand.

    With another encoding or delimiter it waits to be parsed again. Raises BadInput for what is
    not known.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    check_options(run.kind, options)
    ours = [column.name for column in COLUMNS[run.kind]]
    run.columns = {name: columns[name] for name in ours if columns.get(name)}
    if (run.encoding, run.delimiter) != (options.encoding, options.delimiter):
        run.encoding, run.delimiter = options.encoding, options.delimiter
        run.sample, run.parsed_at, run.error = None, None, Sentence("")
    elif run.sample:
        header = sample_of(run).header
        run.columns = {name: column for name, column in run.columns.items() if column in header}
    run.layout, run.policy, run.timezone = options.layout, options.policy, options.timezone
    run.day_first = options.day_first
    run.save(
        update_fields=[
            "columns",
            "layout",
            "policy",
            "timezone",
            "encoding",
            "delimiter",
            "day_first",
            "sample",
            "parsed_at",
            "error",
        ]
    )
    return run


@transaction.atomic
def confirm_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Let a draft be read in earnest, and remember its columns for the next such file.

    Raises BadInput while it is not parsed or columns that are needed are missing.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    table = sample_of(run)
    reader_of(run, table)
    if run.columns:
        ColumnMap.objects.update_or_create(
            seller=run.seller,
            kind=run.kind,
            header_key=_key(table.header),
            defaults={"columns": run.columns, "by": by.name[:80], "saved_at": at},
        )
    IMPORT_RUN.move([run], Status.WAITING, by=by, at=at).all_or_refuse()
    return run
