"""Who comes in: a request becomes an Actor, and each door lets in only its own kinds."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from time import monotonic, time
from typing import Any

from allauth.mfa.adapter import get_adapter as second_step
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import APIException, AuthenticationFailed

from shipments import memory
from shipments.actor import NOBODY, SELLER_ROLES, STAFF_ROLES, Actor, Role
from shipments.parties.actions import digest
from shipments.parties.models import ApiKey, User

NUL = "\x00"
ANYONE = frozenset(Role)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# The door is the first namespace of the URL; what is not named here is not there (404). The
# machines' doors close themselves by key, those without a name (sign-in, health) by the login rule.
WHO_MAY_ENTER: dict[str, frozenset[Role]] = {
    "": ANYONE,
    "public": ANYONE,
    "buyer": ANYONE,
    "api": ANYONE,
    "customs-api": ANYONE,
    "seller": SELLER_ROLES | {Role.ADMIN},
    "seller-customs": SELLER_ROLES | {Role.ADMIN},
    "staff": STAFF_ROLES,
    "customs": frozenset({Role.CUSTOMS, Role.ADMIN}),
    "admin": frozenset({Role.ADMIN}),
}
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
KNOWN_OF_USER = (
    "membership__seller_id",
    "membership__level",
    "membership__rights",
    "staff_member__roles",
    "staff_member__warehouses",
    "staff_member__channels",
)
# So long nobody may guess while guesses cannot be counted.
GUARDED_SECONDS = 60
# So long a process believes what it has read of a key.
KEY_KEPT_SECONDS = 5
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
MACHINES = frozenset({"api", "customs-api"})
WITHOUT_SIGN_IN = frozenset({"public", "buyer"})


# What a form sends that changes only what its sender sees: the numbers pasted, the columns shown,
# a file of what the list shows.
WAYS_TO_LOOK = frozenset({"seller:paste", "seller:columns", "seller:file"})


def actor_of_user(user: Any) -> Actor:
    """The actor of one who signed in, by membership or staff roles; one query."""
    if not user.is_authenticated:
        return NOBODY
    rows = User.objects.filter(pk=user.pk, is_active=True)
    found = rows.values_list(*KNOWN_OF_USER).first() or (None,) * len(KNOWN_OF_USER)
    seller_id, level, rights, words, warehouses, channels = found
    roles = {Role(word) for word in words or () if word in ANYONE}
    if user.is_superuser:
        roles.add(Role.ADMIN)
    if level and not roles:
        own = None if rights is None else frozenset(rights)
        return Actor(user.username, frozenset({Role(level)}), user.pk, seller_id, rights=own)
    return Actor(
        user.username,
        frozenset(roles or {Role.NOBODY}),
        user.pk,
        warehouses=frozenset(warehouses or ()),
        channels=frozenset(channels or ()),
    )


def door_of(request: HttpRequest) -> str:
    """The first namespace of the URL that was asked for."""
    match = request.resolver_match
    return match.namespaces[0] if match and match.namespaces else ""


class EnterMiddleware(LoginRequiredMiddleware):
    """Gives each request its `actor` and asks WHO_MAY_ENTER.

    Who has not signed in is sent to the sign-in page; for a door of others the answer is 404.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        if strangers := sorted(set(settings.MFA_ROLES) - ANYONE):
            raise ImproperlyConfigured(f"MFA_ROLES names no role: {', '.join(strangers)}.")

    def process_request(self, request: HttpRequest) -> None:
        request.actor = SimpleLazyObject(lambda: actor_of_user(request.user))

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        door = door_of(request)
        if (allowed := WHO_MAY_ENTER.get(door)) is None:
            raise Http404
        if door in MACHINES:
            return None
        # No row has a NUL in its name, and the database cannot even be asked for one.
        if any(NUL in str(value) for value in view_kwargs.values()):
            raise Http404
        if any(NUL in text for text in _texts(request)):
            raise BadRequest("a NUL")
        if door in WITHOUT_SIGN_IN:
            return None
        if allowed is ANYONE:
            return super().process_view(request, view_func, view_args, view_kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        _refuse_strangers(request, allowed)
        if needs_second_step(request.user, request.actor):
            return redirect("account")
        return None


def needs_second_step(user: Any, actor: Actor) -> bool:
    """Whether the roles ask for a second step at sign-in that this person has not set up."""
    return bool(actor.roles & set(settings.MFA_ROLES)) and not second_step().is_mfa_enabled(user)


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every name and value of the address and of the form."""
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield name
            yield from values


def _refuse_strangers(request: HttpRequest, allowed: frozenset[Role]) -> None:
    """404 for other kinds of actors; who may only look gets 403 for any change."""
    if not request.actor.roles & allowed:
        raise Http404
    if request.method in SAFE_METHODS or request.actor.can_write:
        return
    if request.resolver_match is None or request.resolver_match.view_name not in WAYS_TO_LOOK:
        raise PermissionDenied


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


def address_of(request: HttpRequest) -> str:
    """The caller's address behind our own proxies; of an IPv6 address its /64 network."""
    text = request.META.get("REMOTE_ADDR", "")
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if (proxies := settings.ALLAUTH_TRUSTED_PROXY_COUNT) and len(passed) >= proxies:
        text = passed[-proxies].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return text[:60]
    if isinstance(address, IPv6Address):
        return ":".join(address.exploded.split(":")[:4])
    return str(address)


def seconds_to_wait(
    kind: str, who: str, *, limit: int, seconds: int = 60, visits: int = 1, guards: bool = False
) -> int:
    """Count visits in Redis: 0 while at most `limit` fall into this stretch of `seconds`.

    Past the limit the seconds until the next stretch begins.
    """
    return longest_wait([(kind, who, limit, visits)], seconds=seconds, guards=guards)


def longest_wait(
    counted: Sequence[tuple[str, str, int, int]], *, seconds: int = 60, guards: bool = False
) -> int:
    """The same for several (kind, who, limit, visits) in one round trip: 0 while all have room.

    Without Redis nothing is counted, and nobody waits; but everybody does where the limit alone
    `guards` a short secret that could be guessed.
    """
    now = int(time())
    totals: list[int] = memory.or_without(lambda: _counted(counted, seconds, now), [])
    if guards and not totals:
        return GUARDED_SECONDS
    is_past = any(total > one[2] for total, one in zip(totals, counted, strict=bool(totals)))
    return seconds - now % seconds if is_past else 0


# KEYS: a place's numbers of this hour and of this day. ARGV: their limits, how long they are kept,
# then the numbers. 0 where all may be asked for, else which of the two is full (1, 2).
_NEW_NUMBERS = """
local full = 0
for place = 1, 2 do
  local new = 0
  for n = 5, #ARGV do
    if redis.call("SISMEMBER", KEYS[place], ARGV[n]) == 0 then new = new + 1 end
  end
  local kept = redis.call("SCARD", KEYS[place])
  if new > 0 and kept + new > tonumber(ARGV[place]) then full = place end
end
if full > 0 then return full end
for place = 1, 2 do
  for n = 5, #ARGV do redis.call("SADD", KEYS[place], ARGV[n]) end
  redis.call("EXPIRE", KEYS[place], ARGV[place + 2])
end
return 0
"""
_HOUR, _DAY = 3600, 24 * 3600
# Who asked for which number in which hour: those are counted, as far as a process knows.
_ASKED: set[tuple[str, str, int]] = set()
MOST_ASKED = 50_000


def wait_for_numbers(who: str, numbers: Sequence[str]) -> int:
    """Seconds until `who` may ask for numbers not asked for before: 0 while there is room.

    So nobody reads number after number faster than people do; what was asked for stays open.
    Without Redis nothing is counted. One round trip for who asks for a number first.
    """
    now = int(time())
    fresh = [one for one in numbers if not _asked_before(who, one, now // _HOUR)]
    if not fresh:
        return 0
    name = _short(who)
    keys = [f"numbers:{name}:{span}:{now // span}" for span in (_HOUR, _DAY)]
    limits = (settings.PUBLIC_NUMBERS_PER_HOUR, settings.PUBLIC_NUMBERS_PER_DAY)
    words = [_short(number) for number in fresh]
    full = memory.or_without(
        lambda: memory.redis().eval(_NEW_NUMBERS, 2, *keys, *limits, _HOUR, _DAY, *words), 0
    )
    if not full:
        _ASKED.update((who, one, now // _HOUR) for one in fresh)
    return (0, _HOUR - now % _HOUR, _DAY - now % _DAY)[int(full)]


def forget_asked() -> None:
    """Begin anew, as a process that has just started."""
    _ASKED.clear()


def _asked_before(who: str, number: str, hour: int) -> bool:
    """Whether this process has let `who` ask for the number in this hour: no trip is needed."""
    if len(_ASKED) > MOST_ASKED:
        _ASKED.clear()
    return (who, number, hour) in _ASKED


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]


def _counted(counted: Sequence[tuple[str, str, int, int]], seconds: int, now: int) -> list[int]:
    with memory.redis().pipeline(transaction=False) as pipe:
        for kind, who, _limit, visits in counted:
            key = f"visits:{kind}:{_short(who)}:{now // seconds}"
            pipe.incrby(key, visits)
            pipe.expire(key, seconds + 1)
        return pipe.execute()[::2]
