"""News of one parcel by e-mail: asked for, confirmed by a link, ended by one click."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.errors import BadInput, NotEnough
from shipments.notifications.models import BuyerNotice, Subscription

# The stage of the mail that asks for a confirmation.
CONFIRM = "confirm"
# How the stage of a letter begins that gives the order's own buyer his link again; the day follows.
LINK = "link-"
MOST_A_PARCEL = 5
# So long nobody is written to again about the same wish.
AGAIN = timedelta(hours=1)


def new_token() -> str:
    """An unguessable name for the links that confirm and end a subscription."""
    return secrets.token_urlsafe(24)


def subscription_by_token(token: str) -> Subscription | None:
    """The subscription of a link in a mail."""
    return Subscription.objects.select_related("parcel").filter(token=token).first()


@transaction.atomic
def ask_for_news(
    *, parcel_id: int, email: str, language: str, by: Actor, at: datetime
) -> Subscription:
    """Note the wish and write one mail with a link; nothing else is sent before it is followed.

    Asking again changes nothing for one who hears already. Raises BadInput for what is no address,
    NotEnough past MOST_A_PARCEL.
    """
    address = _checked(email)
    rows = Subscription.objects.filter(parcel=parcel_id)
    others = rows.exclude(email=address).select_for_update()
    if others.count() >= MOST_A_PARCEL:
        text = _("%(n)s addresses hear of this parcel already; no more can.") % {"n": MOST_A_PARCEL}
        raise NotEnough("too_many", text)
    fresh = {"language": language, "token": new_token(), "created_at": at}
    wish, _made = rows.get_or_create(parcel_id=parcel_id, email=address, defaults=fresh)
    if not hears(wish):
        _write_to(wish, at)
    return wish


@transaction.atomic
def write_link_again(*, parcel_id: int, by: Actor, at: datetime) -> None:
    """Leave a letter to the order's own buyer with the parcel's link; once a day at most."""
    stage = f"{LINK}{at:%y%m%d}"
    BuyerNotice.objects.get_or_create(
        parcel_id=parcel_id, subscription=None, stage=stage, defaults={"created_at": at}
    )


def hears(wish: Subscription) -> bool:
    """Whether news is sent to it."""
    return wish.confirmed_at is not None and wish.ended_at is None


@transaction.atomic
def confirm_news(*, wish: Subscription, by: Actor, at: datetime) -> Subscription:
    """The reader followed the link: news is sent from now on."""
    fresh = Subscription.objects.select_for_update().get(pk=wish.pk)
    if not hears(fresh):
        fresh.confirmed_at, fresh.ended_at = at, None
        fresh.save(update_fields=["confirmed_at", "ended_at"])
    return fresh


@transaction.atomic
def end_news(*, wish: Subscription, by: Actor, at: datetime) -> Subscription:
    """Send nothing more; what still waits is not sent either."""
    fresh = Subscription.objects.select_for_update().get(pk=wish.pk)
    if fresh.ended_at is None:
        fresh.ended_at = at
        fresh.save(update_fields=["ended_at"])
    _waiting(fresh.parcel_id).filter(subscription=fresh).delete()
    return fresh


@transaction.atomic
def end_own_news(*, parcel_id: int, email: str, language: str, by: Actor, at: datetime) -> None:
    """The order's own buyer wants no mails of this parcel: kept as a subscription that ended."""
    if not email:
        return
    fresh = {"language": language, "token": new_token(), "created_at": at}
    wish, _made = Subscription.objects.get_or_create(
        parcel_id=parcel_id, email=email.lower(), defaults=fresh
    )
    end_news(wish=wish, by=by, at=at)
    _waiting(parcel_id).filter(subscription=None).delete()


def _waiting(parcel_id: int) -> QuerySet[BuyerNotice]:
    return BuyerNotice.objects.filter(parcel=parcel_id, status=BuyerNotice.Status.WAITING)


def _checked(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        text = _("This is no e-mail address.")
        raise BadInput("bad_email", text, {"email": text}) from None
    return address


def _write_to(wish: Subscription, at: datetime) -> None:
    """One mail an hour at most, however often somebody asks in another's name."""
    asked = BuyerNotice.objects.filter(subscription=wish, stage=CONFIRM)
    if asked.filter(created_at__gt=at - AGAIN).exists():
        return
    asked.delete()
    BuyerNotice.objects.create(
        parcel_id=wish.parcel_id, subscription=wish, stage=CONFIRM, created_at=at
    )
