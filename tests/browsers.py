"""People with a browser, and how many queries a page of theirs takes."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipments.actor import Role
from shipments.parties.models import Membership, Seller, StaffMember, User
from shipments.tracking.actions import NewEvent, record_events
from tests.clock import NOON


def signed_in(
    name: str,
    *,
    roles: tuple[Role, ...] = (),
    seller: Seller | None = None,
    level: Role = Role.SELLER_OWNER,
) -> Client:
    """A browser in which somebody has signed in, reading English."""
    user = User.objects.create_user(name)
    if roles:
        StaffMember.objects.create(user=user, roles=list(roles))
    if seller:
        Membership.objects.create(user=user, seller=seller, level=level)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def seen(answer: HttpResponse) -> str:
    """A page as a browser reads it: blanks and new lines are one blank."""
    return re.sub(r"[ \n]+", " ", answer.content.decode())


@pytest.fixture
def visitor(db) -> Client:
    """Somebody on the public pages, who has asked nothing yet."""
    cache.clear()
    return Client()


@pytest.fixture
def happen() -> Callable[..., None]:
    """Things happen to parcels, one code after the other."""

    def tell(parcels, *codes: str, at: datetime = NOON) -> None:
        for code in codes:
            events = [NewEvent("parcel", p.pk, code, at, "test", code) for p in parcels]
            record_events(events, at=at)

    return tell


@pytest.fixture
def queries_of() -> Callable[[Client, str], int]:
    """How many queries a page takes once everything lasting is remembered."""

    def count(client: Client, path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    return count


def grows_not(count: Callable[[Client, str], int], client: Client, path: str, more) -> None:
    """The same number of queries for one row and for three."""
    with_one = count(client, path)
    more()
    assert count(client, path) == with_one
