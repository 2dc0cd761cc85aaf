"""KeyProof: a text everybody knows, encrypted and hashed with the keys of this installation."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, models

from shipments.encrypted import EncryptedText, keyed_hash

KNOWN = "These words are read where the keys fit."
MISFIT = "FIELD_KEYS do not read what is kept: a key is missing, or the last is not the oldest."


class KeyProof(models.Model):
    """The one row that shows whether FIELD_KEYS still read and find what was written with them."""

    text = EncryptedText()
    hashed = models.CharField(max_length=64)

    def __str__(self) -> str:
        return "proof"

    @classmethod
    def fits(cls) -> bool:
        """Whether FIELD_KEYS read what is kept, and the oldest key still makes the same hashes."""
        try:
            proof = cls.objects.first()
        except InvalidToken:
            return False
        return proof is None or (proof.text, proof.hashed) == (KNOWN, keyed_hash(KNOWN))

    @classmethod
    def check(cls, **options: Any) -> list[CheckMessage]:
        """`manage.py check --database default` and `migrate` name keys that do not fit."""
        found = super().check(**options)
        try:
            if options.get("databases") and not cls.fits():
                found.append(Error(MISFIT, id="shipments.E001"))
        except DatabaseError:
            return found  # before its own migration there is nothing to compare
        return found
