"""Reads of sellers, their members and their keys."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.parties.models import ApiKey, Invitation, Membership, Partner, Seller


def sellers_for(actor: Actor) -> QuerySet[Seller]:
    """Sellers the actor may see, by code."""
    return Seller.objects.visible_to(actor).order_by("code")


def seller_of(actor: Actor) -> Seller | None:
    """The actor's own company; None for who belongs to none."""
    if actor.seller_id is None:
        return None
    return Seller.objects.visible_to(actor).filter(pk=actor.seller_id).first()


def members_for(actor: Actor) -> QuerySet[Membership]:
    """Members of the sellers the actor may see, by name."""
    rows = Membership.objects.visible_to(actor).select_related("user", "seller")
    return rows.order_by("user__username")


def keys_for(actor: Actor) -> QuerySet[ApiKey]:
    """Keys of sellers' machines the actor may see, newest first."""
    return ApiKey.objects.visible_to(actor).order_by("-pk")


def invitations_for(actor: Actor) -> QuerySet[Invitation]:
    """Invitations that wait for an answer, newest first."""
    rows = Invitation.objects.visible_to(actor).filter(accepted_at=None, revoked_at=None)
    return rows.order_by("-pk")


def partners_by_kind() -> QuerySet[Partner]:
    """All partners, those of one kind together."""
    return Partner.objects.order_by("kind", "code")
