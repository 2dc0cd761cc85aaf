"""A decision names the filing that it answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customs", "0004_calendar")]

    operations = [
        migrations.AddField(
            model_name="importline",
            name="registration_number",
            field=models.CharField(blank=True, default="", max_length=30),
            preserve_default=False,
        ),
    ]
