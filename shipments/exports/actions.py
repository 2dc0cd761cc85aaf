"""Asking for a file of what a list shows, and writing it in the background."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from shipments.access.actors import actor_of_user
from shipments.actor import NOBODY, SELLER_WRITERS, STAFF_ROLES, Actor, Right, Role
from shipments.errors import BadInput, NotEnough, Refused
from shipments.exports.lifecycle import EXPORT_RUN
from shipments.exports.models import ExportRun
from shipments.exports.orders import chosen_orders, clock_of, header, rows_of, summed
from shipments.exports.queries import exports_open
from shipments.exports.writing import write
from shipments.labels.actions import print_labels
from shipments.packing.preview import held_parcels
from shipments.parcels.queries import MANY
from shipments.parties.models import User
from shipments.runs.failures import one_by_one

Status = ExportRun.Status
FORMS = {"orders": ("csv", "xlsx"), "labels": ("pdf",)}
# Who may ask for each; labels are for those who may print one.
MAY_ASK = {
    "orders": (*SELLER_WRITERS, Role.SELLER_VIEWER, *STAFF_ROLES),
    "labels": (*SELLER_WRITERS, Role.WAREHOUSE),
}
MOST = 200_000
# So often a file is begun: what kills its job each time is given up.
TRIES = 3


def start_export(
    *, kind: str, form: str, params: Mapping[str, Any], by: Actor, at: datetime
) -> ExportRun:
    """Ask for a file: of "orders" (csv, xlsx) or "labels" (pdf), of `params["ids"]` or all that fit
    `params["query"]`. Raises BadInput for none, too many, or an unknown kind."""
    if form not in FORMS.get(kind, ()):
        raise BadInput("bad_export", _("There is no such file to be made."))
    by.require(*MAY_ASK[kind])
    if kind == "orders":
        by.require_right(Right.EXPORT)
    total = chosen_orders(by, params).order_by()[: MOST + 1].count()
    if not 0 < total <= MOST:
        text = _("A file holds from 1 to %(most)s orders: narrow the list.")
        raise BadInput("bad_size", text % {"most": f"{MOST:,}"})
    return ExportRun.objects.create(
        number=f"E{at:%y%m%d}{secrets.token_hex(5)}",
        seller_id=by.seller_id,
        kind=kind,
        form=form,
        params=dict(params),
        language=get_language() or "",
        user_id=by.user_id,
        by=by.name[:80],
        total=total,
        filename=f"{kind}-{at:%Y%m%d-%H%M}.{form}",
        created_at=at,
    )


def run_open_exports(*, by: Actor, at: datetime) -> int:
    """Write every file that waits; one that fails never stops the next. Returns how many ended."""
    waiting = exports_open()
    with one_by_one("run_exports") as apart:
        for run in waiting:
            with apart(f"export {run.number}"):
                run_export(run=run, by=by, at=at)
    return len(waiting)


def run_export(*, run: ExportRun, by: Actor, at: datetime) -> ExportRun:
    """Write the file; one that was killed is written anew, one that is done stays as it is.

    One that cannot be written, or was killed TRIES times, has failed with its reason; a fault of
    ours is raised once that is written down.
    """
    EXPORT_RUN.move([run], Status.RUNNING, by=by, at=at).all_or_refuse()
    ExportRun.objects.filter(pk=run.pk).update(attempts=F("attempts") + 1)
    try:
        with override(run.language or None):
            if run.attempts >= TRIES:
                raise NotEnough("killed", _("Writing this file was cut off again and again."))
            content = _written(run, _asker(run), at)
        _keep(run, content, by=by, at=at)
    except Refused as refused:
        return _fail(run, refused.message, by=by, at=at)
    except Exception:
        with override(run.language or None):
            text = _("The file could not be written, for a fault of ours. Ask for it once more.")
        _fail(run, text, by=by, at=at)
        raise
    return run


@transaction.atomic
def _keep(run: ExportRun, content: bytes, *, by: Actor, at: datetime) -> None:
    fields = {"content": content, "done": run.total, "finished_at": at, "params": None}
    ExportRun.objects.filter(pk=run.pk).update(**fields)
    EXPORT_RUN.move([run], Status.DONE, by=by, at=at)


def _fail(run: ExportRun, why: str, *, by: Actor, at: datetime) -> ExportRun:
    ExportRun.objects.filter(pk=run.pk).update(error=why[:500], finished_at=at, params=None)
    EXPORT_RUN.move([run], Status.FAILED, by=by, at=at, note=why)
    return run


def _asker(run: ExportRun) -> Actor:
    """Who asked, with the rights of today; a key's export is its company's."""
    user = User.objects.filter(pk=run.user_id or 0).first()
    if user is None and run.seller_id and run.user_id is None:
        return Actor(run.by, frozenset({Role.SELLER_VIEWER}), seller_id=run.seller_id)
    return actor_of_user(user) if user else NOBODY


def _written(run: ExportRun, asker: Actor, at: datetime) -> bytes:
    orders = chosen_orders(asker, run.params)
    if run.kind == "labels":
        some = list(held_parcels(orders)[: MANY + 1])  # one too many is refused
        return print_labels(parcels=some, by=asker, at=at)

    def told(number: int) -> None:
        ExportRun.objects.filter(pk=run.pk).update(done=number)

    zone = clock_of(run.params)
    names, rows = header(zone, at), rows_of(orders, zone)
    return write(run.form, names, rows, told, summed=summed())
