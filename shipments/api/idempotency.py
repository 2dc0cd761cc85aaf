"""The same Idempotency-Key and body give the first answer again, and the action is done once.

Only what was done is kept. A refusal may pass later (goods come, a product is made, a limit ends),
so the same key tries again."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from shipments.api.errors import BadShape
from shipments.api.models import IdempotentAnswer
from shipments.encrypted import decrypt, encrypt
from shipments.errors import Duplicate

KEPT = timedelta(hours=24)
LONGEST = 120
_TABLE = IdempotentAnswer._meta.db_table

_TAKE = f"""INSERT INTO {_TABLE} (owner, key, digest, answer, created_at)
VALUES (%s, %s, %s, '', %s) ON CONFLICT DO NOTHING"""
_FIND = f"SELECT digest, status_code, answer FROM {_TABLE} WHERE owner = %s AND key = %s"
_KEEP = f"UPDATE {_TABLE} SET status_code = %s, answer = %s WHERE owner = %s AND key = %s"
_FREE = f"DELETE FROM {_TABLE} WHERE owner = %s AND key = %s"
_FORGET = f"DELETE FROM {_TABLE} WHERE created_at < %s"


def owner_of(actor: Any, auth: Any) -> str:
    """Whose key it is: a machine's or a person's."""
    return f"key:{auth.pk}" if auth is not None else f"user:{actor.user_id}"


def answer_once(owner: str, key: str, digest: str, action: Callable[[], Response]) -> Response:
    """The first answer under the key; `action` runs only if there is none yet.

    Key, action and answer are one transaction: a repeat that comes meanwhile waits for the first to
    end, and a process that dies leaves neither action nor key. An answer that refuses anything
    frees the key. Raises Duplicate for another body.
    """
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= LONGEST):
        text = _("A key has 1 to 120 printable ASCII signs.")
        raise BadShape(_("This Idempotency-Key cannot be used."), {"Idempotency-Key": text})
    forget_old()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, [owner, key, digest, timezone.now()])
        if not cursor.rowcount:
            cursor.execute(_FIND, [owner, key])
            return _repeated(cursor.fetchone(), digest)
        made = action()
        if not is_done(made):
            cursor.execute(_FREE, [owner, key])
            return made
        text = encrypt(JSONRenderer().render(made.data).decode())
        cursor.execute(_KEEP, [made.status_code, text, owner, key])
        return made


def is_done(answer: Response) -> bool:
    """Whether all that was asked for was done; `refused` counts or lists what was not."""
    refused = answer.data.get("refused") if isinstance(answer.data, dict) else None
    return answer.status_code < 300 and not refused


def _repeated(row: tuple[str, int, str], digest: str) -> Response:
    first, status, text = row
    if first != digest:
        sentence = _("This Idempotency-Key came with another body before; take a new one.")
        raise Duplicate("key_reused", sentence, {"Idempotency-Key": ""})
    plain = decrypt(text)
    again = Response(json.loads(plain) if plain else None, status=status)
    again["Idempotent-Replayed"] = "true"
    return again


def forget_old() -> None:
    """Remove answers older than a day; looked at every ten minutes at most."""
    if cache.add("idempotent-answers-swept", 1, timeout=600):
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [timezone.now() - KEPT])


def digest_of_request(request: Any) -> str:
    """What makes two requests the same: method, address and body.

    Of a form its fields and files count, since each repeat draws a new boundary.
    """
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type.startswith("multipart/"):
        for name, values in sorted(request.data.lists()):
            for value in values:
                digest.update(f"{name}\n".encode())
                digest.update(_bytes(value))
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _bytes(value: Any) -> bytes:
    if not hasattr(value, "read"):
        return str(value).encode("utf-8", "replace")
    content = value.read()
    value.seek(0)
    return content
