"""What quotes a file, a message or a search is ciphertext; marks tell which faults of rows are alike."""

import json
from collections.abc import Callable
from typing import Any

from django.db import migrations, models

import shipments.encrypted
from shipments.encrypted import encrypt, keyed_hash
from shipments.sentences import read

CHUNK = 500
TEXTS = (("importrun", "error"), ("rowerror", "reason"), ("message", "reason"),
         ("messagefault", "reason"), ("delivery", "answer"))  # fmt: skip
JSONS = (("rowerror", "further"), ("exportrun", "params"))


def seal_words(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        _each(cursor, "rowerror", '"column", reason, further::text', "marks", _marks)
        for table, column in (*TEXTS, *JSONS):
            _each(cursor, table, column, column, lambda text: encrypt(text) if text else None)


def _marks(column: str, reason: str, further: str) -> str:
    faults = [[column, reason], *json.loads(further)]
    return json.dumps([
        [name, *(keyed_hash(text)[:16] for text in (read(kept).text, kept))]
        for name, kept in faults
    ])  # fmt: skip


def _each(
    cursor: Any, table: str, columns: str, column: str, made: Callable[..., str | None]
) -> None:
    last = 0
    while True:
        cursor.execute(
            f"SELECT id, {columns} FROM shipments_{table} WHERE id > %s ORDER BY id LIMIT {CHUNK}",
            [last],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        changed = [(new, key) for key, *kept in rows if (new := made(*kept)) is not None]
        cursor.executemany(f"UPDATE shipments_{table} SET {column} = %s WHERE id = %s", changed)
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("shipments", "0028_contacts")]

    operations = [
        migrations.AddField("rowerror", "marks", models.JSONField(blank=True, default=list)),
        migrations.AlterField(
            "rowerror", "further", shipments.encrypted.EncryptedJson(blank=True, default=list)
        ),
        migrations.AlterField(
            "exportrun", "params", shipments.encrypted.EncryptedJson(blank=True, default=dict, null=True)
        ),
        migrations.AlterField("rowerror", "reason", shipments.encrypted.EncryptedSentence()),
        migrations.AlterField("messagefault", "reason", shipments.encrypted.EncryptedSentence()),
        migrations.AlterField(
            "message", "reason", shipments.encrypted.EncryptedSentence(blank=True)
        ),
        migrations.AlterField(
            "importrun", "error", shipments.encrypted.EncryptedSentence(blank=True)
        ),
        migrations.AlterField(
            "delivery", "answer", shipments.encrypted.EncryptedText(blank=True)
        ),
        migrations.RunPython(seal_words, migrations.RunPython.noop),
    ]
