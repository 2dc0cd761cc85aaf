"""Who signed in: a user becomes an actor, by membership or staff roles."""

from typing import Any

from allauth.mfa.adapter import get_adapter as second_step
from django.conf import settings

from shipments.actor import NOBODY, Actor, Role
from shipments.parties.models import User

ANYONE = frozenset(Role)
KNOWN_OF_USER = (
    "membership__seller_id",
    "membership__level",
    "membership__rights",
    "staff_member__roles",
    "staff_member__warehouses",
    "staff_member__channels",
)


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


def needs_second_step(user: Any, actor: Actor) -> bool:
    """Whether the roles ask for a second step at sign-in that this person has not set up."""
    return bool(actor.roles & set(settings.MFA_ROLES)) and not second_step().is_mfa_enabled(user)
