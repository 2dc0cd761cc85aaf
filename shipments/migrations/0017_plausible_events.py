"""Cases are of one cause with its parcels; doubtful events are kept beside those not understood."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import shipments.sentences

# Every case so far was about one parcel: that is its cause.
_CARRY = """
INSERT INTO shipments_caseparcel (case_id, parcel_id, since, done_at)
SELECT id, parcel_id, stage_since, closed_at FROM shipments_case ORDER BY id;
UPDATE shipments_case SET cause = 'parcel:' || parcel_id;
"""


class Migration(migrations.Migration):
    dependencies = [("shipments", "0016_plain_city")]

    operations = [
        migrations.CreateModel(
            name="CaseParcel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="shipments.case",
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_up_by",
                        to="shipments.parcel",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="caseparcel",
            constraint=models.UniqueConstraint(fields=("case", "parcel"), name="parcel_once_a_case"),
        ),
        migrations.AddField(
            model_name="case",
            name="cause",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.RunSQL(_CARRY, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="case", name="case_open_once"),
        migrations.RemoveField(model_name="case", name="parcel"),
        migrations.AddField(
            model_name="case",
            name="about",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="case",
            name="owner",
            field=models.CharField(
                choices=[
                    ("planner", "planners"),
                    ("warehouse", "warehouse"),
                    ("customs", "customs desk"),
                ],
                default="planner",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="parcels",
            field=models.ManyToManyField(
                related_name="cases", through="shipments.CaseParcel", to="shipments.parcel"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="kind",
            field=models.CharField(
                choices=[
                    ("stuck", "stuck"),
                    ("lost", "lost"),
                    ("damaged", "damaged"),
                    ("question", "buyer asks"),
                    ("doubtful", "doubtful news"),
                    ("discrepancy", "missing or extra"),
                    ("receipt", "answer of customs"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="stage",
            field=models.CharField(blank=True, max_length=18),
        ),
        migrations.AlterField(
            model_name="case",
            name="note",
            field=shipments.sentences.SentenceField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("cause", "kind"),
                name="case_open_once",
            ),
        ),
        migrations.AddField(
            model_name="notunderstood",
            name="doubt",
            field=models.CharField(
                blank=True,
                choices=[
                    ("older", "older than the parcel"),
                    ("never_left", "has not left China, as far as we know"),
                    ("unfiled", "stands in no filed registry"),
                    ("returning", "is on its way back"),
                    ("cancelled", "is cancelled"),
                    ("settled", "has ended otherwise"),
                    ("elsewhere", "is in other hands"),
                ],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notunderstood",
            name="message",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notunderstood",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("recorded", "recorded"), ("dismissed", "dismissed")],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notunderstood",
            name="why",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notunderstood",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="doubtful",
                to="shipments.case",
            ),
        ),
        migrations.AddIndex(
            model_name="notunderstood",
            index=models.Index(
                condition=models.Q(
                    ("resolved_at__isnull", True), models.Q(("doubt", ""), _negated=True)
                ),
                fields=["id"],
                name="doubtful_waiting",
            ),
        ),
        migrations.AddField(
            model_name="news",
            name="moments",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="buyernotice",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("sent", "sent"),
                    ("given_up", "given up"),
                    ("overtaken", "overtaken"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
