"""What production refuses to begin with: each setting at fault is named, all at once."""

from collections.abc import Iterator
from typing import Any

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
NEEDED = ("EMAIL_URL", "PUBLIC_URL")
# What sends letters nowhere, as django-environ names it.
NO_MAIL = ("consolemail", "filemail", "memorymail", "dummymail")


class Environment(environ.FileAwareEnv):
    """The environment; what came from NAME_FILE ends where its text ends."""

    def get_value(self, var: str, *args: Any, **options: Any) -> Any:
        value = super().get_value(var, *args, **options)
        return value.strip() if isinstance(value, str) else value


def refuse_what_is_not_safe(
    env: environ.Env, *, secret: tuple[str, str], keys: tuple[list[str], str]
) -> None:
    """Raise ImproperlyConfigured naming every setting that is missing, open to all or no good.

    `secret` and `keys` are what is set, and the demo's own, which everybody knows.
    """
    faults = [*_defaults(env, secret, keys), *_bad(secret[0], keys[0])]
    if faults:
        raise ImproperlyConfigured(f"With DEBUG=0 {'; '.join(faults)}. See deploy/README.md.")


def _defaults(
    env: environ.Env, secret: tuple[str, str], keys: tuple[list[str], str]
) -> Iterator[str]:
    insecure = {
        "SECRET_KEY": secret[0] in ("", secret[1]),
        "FIELD_KEYS": not keys[0] or keys[1] in keys[0],
        "ALLOWED_HOSTS": "*" in env.list("ALLOWED_HOSTS", default=["*"]),
    }
    if names := ", ".join(name for name, is_insecure in insecure.items() if is_insecure):
        yield f"the default of {names} is not secure: set it"
    if names := ", ".join(name for name in NEEDED if not env.str(name, default="")):
        yield f"{names} must be set: without it no letter leaves, and its links lead nowhere"
    if (scheme := env.str("EMAIL_URL", default="").partition(":")[0].lower()) in NO_MAIL:
        yield f"EMAIL_URL begins with {scheme}: no letter would leave, set it to a mail server"


def _bad(secret: str, keys: list[str]) -> Iterator[str]:
    if secret and (len(secret) < SHORTEST_SECRET or len(set(secret)) < 5):
        yield f"SECRET_KEY is easily guessed: make one of {SHORTEST_SECRET} characters or more"
    if bad := ", ".join(str(n) for n, key in enumerate(keys, 1) if not _is_key(key)):
        yield f"FIELD_KEYS is no good: key {bad} is not 32 bytes in URL-safe base64"


def _is_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True
