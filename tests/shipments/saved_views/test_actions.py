"""Views of a list under a name, shared in the company and with nobody else."""

import pytest

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotAllowed
from shipments.saved_views.actions import forget_view, save_view
from shipments.saved_views.models import SavedView
from shipments.saved_views.queries import view_for, views_for
from tests.world import NOON


def saved(by: Actor, name: str = "Late", query: str = "status=paid") -> SavedView:
    return save_view(page="orders", name=name, query=query, by=by, at=NOON)


def test_a_view_is_the_company_s_and_no_other_s(anna, boris, pavel):
    view = saved(anna)

    assert list(views_for(anna, "orders")) == [view]
    assert list(views_for(boris, "orders")) == list(views_for(pavel, "orders")) == []
    assert view_for(boris, view.pk) is None


def test_the_same_name_again_replaces_it(anna):
    saved(anna)

    saved(anna, query="status=placed")

    assert SavedView.objects.get().query == "status=placed"


def test_what_staff_save_is_shared_among_staff(pavel, wei, anna):
    view = saved(pavel)

    assert list(views_for(wei, "orders")) == [view]
    assert list(views_for(anna, "orders")) == []


@pytest.mark.parametrize(("name", "query"), [(" ", "a=b"), ("x", ""), ("x", "q" * 1_001)])
def test_what_is_no_view_is_refused(anna, name, query):
    with pytest.raises(BadInput):
        saved(anna, name, query)
    assert not SavedView.objects.exists()


def test_a_viewer_keeps_and_forgets_nothing(anna):
    view = saved(anna)
    viewer = Actor("vera", frozenset({Role.SELLER_VIEWER}), seller_id=anna.seller_id)

    with pytest.raises(NotAllowed):
        forget_view(view=view, by=viewer)
    with pytest.raises(NotAllowed):
        saved(viewer)
    assert SavedView.objects.get() == view


def test_a_view_is_forgotten_for_all(anna):
    forget_view(view=saved(anna), by=anna)

    assert not SavedView.objects.exists()
