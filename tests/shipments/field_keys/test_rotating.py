"""Keys of encrypted columns: a new one takes over, an old one is retired, a lost one is named."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection, models

from shipments import encrypted
from shipments.encrypted import ENCRYPTED
from shipments.exchange.models import Message
from shipments.field_keys import actions
from shipments.field_keys.actions import encrypted_columns, make_proof, rotate_column
from shipments.field_keys.models import KeyProof
from shipments.imports.models import ImportRun, RowError
from tests.world import NOON

OLD, NEW, OLDEST = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def proof(db, settings) -> KeyProof:
    """The proof of an installation that began with two keys."""
    settings.FIELD_KEYS = [OLD, OLDEST]
    make_proof()
    return KeyProof.objects.get()


def kept() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM shipments_keyproof")
        return cursor.fetchone()[0]


def test_every_value_is_written_anew_and_the_old_key_can_go(proof, settings):
    settings.FIELD_KEYS = [NEW, OLD, OLDEST]

    call_command("rotate_keys", stdout=(out := StringIO()))

    assert "shipments_keyproof.text: 1 written anew" in out.getvalue()
    settings.FIELD_KEYS = [NEW, OLDEST]
    assert KeyProof.fits()


def test_a_second_run_writes_nothing(proof, settings):
    settings.FIELD_KEYS = [NEW, OLD, OLDEST]
    column = (KeyProof, KeyProof._meta.get_field("text"))

    assert [rotate_column(*column), rotate_column(*column)] == [1, 0]


def test_a_run_goes_on_where_it_was_stopped(db, settings, monkeypatch):
    settings.FIELD_KEYS = [OLD]
    KeyProof.objects.bulk_create(KeyProof(text=str(n), hashed="x") for n in range(7))
    settings.FIELD_KEYS = [NEW, OLD]
    monkeypatch.setattr(actions, "BATCH", 3)
    column = (KeyProof, KeyProof._meta.get_field("text"))
    first = next(actions._batches(*column))
    assert actions._rotate_batch(*column, first) == 3

    assert rotate_column(*column) == 4
    assert sorted(KeyProof.objects.values_list("text", flat=True)) == list("0123456")


def test_a_value_no_key_reads_is_named_and_kept(proof, settings):
    settings.FIELD_KEYS = [NEW, OLDEST]
    before = kept()

    with pytest.raises(CommandError, match=f"No key reads shipments_keyproof {proof.pk}"):
        call_command("rotate_keys", stdout=StringIO())

    assert kept() == before


def test_every_encrypted_column_of_the_product_is_known():
    found = {(model._meta.db_table, field.column) for model, field in encrypted_columns()}

    assert {column for table, column in found} >= {"inn", "passport", "secret", "answer"}
    assert (Message._meta.db_table, "raw") in found
    assert {(RowError._meta.db_table, "row"), (ImportRun._meta.db_table, "sample")} <= found


def test_every_kind_of_encrypted_column_is_rotated():
    """A new class of column that is ciphertext has to be named where keys are rotated."""
    kinds = {
        one
        for one in vars(encrypted).values()
        if isinstance(one, type)
        and issubclass(one, models.Field)
        and one.__module__ == encrypted.__name__
    }

    assert kinds == set(ENCRYPTED)


def test_rows_of_files_are_read_once_the_old_key_has_gone(proof, settings):
    run = ImportRun.objects.create(
        number="I1",
        kind="orders",
        filename="a.csv",
        by="Anna",
        created_at=NOON,
        sample=[["sku"], [["A"]]],
    )
    RowError.objects.create(run=run, line=2, reason="No price.", row={"name": "Анна"})
    settings.FIELD_KEYS = [NEW, OLD, OLDEST]

    call_command("rotate_keys", stdout=StringIO())

    settings.FIELD_KEYS = [NEW, OLDEST]
    assert RowError.objects.get().row == {"name": "Анна"}
    assert ImportRun.objects.get().sample == [["sku"], [["A"]]]


@pytest.mark.parametrize("keys", [[NEW, OLDEST], [OLD, NEW]])
def test_the_check_names_a_key_that_is_missing_or_not_last(proof, settings, keys):
    settings.FIELD_KEYS = keys

    found = KeyProof.check(databases=["default"])

    assert ["FIELD_KEYS do not read" in one.msg for one in found] == [True]
    assert KeyProof.check(databases=None) == []
