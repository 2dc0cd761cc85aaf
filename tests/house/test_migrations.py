"""Models and migrations agree, and who has the tables already needs nothing."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

OURS = ("shipments", "customs")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def applied() -> MigrationRecorder:
    """What an installation remembers that has applied the former migrations, one by one."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app__in=OURS, name__contains="squashed").delete()
    return recorder


@pytest.mark.django_db
def test_who_has_applied_every_former_migration_needs_nothing(applied):
    executor = MigrationExecutor(connection)

    executor.loader.check_consistent_history(connection)

    assert ("shipments", "0033_words") in applied.applied_migrations()
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_who_has_applied_some_of_them_is_refused_in_words(applied):
    applied.record_unapplied("shipments", "0033_words")

    with pytest.raises(NodeNotFoundError, match="some of the replaced migrations are already"):
        MigrationExecutor(connection)
