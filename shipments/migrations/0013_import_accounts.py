"""Imports account for every row; a run that was half-way is read anew, as its rows repeat."""

from django.db import migrations, models

AGAIN = """
    DELETE FROM shipments_rowerror WHERE run_id IN
        (SELECT id FROM shipments_importrun WHERE status = 'running' AND groups_done > 0);
    UPDATE shipments_importrun
        SET groups_done = 0, created = 0, repeated = 0, refused = 0, lines = 0, total_rub = 0
        WHERE status = 'running' AND groups_done > 0;
"""
COUNTS = (
    "changed", "differing", "rows_total", "rows_created", "rows_repeated", "rows_changed",
    "rows_differing", "rows_refused",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("shipments", "0012_receivers"),
    ]

    operations = [
        migrations.RenameField("importrun", "rows_read", "groups_done"),
        *(
            migrations.AddField("importrun", name, models.PositiveIntegerField(default=0))
            for name in COUNTS
        ),
        migrations.AddField(
            "importrun", "attempts", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            "importrun", "encoding", models.CharField(blank=True, default="", max_length=16)
        ),
        migrations.AddField(
            "importrun", "delimiter", models.CharField(blank=True, default="", max_length=1)
        ),
        migrations.AddField(
            "importrun", "day_first", models.BooleanField(blank=True, null=True)
        ),
        migrations.AddField(
            "importrun", "dismissed_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "rowerror",
            "kind",
            models.CharField(
                choices=[("refused", "refused"), ("differing", "differs")],
                default="refused",
                max_length=10,
            ),
        ),
        migrations.AddField("rowerror", "further", models.JSONField(blank=True, default=list)),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
