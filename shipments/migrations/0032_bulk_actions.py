"""Deeds are called actions: the model, the columns that name one, the indexes and the parameters."""

from django.db import migrations, models

# An action that runs while this is deployed names itself in its parameters.
NAMED = """
UPDATE shipments_bulkaction
SET params = (params - 'deed') || jsonb_build_object('action', params -> 'deed')
WHERE params ? 'deed'
"""
NAMED_BACK = """
UPDATE shipments_bulkaction
SET params = (params - 'action') || jsonb_build_object('deed', params -> 'action')
WHERE params ? 'action'
"""


class Migration(migrations.Migration):
    dependencies = [("shipments", "0031_parcel_loads")]

    operations = [
        migrations.RenameModel("BulkDeed", "BulkAction"),
        migrations.RenameField("bulkrow", "deed", "action"),
        migrations.RenameField("privacyact", "deed", "action"),
        migrations.RenameIndex("bulkaction", "bulk_action_seller", old_name="bulk_deed_seller"),
        migrations.RenameIndex("bulkaction", "bulk_action_open", old_name="bulk_deed_open"),
        migrations.RenameIndex("bulkaction", "bulk_action_undo", old_name="bulk_deed_undo"),
        # PostgreSQL has renamed the column in these by itself.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("bulkrow", "bulk_row_next"),
                migrations.AddIndex(
                    "bulkrow",
                    models.Index(fields=["action", "outcome", "id"], name="bulk_row_next"),
                ),
                migrations.RemoveConstraint("bulkrow", "bulk_row_once"),
                migrations.AddConstraint(
                    "bulkrow",
                    models.UniqueConstraint(fields=["action", "subject_id"], name="bulk_row_once"),
                ),
            ],
        ),
        migrations.RunSQL(NAMED, NAMED_BACK),
    ]
