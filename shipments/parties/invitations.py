"""Asking people into a company, taking them in, and letting them go."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Right, Role, rights_of
from shipments.errors import BadInput, NotFound, WrongState
from shipments.parties.actions import digest, require_own
from shipments.parties.models import Invitation, Membership, Seller, User

LASTS = timedelta(days=7)
LEVELS = frozenset(Membership.Level.values)


@transaction.atomic
def invite(*, email: str, level: str, by: Actor, at: datetime) -> tuple[Invitation, str]:
    """Ask a person into the own company; the link's secret goes out by mail and is not kept.

    Only an owner makes another one, and nobody asks in one who may do what he may not.
    An invitation to the same address that is still open is taken back. Raises BadInput for an
    address or level that cannot be, or for one who is a member already.
    """
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    email = _checked(email, level)
    if level == Membership.Level.OWNER:
        by.require(Role.SELLER_OWNER)
    for right in sorted(rights_of(Role(level), None)):
        by.require_right(Right(right))
    own = Invitation.objects.filter(seller_id=by.seller_id or 0)
    if User.objects.filter(email=email, membership__isnull=False).exists():
        raise BadInput(
            "member", _("This person works in a company here already."), {"email": email}
        )
    own.filter(email=email, accepted_at=None, revoked_at=None).update(revoked_at=at)
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        seller_id=by.seller_id or 0,
        email=email,
        level=level,
        digest=digest(secret),
        by=by.name[:80],
        created_at=at,
    )
    transaction.on_commit(lambda: _send(made, secret))
    return made, secret


def _checked(email: str, level: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise BadInput("bad_email", _("This is no e-mail address."), {"email": email}) from None
    if level not in LEVELS:
        raise BadInput("bad_level", _("Choose what the person may do."), {"level": level})
    return email.strip().lower()


def _send(made: Invitation, secret: str) -> None:
    url = f"{settings.PUBLIC_URL}/join/{secret}/"
    body = render_to_string("emails/invitation.txt", {"invitation": made, "url": url})
    subject = _("%(company)s asks you to join") % {"company": made.seller.name_zh}
    EmailMessage(subject, body, to=[made.email]).send(fail_silently=True)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Take an invitation back; one that was accepted stays as it is."""
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    require_own(invitation.seller_id, by=by)
    rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    rows.update(revoked_at=at)


def invitation_of(secret: str, at: datetime) -> Invitation | None:
    """The invitation a link belongs to, while it is good."""
    return _good_ones(secret, at).first()


def _good_ones(secret: str, at: datetime) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(digest=digest(secret), accepted_at=None, revoked_at=None)
    return rows.filter(created_at__gt=at - LASTS).select_related("seller")


@transaction.atomic
def accept(*, secret: str, username: str, password: str, at: datetime) -> User:
    """Make the person's account in the company; a link works once.

    Raises NotFound for a link that is no good, BadInput for a name or password that cannot be.
    """
    found = _good_ones(secret, at).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound("no_invitation", _("This link is used or too old: ask for another one."))
    username = username.strip()
    # who signs in may write his name in any case, or his e-mail: nobody else's may be taken
    taken = Q(username__iexact=username) | Q(email__iexact=username)
    if not username or User.objects.filter(taken).exists():
        raise BadInput("taken", _("This name is taken: choose another."), {"username": username})
    user = User(username=username[:150], email=found.email)
    try:
        user.username_validator(username)
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput("bad_account", " ".join(error.messages), {"password": ""}) from None
    user.set_password(password)
    user.save()
    Membership.objects.create(user=user, seller=found.seller, level=found.level)
    Invitation.objects.filter(pk=found.pk).update(accepted_at=at)
    return user


@transaction.atomic
def change_level(
    *,
    member: Membership,
    level: str,
    by: Actor,
    at: datetime,
    rights: Collection[str] | None = None,
) -> Membership:
    """Give a member another level and rights of his own; the last owner stays one.

    Without `rights`, and where they are what the level gives anyway, the level says it all; rights
    left as they were while the level changes go with the old level. Raises BadInput, WrongState.
    """
    by.require(Role.SELLER_OWNER)
    require_own(member.seller_id, by=by)
    if level not in LEVELS:
        raise BadInput("bad_level", _("Choose what the person may do."), {"level": level})
    if strange := sorted(set(rights or ()) - set(Right)):
        raise BadInput("bad_right", _("There is no such right."), {"rights": strange[0][:20]})
    if level != Membership.Level.OWNER:
        _keep_an_owner(member)
    member.rights = _own_rights(member, level, rights)
    member.level = level
    member.save(update_fields=["level", "rights"])
    return member


def _own_rights(member: Membership, level: str, rights: Collection[str] | None) -> list[str] | None:
    before = rights_of(Role(member.level), member.rights)
    untouched = level != member.level and rights is not None and set(rights) == before
    if rights is None or untouched or set(rights) == rights_of(Role(level), None):
        return None
    return sorted(rights)


@transaction.atomic
def remove_member(*, member: Membership, by: Actor, at: datetime) -> None:
    """Let a person go: the account signs in no more, and a session open now ends at once."""
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    require_own(member.seller_id, by=by)
    if member.level == Membership.Level.OWNER:
        by.require(Role.SELLER_OWNER)
    _keep_an_owner(member)
    User.objects.filter(pk=member.user_id).update(is_active=False)
    Membership.objects.filter(pk=member.pk).delete()


def _keep_an_owner(member: Membership) -> None:
    """A company always has an owner; locked, so that two owners do not remove each other."""
    Seller.objects.select_for_update().get(pk=member.seller_id)
    owners = Membership.objects.filter(seller_id=member.seller_id, level=Membership.Level.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        text = _("A company needs an owner: make somebody else one first.")
        raise WrongState("last_owner", text)
