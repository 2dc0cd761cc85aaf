"""Keeping and forgetting views of a list."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, STAFF_ROLES, Actor
from shipments.errors import BadInput
from shipments.saved_views.models import SavedView
from shipments.saved_views.queries import views_for

MOST = 30


@transaction.atomic
def save_view(*, page: str, name: str, query: str, by: Actor, at: datetime) -> SavedView:
    """Keep a filter under a name for the whole company; the same name again replaces it."""
    by.require(*SELLER_WRITERS, *STAFF_ROLES)
    name = name.strip()
    if not name or not query or len(query) > 1_000:
        raise BadInput("bad_view", _("Give the view a name, and narrow the list first."))
    own = views_for(by, page)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise BadInput("too_many", _("There are 30 views already: delete one first."))
    told = {"query": query, "by": by.name[:80], "created_at": at}
    made = {**told, "seller_id": by.seller_id, "page": page}
    return own.update_or_create(name=name[:60], defaults=told, create_defaults=made)[0]


@transaction.atomic
def rename_view(*, view: SavedView, name: str, by: Actor) -> SavedView:
    """Call a view otherwise; raises BadInput for no name, or for one another view has."""
    by.require(*SELLER_WRITERS, *STAFF_ROLES)
    name = name.strip()[:60]
    others = views_for(by, view.page).exclude(pk=view.pk)
    if not name or others.filter(name=name).exists():
        raise BadInput("bad_name", _("Give the view a name that no other view has."))
    SavedView.objects.filter(pk=view.pk).update(name=name)
    view.name = name
    return view


@transaction.atomic
def forget_view(*, view: SavedView, by: Actor) -> None:
    """Take a view away for everybody in the company."""
    by.require(*SELLER_WRITERS, *STAFF_ROLES)
    SavedView.objects.filter(pk=view.pk).delete()
