"""A parcel's weight and volume, as loads are summed by them, are columns that follow from others."""

import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shipments', '0030_facts_as_columns'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='cm3',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast('length_mm', models.BigIntegerField()), '*', models.F('width_mm')), '*', models.F('height_mm')), '/', models.Value(1000)), 0, output_field=models.BigIntegerField()), output_field=models.BigIntegerField()),
        ),
        migrations.AddField(
            model_name='parcel',
            name='grams',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('measured_grams', 'declared_grams'), output_field=models.IntegerField()),
        ),
    ]
