"""Columns that are ciphertext in the database, and the keyed hash to look them up by."""

import hashlib
import hmac
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from shipments.sentences import Sentence, SentenceField, read


@lru_cache(maxsize=1)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """The ciphertext under the newest key; nothing stays nothing."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The plain text; raises cryptography.fernet.InvalidToken when no key fits."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def encrypt_bytes(content: bytes) -> bytes:
    """The ciphertext of bytes under the newest key."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(content)


def keyed_hash(text: str) -> str:
    """A 64-digit hash under the oldest key, so that the same text is found again."""
    key = settings.FIELD_KEYS[-1].encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class EncryptedText(models.TextField):
    """Text, encrypted at rest (Fernet, AES-128-CBC with HMAC); cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value) if value else value


if TYPE_CHECKING:
    _Json = models.JSONField
else:
    _Json = models.TextField


class EncryptedJson(_Json):
    """What JSON can say, encrypted at rest; cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(decrypt(value))

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)


class EncryptedSentence(SentenceField):
    """A sentence that may quote a person's words, encrypted at rest; cannot be searched."""

    def get_prep_value(self, value: Any) -> str | None:
        written = super().get_prep_value(value)
        return encrypt(written) if written else written

    def from_db_value(self, value: str | None, *args: Any) -> Sentence | None:
        return None if value is None else read(decrypt(value))


class EncryptedBytes(models.BinaryField):
    """Bytes, encrypted at rest by the same keys; cannot be searched."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None:
            value = encrypt_bytes(bytes(value))
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        if value is None:
            return None
        return _cipher(tuple(settings.FIELD_KEYS)).decrypt(bytes(value))


# Every kind of column that is ciphertext: a key is retired only once all of these are anew.
ENCRYPTED = (EncryptedText, EncryptedSentence, EncryptedJson, EncryptedBytes)
