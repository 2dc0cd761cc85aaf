"""Customs data of goods, receipts of inbound shipments, where sellers send their goods."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shipments', '0019_orders'),
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
        migrations.CreateModel(
            name='GoodsReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, max_length=60)),
                ('by', models.CharField(max_length=80)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='GoodsReceiptLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('good', models.PositiveIntegerField()),
                ('damaged', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='product',
            name='lacks_customs_data',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(models.Q(('tnved_code__regex', '^(?!00|77|98|99)[0-9]{10}$'), _negated=True), models.Q(('hs_code__regex', '^(?!00|77|98|99)[0-9]{6}$'), _negated=True), models.Q(('name_ru__regex', '[А-Яа-яЁё]'), _negated=True), models.Q(('name_zh__regex', '[㐀-䶿一-鿿]'), _negated=True), ('battery', ''), ('origin_country', ''), ('declared_value_cny__isnull', True), models.Q(('declared_value_cny__gt', 0), _negated=True), _connector='OR'), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField()),
        ),
        migrations.AddField(
            model_name='replenishment',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='warehouse',
            name='address',
            field=models.CharField(blank=True, help_text='Where sellers send their goods, and to whom', max_length=300),
        ),
        migrations.AlterField(
            model_name='columnmap',
            name='kind',
            field=models.CharField(choices=[('orders', 'orders'), ('products', 'products'), ('sellers', 'sellers'), ('inbound', 'inbound shipments')], max_length=10),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='kind',
            field=models.CharField(choices=[('orders', 'orders'), ('products', 'products'), ('sellers', 'sellers'), ('inbound', 'inbound shipments')], max_length=10),
        ),
        migrations.AlterField(
            model_name='replenishment',
            name='status',
            field=models.CharField(choices=[('expected', 'expected'), ('receiving', 'partly received'), ('received', 'received'), ('cancelled', 'cancelled')], default='expected', max_length=10),
        ),
        migrations.AlterField(
            model_name='stockmove',
            name='kind',
            field=models.CharField(choices=[('announced', 'announced'), ('received', 'received'), ('short', 'short'), ('over', 'over'), ('damaged', 'damaged'), ('reserved', 'reserved'), ('released', 'released'), ('picked', 'picked'), ('counted', 'counted'), ('returned', 'returned'), ('withdrawn', 'no longer announced')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('reserved_at__isnull', True), ('status', 'paid')), fields=['seller'], name='order_unreserved'),
        ),
        migrations.AddIndex(
            model_name='replenishment',
            index=models.Index(fields=['seller', '-created_at', '-id'], name='replenishment_seller'),
        ),
        migrations.AddField(
            model_name='goodsreceipt',
            name='replenishment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='shipments.replenishment'),
        ),
        migrations.AddField(
            model_name='goodsreceiptline',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='shipments.product'),
        ),
        migrations.AddField(
            model_name='goodsreceiptline',
            name='receipt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shipments.goodsreceipt'),
        ),
        migrations.AddConstraint(
            model_name='goodsreceipt',
            constraint=models.UniqueConstraint(fields=('replenishment', 'reference'), name='goods_receipt_once'),
        ),
        migrations.AddConstraint(
            model_name='goodsreceiptline',
            constraint=models.UniqueConstraint(fields=('receipt', 'product'), name='goods_receipt_product_once'),
        ),
        migrations.RunSQL(
            "UPDATE shipments_replenishment SET closed_at = received_at WHERE status = 'received'",
            migrations.RunSQL.noop,
        ),
    ]
