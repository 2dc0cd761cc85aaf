"""Writes every encrypted value with the newest key, so that an older one can be retired."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from shipments.field_keys.actions import encrypted_columns, make_proof, rotate_column


class Command(BaseCommand):
    """Can be stopped at any moment and run again; the product runs on meanwhile."""

    help = "Write encrypted values with the first of FIELD_KEYS. The last key stays: it hashes."

    def handle(self, *args: Any, **options: Any) -> None:
        make_proof()
        for model, field in encrypted_columns():
            try:
                written = rotate_column(model, field)
            except InvalidToken as error:
                raise CommandError(f"{error} Add the key it was written with.") from None
            self.stdout.write(f"{model._meta.db_table}.{field.column}: {written} written anew")
