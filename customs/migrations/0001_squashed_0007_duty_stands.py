"""Today's tables of customs, made at once; an installation that has them all needs nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('customs', '0001_initial'),
        ('customs', '0002_initial'),
        ('customs', '0003_desk'),
        ('customs', '0004_calendar'),
        ('customs', '0005_registration'),
        ('customs', '0006_waiting_receipts'),
        ('customs', '0007_duty_stands'),
    ]

    initial = True

    dependencies = [
        # By its former name: who has applied only some of shipments' former migrations is refused
        # in words; by the new one Django would pass over all of them in silence.
        ('shipments', '0033_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyRegime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('free_value_eur', models.DecimalField(decimal_places=2, max_digits=10)),
                ('free_grams', models.PositiveIntegerField(blank=True, null=True)),
                ('rate', models.DecimalField(decimal_places=4, max_digits=5)),
                ('min_eur_per_kg', models.DecimalField(decimal_places=2, max_digits=6)),
                ('on_whole_value', models.BooleanField(default=False)),
                ('per', models.CharField(default='parcel', max_length=16)),
                ('fee_rub', models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ('is_enabled', models.BooleanField(default=True)),
                ('source', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(choices=[('CN', 'China'), ('RU', 'Russia')], max_length=2, verbose_name='country')),
                ('day', models.DateField(verbose_name='day')),
                ('is_working', models.BooleanField(default=False, verbose_name='is worked')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='who says so')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('country', 'day'), name='calendar_day_once')],
            },
        ),
        migrations.CreateModel(
            name='ClearanceTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('export', 'export'), ('import', 'import')], max_length=6)),
                ('status', models.CharField(max_length=18)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('hours', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('working_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('is_enabled', models.BooleanField(default=True)),
                ('source', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('side', 'status', 'since'), name='term_once_a_day'), models.CheckConstraint(condition=models.Q(('hours__isnull', True), ('working_days__isnull', True), _connector='XOR'), name='term_in_hours_or_days')],
            },
        ),
        migrations.CreateModel(
            name='ImportRegistry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField(default=1)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('filed', 'prepared'), ('registered', 'registered'), ('concluded', 'concluded')], default='draft', max_length=10)),
                ('registration_number', models.CharField(blank=True, max_length=30)),
                ('filed_at', models.DateTimeField(blank=True, null=True)),
                ('presented_at', models.DateTimeField(blank=True, null=True)),
                ('consolidation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='import_registries', to='shipments.consolidation')),
            ],
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('decision', models.CharField(blank=True, max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('reason_code', models.CharField(blank=True, max_length=20)),
                ('decided_code', models.CharField(blank=True, max_length=24)),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('registration_number', models.CharField(blank=True, max_length=30)),
                ('duty_rub', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('fee_rub', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('working', models.JSONField(blank=True, default=list)),
                ('needs_person', models.BooleanField(default=False)),
                ('duty_day', models.DateField(blank=True, null=True)),
                ('rate_eur', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True)),
                ('rate_day', models.DateField(blank=True, null=True)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_lines', to='shipments.parcel')),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='customs.importregistry')),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=20)),
                ('raw_code', models.CharField(max_length=60)),
                ('code', models.CharField(blank=True, max_length=24)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('source', models.CharField(max_length=40)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('parcel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='shipments.parcel')),
            ],
        ),
        migrations.CreateModel(
            name='WaitingReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cop_number', models.CharField(blank=True, max_length=60)),
                ('order_number', models.CharField(blank=True, max_length=80)),
                ('waybill', models.CharField(blank=True, max_length=80)),
                ('authority_number', models.CharField(blank=True, max_length=60)),
                ('seller_code', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(max_length=20)),
                ('info', models.TextField(blank=True)),
                ('happened_at', models.DateTimeField()),
                ('source', models.CharField(max_length=40)),
                ('recorded_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('followed_at', models.DateTimeField(blank=True, null=True)),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shipments.message')),
            ],
        ),
        migrations.CreateModel(
            name='DutyPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=80)),
                ('amount_rub', models.DecimalField(decimal_places=2, max_digits=12)),
                ('paid_on', models.DateField()),
                ('by', models.CharField(max_length=80)),
                ('recorded_at', models.DateTimeField()),
                ('parcel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='duty_payments', to='shipments.parcel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('parcel', 'reference'), name='duty_payment_once'), models.CheckConstraint(condition=models.Q(('amount_rub__gt', 0)), name='duty_payment_is_positive')],
            },
        ),
        migrations.CreateModel(
            name='ExportDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('filed', 'prepared'), ('accepted', 'accepted'), ('rejected', 'rejected'), ('concluded', 'concluded'), ('withdrawn', 'withdrawn')], default='draft', max_length=10)),
                ('mode', models.CharField(max_length=4)),
                ('cop_number', models.CharField(max_length=30, unique=True)),
                ('authority_number', models.CharField(blank=True, max_length=20)),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('last_receipt', models.CharField(blank=True, max_length=10)),
                ('last_receipt_at', models.DateTimeField(blank=True, null=True)),
                ('last_receipt_info', models.CharField(blank=True, max_length=1000)),
                ('filed_at', models.DateTimeField(blank=True, null=True)),
                ('parcel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='export_declaration', to='shipments.parcel')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'filed_at', 'id'], name='export_status')],
            },
        ),
        migrations.AddIndex(
            model_name='importregistry',
            index=models.Index(fields=['status', 'id'], name='registry_status'),
        ),
        migrations.AddConstraint(
            model_name='importregistry',
            constraint=models.UniqueConstraint(fields=('consolidation', 'sequence'), name='registry_once_a_sequence'),
        ),
        migrations.AddIndex(
            model_name='importline',
            index=models.Index(condition=models.Q(('needs_person', True)), fields=['parcel'], name='line_needs_person'),
        ),
        migrations.AddIndex(
            model_name='importline',
            index=models.Index(condition=models.Q(('duty_rub__gt', 0)), fields=['registry'], name='line_with_duty'),
        ),
        migrations.AddConstraint(
            model_name='importline',
            constraint=models.UniqueConstraint(fields=('registry', 'parcel'), name='line_once_a_registry'),
        ),
        migrations.AddConstraint(
            model_name='importline',
            constraint=models.UniqueConstraint(fields=('registry', 'position'), name='line_position_once'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(condition=models.Q(('code', '')), fields=['id'], name='receipt_unmapped'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('parcel', 'scheme', 'raw_code', 'happened_at', 'number'), name='receipt_once'),
        ),
        migrations.AddIndex(
            model_name='waitingreceipt',
            index=models.Index(condition=models.Q(('followed_at__isnull', True)), fields=['looked_at', 'id'], name='waiting_receipt_due'),
        ),
        migrations.AddConstraint(
            model_name='waitingreceipt',
            constraint=models.UniqueConstraint(fields=('cop_number', 'order_number', 'waybill', 'authority_number', 'seller_code', 'code', 'happened_at'), name='waiting_receipt_once'),
        ),
    ]
