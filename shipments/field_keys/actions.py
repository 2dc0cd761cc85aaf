"""The keys of encrypted columns: leaving their proof, and writing all anew with the newest."""

from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from shipments.encrypted import ENCRYPTED, keyed_hash
from shipments.field_keys.models import KNOWN, KeyProof

BATCH = 500


def make_proof() -> None:
    """Leave the proof of this installation's keys, once."""
    if not KeyProof.objects.exists():
        KeyProof.objects.create(pk=1, text=KNOWN, hashed=keyed_hash(KNOWN))


def encrypted_columns() -> list[tuple[type[models.Model], models.Field]]:
    """Every column that is ciphertext, of all apps."""
    found = [(model, field) for model in apps.get_models() for field in model._meta.local_fields]
    return [(model, field) for model, field in found if isinstance(field, ENCRYPTED)]


def rotate_column(model: type[models.Model], field: models.Field) -> int:
    """Write a column's values with the newest key; how many were written.

    Batches, each a transaction, so that it can be stopped and run again: what the newest key wrote
    is passed over. A value that changes meanwhile keeps its change. Raises InvalidToken, naming the
    row, where no key reads a value.
    """
    return sum(_rotate_batch(model, field, rows) for rows in _batches(model, field))


def _batches(model: type[models.Model], field: models.Field) -> Iterator[list[tuple[Any, Any]]]:
    """Rows of (pk, ciphertext) in the order of pk."""
    table, column, key = _names(model, field)
    after: Any = None
    while True:
        beyond = f"AND {key} > %s" if after is not None else ""
        sql = f"SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL {beyond}"
        with connection.cursor() as cursor:
            arguments = [after] if after is not None else []
            cursor.execute(f"{sql} ORDER BY {key} LIMIT {BATCH}", arguments)
            rows = cursor.fetchall()
        if not rows:
            return
        yield [(pk, value) for pk, value in rows if value]
        after = rows[-1][0]


@transaction.atomic
def _rotate_batch(
    model: type[models.Model], field: models.Field, rows: list[tuple[Any, Any]]
) -> int:
    table, column, key = _names(model, field)
    changed = [(new, pk, old) for pk, old in rows if (new := _rotated(field, pk, old)) is not None]
    with connection.cursor() as cursor:
        sql = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"
        cursor.executemany(sql, changed)
    return len(changed)


def _rotated(field: models.Field, pk: Any, kept: Any) -> Any:
    """The value under the newest key; None where it is already."""
    token = kept.encode() if isinstance(kept, str) else bytes(kept)
    newest, *_ = keys = [Fernet(key) for key in settings.FIELD_KEYS]
    try:
        newest.decrypt(token)
    except InvalidToken:
        pass
    else:
        return None
    try:
        made = MultiFernet(keys).rotate(token)
    except InvalidToken:
        raise InvalidToken(f"No key reads {field.model._meta.db_table} {pk}.") from None
    return made.decode() if isinstance(kept, str) else made


def _names(model: type[models.Model], field: models.Field) -> tuple[str, str, str]:
    meta, quote = model._meta, connection.ops.quote_name
    return quote(meta.db_table), quote(str(field.column)), quote(str(meta.pk.column))
