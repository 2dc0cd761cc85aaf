"""Each interface against each actor; and interfaces hold no queries of their own."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from shipments.access.entry import WHO_MAY_ENTER
from shipments.access.keys import RESOURCES
from shipments.actor import Role
from shipments.api.base import ApiView
from shipments.parties.models import Membership, Seller, StaffMember, User
from shipments.reference import load_reference
from tests.cast import shop

ROOT = Path(__file__).resolve().parents[2]
INTERFACES = ("shipments/api", "shipments/web", "customs/api", "customs/web")
PAGES = {"seller": "/seller/", "staff": "/staff/", "customs": "/customs/", "admin": "/admin/"}
# Who finds which pages; every other one is told that there is nothing.
ENTERS = {
    "anna": {"seller"},
    "vera": {"seller"},
    "wei": {"staff"},
    "pavel": {"staff"},
    "irina": {"staff"},
    "olga": {"staff", "customs"},
    "ada": {"seller", "staff", "customs", "admin"},
    "stranger": set(),
}
STAFF = {
    "wei": "warehouse",
    "pavel": "planner",
    "irina": "finance",
    "olga": "customs",
    "ada": "admin",
}
MEMBERS = {"anna": Role.SELLER_OWNER, "vera": Role.SELLER_VIEWER}


@pytest.fixture
def people(db) -> dict[str, Client]:
    """Everybody with a browser, signed in; and nobody."""
    load_reference()
    seller = shop("S001")
    return {"nobody": Client(), **{name: _signed_in(name, seller) for name in ENTERS}}


def _signed_in(name: str, shop: Seller) -> Client:
    user = User.objects.create_user(name, is_staff=name == "ada", is_superuser=name == "ada")
    if name in STAFF:
        StaffMember.objects.create(user=user, roles=[STAFF[name]])
    if name in MEMBERS:
        Membership.objects.create(user=user, seller=shop, level=MEMBERS[name])
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("interface", PAGES)
def test_each_interface_lets_in_its_own_kinds_only(people, interface):
    found = {name for name in ENTERS if people[name].get(PAGES[interface]).status_code == 200}
    refused = {name for name in ENTERS if people[name].get(PAGES[interface]).status_code == 404}

    assert found == {name for name, interfaces in ENTERS.items() if interface in interfaces}
    assert refused == set(ENTERS) - found


@pytest.mark.parametrize("page", PAGES.values())
def test_nobody_is_sent_to_the_sign_in_page(people, page):
    answer = people["nobody"].get(page)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={page}")


def test_the_public_interface_is_open_to_all(people):
    assert {client.get("/").status_code for client in people.values()} == {200}


@pytest.mark.parametrize("page", ["/track/%00/", "/t/%00/", "/seller/orders/%00/"])
def test_no_row_has_a_nul_in_its_name(people, page):
    assert people["ada"].get(page).status_code == 404


def addresses() -> list[str]:
    """Every address of the product that names no row."""
    return sorted({f"/{way}" for way in ways("", get_resolver().url_patterns) if "<" not in way})


def ways(before: str, found: list) -> Iterator[str]:
    for one in found:
        way = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            yield from ways(way, one.url_patterns)
        elif "(" not in way:
            yield way


def test_no_query_and_no_form_breaks_by_a_nul(people):
    """Each address is asked with a NUL in a word's name, in its value, and in a form."""
    cache.clear()
    ada = people["ada"]
    ada.raise_request_exception = False
    form = {"search": "a\x00", "bag": "\x00", "next": "\x00"}
    looked = Counter(ada.get(f"{one}?search=%00&%00=1").status_code for one in addresses())
    sent = Counter(ada.post(one, form).status_code for one in addresses())

    assert looked[400] > 100
    assert sent[400] > 50
    assert max(*looked, *sent) < 500


def test_a_interface_that_is_in_no_table_is_not_there(people, settings):
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": _with_a_new_interface()})

    assert {people[name].get("/back/").status_code for name in people} == {404}


def _with_a_new_interface() -> list:
    back = [path("", lambda request: None, name="yard")]
    return [
        *get_resolver(settings.ROOT_URLCONF).url_patterns,
        path("back/", include((back, "back"))),
    ]


def patterns(found: list) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def test_every_interface_of_the_product_is_in_the_table():
    interfaces = {
        one.namespace for one in get_resolver().url_patterns if isinstance(one, URLResolver)
    }

    assert {interface or "" for interface in interfaces} <= set(WHO_MAY_ENTER)


def test_every_resource_has_a_scope_and_is_shut_without_a_key(people):
    views = {getattr(one.callback, "cls", None) for one in patterns(get_resolver().url_patterns)}
    interfaces = [view for view in views if view and issubclass(view, ApiView) and view.resource]

    assert {view.resource for view in interfaces} <= set(RESOURCES)
    assert len(interfaces) > 40
    for word in {view.resource for view in interfaces}:
        assert people["nobody"].get(f"/api/v1/{word}/").status_code == 401


def sources() -> list[Path]:
    return [file for folder in INTERFACES for file in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("source", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_interface_reads_rows_through_queries_only(source):
    tree = ast.parse(source.read_text())

    found = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
    ]
    assert found == []
