"""Who calls the API: a machine by its key and the key's scopes, or a person by the browser."""

from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import APIException, AuthenticationFailed

from shipments.access.actors import actor_of_user, needs_second_step
from shipments.actor import Actor, Role
from shipments.parties.actions import digest
from shipments.parties.models import ApiKey

# So long a process believes what it has read of a key.
KEY_KEPT_SECONDS = 5
# The words of a key's scopes: each with :read or :write; "*" is all.
RESOURCES = (
    "orders",
    "products",
    "stock",
    "replenishments",
    "parcels",
    "events",
    "consolidations",
    "flights",
    "bags",
    "holds",
    "declarations",
    "messages",
    "imports",
    "exports",
    "webhooks",
    "rates",
)
# A scope of its own, which "*" does not cover: receivers' names, phones and streets in full.
PEOPLE = "people:read"
# What a key can be made for, in the order of its page; other scopes would open nothing.
SELLER_SCOPES = (
    "orders:read",
    "orders:write",
    PEOPLE,
    "products:read",
    "products:write",
    "stock:read",
    "replenishments:read",
    "replenishments:write",
    "parcels:read",
    "parcels:write",
    "imports:read",
    "imports:write",
    "exports:read",
    "exports:write",
    "webhooks:read",
    "webhooks:write",
    "holds:read",
    "holds:write",
    "declarations:read",
    "flights:read",
    "rates:read",
)
PARTNER_SCOPES = (
    "events:write",
    "messages:write",
    "flights:read",
    "consolidations:read",
    "bags:read",
)


class Machine:
    """The user of a request that came with a key."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, key: ApiKey) -> None:
        self.pk = key.pk
        self.key = key
        self.actor = actor_of_key(key)


def actor_of_key(key: ApiKey) -> Actor:
    """The actor of a seller's or a partner's machine. A partner is named by its code alone: the
    name is the source of its events, and must outlive the key."""
    scopes = frozenset(key.scopes)
    if key.partner is not None:
        roles = frozenset({Role.PARTNER})
        return Actor(key.partner.code, roles, partner_id=key.partner_id, scopes=scopes)
    writes = any(scope == "*" or scope.endswith(":write") for scope in scopes)
    role = Role.SELLER_OPERATOR if writes else Role.SELLER_VIEWER
    name = f"{key.seller.code}: {key.name}"[:80] if key.seller else key.name
    return Actor(name, frozenset({role}), seller_id=key.seller_id, scopes=scopes)


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`: one query in a few seconds, so that a revoked key is refused
    by then; when it was last used is kept to the minute."""

    def authenticate(self, request: Any) -> tuple[Machine, ApiKey] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        secret = words[1].decode("latin-1") if len(words) == 2 else ""
        machine = _machine(digest(secret), int(monotonic() // KEY_KEPT_SECONDS))
        if machine is None:
            raise AuthenticationFailed("This key is not known or was revoked.")
        note_use(machine.key, timezone.now())
        return machine, machine.key

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="api"'


@lru_cache(maxsize=1_024)
def _machine(key_digest: str, _stretch: int) -> Machine | None:
    """The machine of a key, asked for once in a stretch of KEY_KEPT_SECONDS."""
    rows = ApiKey.objects.select_related("seller", "partner")
    key = rows.filter(digest=key_digest, revoked_at__isnull=True).first()
    return Machine(key) if key else None


def note_use(key: ApiKey, at: datetime) -> None:
    """Write down that a key is used, once a minute at most."""
    if key.last_used_at is None or key.last_used_at < at - timedelta(minutes=1):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
        key.last_used_at = at


class NotAllowedYet(APIException):
    """Who signed in must do something first."""

    status_code = 403


class BrowserAuthentication(SessionAuthentication):
    """One who signed in by the browser; changes need the CSRF token as in any form."""

    def authenticate(self, request: Any) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found and needs_second_step(found[0], actor_of_user(found[0])):
            raise NotAllowedYet(_("Set up a second step at sign-in first: see your account."))
        return found


def may_use(actor: Actor, resource: str, *, write: bool) -> bool:
    """Whether the key's scopes cover a resource; people have no scopes, their roles decide."""
    if actor.scopes is None:
        return True
    scope = f"{resource}:{'write' if write else 'read'}"
    all_of_owner = "*" in actor.scopes and (actor.partner_id is None or scope in PARTNER_SCOPES)
    return all_of_owner or scope in actor.scopes


def people_of(actor: Actor) -> bool:
    """Whether the API shows this actor receivers in full: a seller's key with that scope, nobody
    else. People look at the page, which asks why."""
    return actor.seller_id is not None and PEOPLE in (actor.scopes or ())
