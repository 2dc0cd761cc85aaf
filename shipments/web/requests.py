"""What every view of ours is handed: a request whose actor is known, and a row or 404."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch
from django_htmx.middleware import HtmxDetails

from shipments.actor import SELLER_WRITERS, Actor

Found = TypeVar("Found")


class ActorRequest(HttpRequest):
    """A request that the middleware has let in."""

    actor: Actor
    htmx: HtmxDetails
    resolver_match: ResolverMatch


def or_404(found: Found | None) -> Found:
    """What a query found; what it did not find is no page."""
    if found is None:
        raise Http404
    return found


def seller_written_for(request: ActorRequest) -> int:
    """The company for which a member writes. Raises PermissionDenied for anybody else."""
    actor = request.actor
    if actor.seller_id is None or not (actor.is_seller and actor.has(*SELLER_WRITERS)):
        raise PermissionDenied
    return actor.seller_id
