"""Files that were given in and refused rows are encrypted; what has ended needs its file no more."""

import json
from typing import Any

from django.db import migrations, models

import shipments.encrypted
from shipments.encrypted import encrypt, encrypt_bytes

CHUNK = 500


def encrypt_what_is_kept(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shipments_importrun SET content = NULL WHERE status IN ('done', 'failed')"
        )
        for table, column, sealed in (
            ("importrun", "content", lambda kept: encrypt_bytes(bytes(kept))),
            ("exportrun", "content", lambda kept: encrypt_bytes(bytes(kept))),
            ("rowerror", '"row"', lambda kept: encrypt(json.dumps(json.loads(kept)))),
        ):
            _encrypt(cursor, f"shipments_{table}", column, sealed)


def _encrypt(cursor: Any, table: str, column: str, sealed: Any) -> None:
    last = 0
    while True:
        cursor.execute(
            f"SELECT id, {column} FROM {table} WHERE id > %s AND {column} IS NOT NULL"
            f" ORDER BY id LIMIT {CHUNK if table.endswith('rowerror') else 1}",
            [last],
        )
        found = cursor.fetchall()
        if not found:
            return
        for key, kept in found:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [sealed(kept), key])
            last = key


class Migration(migrations.Migration):
    dependencies = [("shipments", "0024_operations")]

    operations = [
        migrations.AddField("importrun", "header", models.JSONField(blank=True, default=list)),
        migrations.AddField("importrun", "parsed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "importrun", "sample", shipments.encrypted.EncryptedJson(blank=True, null=True)
        ),
        migrations.AddField(
            "importrun", "sign", models.CharField(blank=True, default="", max_length=1)
        ),
        migrations.AlterField(
            "importrun", "content", shipments.encrypted.EncryptedBytes(blank=True, null=True)
        ),
        migrations.AlterField(
            "exportrun", "content", shipments.encrypted.EncryptedBytes(blank=True, null=True)
        ),
        migrations.AlterField("rowerror", "row", shipments.encrypted.EncryptedJson(default=dict)),
        migrations.RunPython(encrypt_what_is_kept, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PrivacyAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[("exported", "given out as a file"), ("erased", "erased")],
                        max_length=8,
                    ),
                ),
                ("by", models.CharField(max_length=80)),
                ("why", models.CharField(max_length=300)),
                ("counts", models.JSONField(default=dict)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-happened_at", "-id"], name="privacy_act_time")],
            },
        ),
        migrations.AddIndex(
            "receiver",
            models.Index(
                condition=models.Q(("inn", ""), ("passport", ""), _negated=True),
                fields=["id"],
                name="receiver_identity",
            ),
        ),
        migrations.AddIndex(
            "importrun",
            models.Index(
                condition=models.Q(("parsed_at", None), ("status", "draft")),
                fields=["id"],
                name="import_run_unparsed",
            ),
        ),
    ]
