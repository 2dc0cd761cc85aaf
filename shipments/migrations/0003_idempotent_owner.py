"""An idempotent answer belongs to a key or to a person, and is kept encrypted."""

from django.db import migrations, models

import shipments.encrypted


class Migration(migrations.Migration):
    dependencies = [("shipments", "0002_promise_and_claims")]

    operations = [
        migrations.DeleteModel(name="IdempotentAnswer"),
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("status_code", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("answer", shipments.encrypted.EncryptedText(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="idempotent_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "key"), name="idempotent_once_an_owner"
                    )
                ],
            },
        ),
    ]
