"""What a free piece was worth when it was packed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipments", "0014_setbacks"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcelitem",
            name="declared_rub",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
        ),
    ]
