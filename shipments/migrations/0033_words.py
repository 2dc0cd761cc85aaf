"""What waits to be sent is an outbox event; what no code explains is an unmapped event."""

from django.db import migrations, models

RENAME = "ALTER TABLE shipments_unmappedevent RENAME CONSTRAINT {} TO {}"
OLD, NEW = "not_understood_once", "unmapped_event_once"
ONCE = models.UniqueConstraint(fields=["subject", "source", "source_ref"], name=NEW)


class Migration(migrations.Migration):
    dependencies = [("shipments", "0032_bulk_actions")]

    operations = [
        migrations.RenameModel("News", "OutboxEvent"),
        migrations.RenameIndex("outboxevent", "outbox_to_publish", old_name="news_to_publish"),
        migrations.RenameModel("NotUnderstood", "UnmappedEvent"),
        migrations.RenameIndex(
            "unmappedevent", "unmapped_event_waiting", old_name="not_understood_waiting"
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(RENAME.format(OLD, NEW), RENAME.format(NEW, OLD)),
            ],
            state_operations=[
                migrations.RemoveConstraint("unmappedevent", OLD),
                migrations.AddConstraint("unmappedevent", ONCE),
            ],
        ),
    ]
