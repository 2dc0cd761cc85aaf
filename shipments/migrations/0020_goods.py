"""Customs data of goods: what lacks it is known to the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shipments", "0018_exchange"),
    ]

    operations = [
        # Who told a TN VED code has told the six digits of HS; free goods without a value wait
        # with all others that lack customs data.
        migrations.RunSQL(
            """
            UPDATE shipments_product SET hs_code = left(tnved_code, 6)
             WHERE hs_code = '' AND tnved_code <> '';
            UPDATE shipments_order SET blocker = 'customs_data' WHERE blocker = 'no_value';
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="product",
            name="lacks_customs_data",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            models.Q(
                                ("tnved_code__regex", "^(?!00|77|98|99)[0-9]{10}$"), _negated=True
                            ),
                            models.Q(
                                ("hs_code__regex", "^(?!00|77|98|99)[0-9]{6}$"), _negated=True
                            ),
                            models.Q(("name_ru__regex", "[А-Яа-яЁё]"), _negated=True),
                            models.Q(("name_zh__regex", "[㐀-䶿一-鿿]"), _negated=True),
                            ("battery", ""),
                            ("origin_country", ""),
                            ("declared_value_cny__isnull", True),
                            models.Q(("declared_value_cny__gt", 0), _negated=True),
                            _connector="OR",
                        ),
                        then=models.Value(True),
                    ),
                    default=models.Value(False),
                ),
                output_field=models.BooleanField(),
            ),
        ),
    ]
