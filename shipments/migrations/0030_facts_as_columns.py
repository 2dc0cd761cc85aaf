"""What rules read out of texts becomes columns: of containments, stock, payments and history."""

import django.db.models.deletion
from django.db import migrations, models

# The words of `OffloadReason` as they are when this runs.
OFFLOAD_REASONS = (
    "'no_room', 'smaller_aircraft', 'wrong_route', 'damaged', 'papers', 'authorities', 'held', "
    "'another_flight', 'not_ready', 'other'"
)
READ_ENDINGS = f"""
UPDATE shipments_containment
   SET ended_by = CASE
         WHEN why = 'broken down' THEN 'unloaded'
         WHEN why = 'flight_cancelled' THEN 'cancelled'
         WHEN why = 'moved' OR why LIKE 'moved to %' OR why LIKE 'loaded for %' THEN 'moved'
         ELSE 'offloaded' END,
       reason = CASE WHEN why IN ({OFFLOAD_REASONS}) THEN why ELSE '' END,
       note = CASE WHEN why IN ('broken down', 'flight_cancelled', 'moved', 'offloaded',
                                {OFFLOAD_REASONS}) THEN '' ELSE why END
 WHERE until IS NOT NULL
"""
WRITE_ENDINGS = """
UPDATE shipments_containment
   SET why = CASE ended_by WHEN 'unloaded' THEN 'broken down'
                           WHEN 'cancelled' THEN 'flight_cancelled'
                           ELSE coalesce(nullif(reason, ''), nullif(note, ''), ended_by) END
 WHERE until IS NOT NULL
"""
# A planner's move to another flight was told to parcels as the waybill it went to.
READ_MOVES = """
UPDATE shipments_event SET detail = jsonb_set(detail, '{reason}', '"another_flight"')
 WHERE code = 'offloaded' AND detail->>'reason' LIKE 'moved to %'
"""
READ_ORDERS = """
UPDATE shipments_stockmove m SET order_id = o.id, reference = ''
  FROM shipments_order o WHERE m.reference = 'order:' || o.id
"""
WRITE_ORDERS = """
UPDATE shipments_stockmove SET reference = 'order:' || order_id WHERE order_id IS NOT NULL
"""
READ_KINDS = """
UPDATE shipments_payment SET kind = CASE
         WHEN reference LIKE 'refund undone%' THEN 'refund_undone'
         WHEN reference LIKE 'difference: %' THEN 'difference'
         ELSE 'refund' END
 WHERE reference ~ '^refund( [0-9]+| undone.*)?$' OR reference LIKE 'difference: %'
"""
FLIGHT_REASONS = (
    "'weather', 'aircraft', 'airport', 'timetable', 'loading', 'flight_cancelled', 'offloaded'"
)
# The texts stand in `note` already, as they were written: a word of ours, or one before a colon.
READ_REASONS = f"""
UPDATE shipments_change c SET reason = w.reason, note = w.note FROM (VALUES
    ('order', 'order_placed', 'order_placed', ''),
    ('order', 'receiver_corrected', 'receiver_corrected', ''),
    ('order', 'receiver_from_shop', 'receiver_from_shop', ''),
    ('order', 'note_corrected', 'note_corrected', ''),
    ('order', 'cancellation undone', 'cancellation_undone', ''),
    ('order', 'never paid', 'never_paid', ''),
    ('order', 'cancelled in the shop', 'cancelled_in_shop', 'cancelled in the shop'),
    ('replenishment', 'expected_at', 'expected_at', ''),
    ('replenishment', 'lines', 'lines', ''),
    ('seller', 'shop', 'shop', ''),
    ('consolidation', 'nothing to carry', 'nothing_to_carry', '')
  ) AS w(kind, text, reason, note)
 WHERE c.kind = 'shipments.' || w.kind AND c.note = w.text;
UPDATE shipments_change
   SET reason = split_part(note, ': ', 1),
       note = CASE WHEN note LIKE '%: %' THEN substr(note, strpos(note, ': ') + 2) ELSE '' END
 WHERE reason = '' AND (
       kind = 'shipments.order' AND old = new AND note LIKE 'lines: %'
    OR kind = 'shipments.seller' AND note LIKE 'company: %'
    OR kind = 'shipments.case' AND old <> new AND split_part(note, ': ', 1) IN
       ('moves', 'answered', 'replaced', 'refunded', 'lost', 'kept', 'nothing')
    OR kind IN ('shipments.flight', 'shipments.leg', 'shipments.consolidation')
       AND split_part(note, ': ', 1) IN ({FLIGHT_REASONS}, {OFFLOAD_REASONS}));
UPDATE shipments_change SET reason = left(note, 40), note = ''
 WHERE kind = 'shipments.importrun' AND new = 'failed'
"""
WRITE_REASONS = """
UPDATE shipments_change SET note = left(concat_ws(': ', reason, nullif(note, '')), 300)
 WHERE reason <> ''
"""
NOTHING = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("shipments", "0029_sealed_words")]

    operations = [
        migrations.AddField(
            "containment",
            "ended_by",
            models.CharField(
                blank=True,
                choices=[
                    ("unloaded", "unloaded"),
                    ("offloaded", "taken off"),
                    ("moved", "moved"),
                    ("cancelled", "its flight was cancelled"),
                    ("missing", "missing"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "containment",
            "reason",
            models.CharField(
                blank=True,
                choices=[
                    ("no_room", "there was no room left"),
                    ("smaller_aircraft", "a smaller aircraft flies"),
                    ("wrong_route", "it was sorted to the wrong flight"),
                    ("damaged", "the packing is damaged and is being mended"),
                    ("papers", "its papers are being put right"),
                    ("authorities", "the authorities look at it"),
                    ("held", "it is on hold"),
                    ("another_flight", "it goes with another flight"),
                    ("not_ready", "its papers for the flight were not finished in time"),
                    ("other", "another reason"),
                ],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "containment",
            "note",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.RunSQL(READ_ENDINGS, WRITE_ENDINGS),
        migrations.RunSQL(READ_MOVES, NOTHING),
        migrations.RemoveIndex("containment", "containment_left_behind"),
        migrations.RemoveField("containment", "why"),
        migrations.AddIndex(
            "containment",
            models.Index(
                condition=models.Q(("ended_by__in", ("offloaded", "cancelled"))),
                fields=["parcel"],
                name="containment_left_behind",
            ),
        ),
        migrations.AddConstraint(
            "containment",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_by", ""), ("reason", ""), ("until__isnull", True)),
                    models.Q(("until__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="containment_ended_by_something",
            ),
        ),
        migrations.AddField(
            "stockmove",
            "order",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stock_moves",
                to="shipments.order",
            ),
        ),
        migrations.AlterField("stockmove", "reference", models.CharField(blank=True, max_length=80)),
        migrations.RunSQL(READ_ORDERS, WRITE_ORDERS),
        migrations.RemoveIndex("stockmove", "stock_move_reference"),
        migrations.AddIndex(
            "stockmove",
            models.Index(
                condition=models.Q(("reference", ""), _negated=True),
                fields=["reference"],
                name="stock_move_reference",
            ),
        ),
        migrations.AddField(
            "payment",
            "kind",
            models.CharField(
                choices=[
                    ("payment", "payment"),
                    ("refund", "refund"),
                    ("refund_undone", "refund taken back"),
                    ("difference", "difference settled"),
                ],
                default="payment",
                max_length=16,
            ),
        ),
        migrations.RunSQL(READ_KINDS, NOTHING),
        migrations.RenameField("change", "why", "note"),
        migrations.AddField(
            "change",
            "reason",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunSQL(READ_REASONS, WRITE_REASONS),
    ]
