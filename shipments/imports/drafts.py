"""A file before it is read in earnest: taken in, mapped by hand, begun."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Right, Role
from shipments.errors import BadInput
from shipments.imports.actions import Options, check_options, new_run
from shipments.imports.columns import COLUMNS, columns_guessed
from shipments.imports.layouts.registry import layout_of
from shipments.imports.lifecycle import IMPORT_RUN
from shipments.imports.models import ColumnMap, ImportRun
from shipments.imports.opened import reader_of, table_of
from shipments.parties.models import Seller
from shipments.sentences import say

Kind, Status = ImportRun.Kind, ImportRun.Status


@transaction.atomic
def draft_import(
    *, kind: str, content: bytes, filename: str, seller: Seller | None, by: Actor, at: datetime
) -> ImportRun:
    """Take a file in and do nothing with it yet; columns mapped before for such a file are kept.

    Raises BadInput where it is no table at all.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    if by.seller_id is not None and (seller is None or seller.pk != by.seller_id):
        text = say("A seller imports his own orders and products only.")
        raise BadInput("foreign_seller", text)
    if kind not in COLUMNS:
        raise BadInput("bad_options", say("Choose orders or products."))
    run = new_run(kind=kind, content=content, filename=filename, seller=seller,
                  options=Options(), by=by, at=at)  # fmt: skip
    run.status, run.columns = Status.DRAFT, _understood(run, table_of(run).header)
    run.save()
    return run


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

    Raises BadInput where the file cannot be read so; it then stays as it was.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    check_options(run.kind, options)
    before = (run.encoding, run.delimiter)
    run.encoding, run.delimiter, run.day_first = (
        options.encoding, options.delimiter, options.day_first,
    )  # fmt: skip
    run.layout, run.policy, run.timezone = options.layout, options.policy, options.timezone
    header = table_of(run).header
    ours = [column.name for column in COLUMNS[run.kind]]
    run.columns = {name: columns[name] for name in ours if columns.get(name) in header}
    if (run.encoding, run.delimiter) != before and not run.columns:
        run.columns = _understood(run, header)
    run.save(update_fields=["columns", "layout", "policy", "timezone", "encoding", "delimiter",
                            "day_first"])  # fmt: skip
    return run


@transaction.atomic
def confirm_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    """Let a draft be read in earnest, and remember its columns for the next such file.

    Raises BadInput while columns that are needed are missing.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    by.require_right(Right.IMPORT)
    table = table_of(run)
    reader_of(run, table)
    if run.columns:
        ColumnMap.objects.update_or_create(
            seller=run.seller, kind=run.kind, header_key=_key(table.header),
            defaults={"columns": run.columns, "by": by.name[:80], "saved_at": at},
        )  # fmt: skip
    IMPORT_RUN.move([run], Status.WAITING, by=by, at=at).all_or_refuse()
    return run
