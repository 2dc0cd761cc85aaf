"""Reads of partners and their machines' keys; for staff alone."""

from django.db.models import Count, Max, Q, QuerySet

from shipments.actor import Actor
from shipments.parties.models import ApiKey, Partner


def partners_for(actor: Actor) -> QuerySet[Partner]:
    """Partners by kind and code, with `live` keys and when one of them was `heard` last."""
    live = Q(keys__revoked_at__isnull=True, keys__isnull=False)
    rows = Partner.objects.annotate(
        live=Count("keys", filter=live), heard=Max("keys__last_used_at")
    ).order_by("kind", "code")
    return rows if actor.sees_all_sellers else rows.none()


def partner_by_code(actor: Actor, code: str) -> Partner | None:
    return partners_for(actor).filter(code=code).first()


def keys_of_partner(actor: Actor, partner: Partner) -> QuerySet[ApiKey]:
    """A partner's keys, newest first."""
    rows = ApiKey.objects.filter(partner=partner).order_by("-pk")
    return rows if actor.sees_all_sellers else rows.none()


HANDLERS = (Partner.Kind.AIRLINE, Partner.Kind.BROKER, Partner.Kind.WAREHOUSE)


def handles_cargo(actor: Actor) -> bool:
    """Whether the actor is a partner who handles whole consignments, and speaks of them; the last
    mile has parcels only."""
    if actor.partner_id is None:
        return False
    return Partner.objects.filter(pk=actor.partner_id, kind__in=HANDLERS).exists()
