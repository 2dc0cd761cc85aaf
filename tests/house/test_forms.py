"""Every form and every question of every page stands whatever is written into it: never a 5xx."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customs.declarations.models import ImportLine, ImportRegistry
from customs.reference import load_reference_data
from shipments.access import throttling
from shipments.actor import Actor, Role
from shipments.containers.models import Consolidation
from shipments.notifications.models import Subscription
from shipments.parcels.models import Parcel
from shipments.parties.invitations import invite
from shipments.parties.models import Membership, Partner, StaffMember, User
from shipments.tracking.models import UnmappedEvent
from tests.house.forms import Form, Walk, ask, changed, fault, kinds_of, route_of, send
from tests.house.test_interfaces import addresses
from tests.house.test_tenancy import ALL, OTHERS, TAKES, address
from tests.naughty import FULL, Spread

log = logging.getLogger("tests.forms")
INTERFACES = {
    "anna": ("seller", "seller-customs"),
    "ada": ("staff", "customs"),
}
# So many forms at least are found; fewer means that the walk has gone blind.
FEWEST = {"anna": 30, "ada": 35, "visitor": 8}
LOGIN = "correct horse 9"


@pytest.fixture
def world(hers, anna_shop, monkeypatch, settings) -> dict[str, str]:
    """One of everything, and nobody has to wait."""
    load_reference_data()
    monkeypatch.setattr(throttling, "_counted", lambda *some: [])
    settings.PUBLIC_NUMBERS_PER_HOUR = settings.PUBLIC_NUMBERS_PER_DAY = 10**6
    settings.ACCOUNT_RATE_LIMITS = False
    parcel, at = Parcel.objects.get(), timezone.now()
    consolidation = Consolidation.objects.get(mawb=hers["mawb"])
    registry = ImportRegistry.objects.create(
        consolidation=consolidation, status="registered", filed_at=at
    )
    ImportLine.objects.create(registry=registry, parcel=parcel, position=1)
    UnmappedEvent.objects.create(
        partner=Partner.objects.first(),
        scheme="fsu",
        raw_code="ZZZ",
        subject="parcel:X",
        source="fsu",
        source_ref="1",
        happened_at=at,
        recorded_at=at,
    )
    wish = Subscription.objects.create(
        parcel=parcel, email="b@example.com", token="w" * 43, created_at=at
    )
    owner = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    _asked, secret = invite(email="n@example.com", level="seller_viewer", by=owner, at=at)
    return {"token": parcel.token, "secret": secret, "wish": wish.token, "number": parcel.number}


def person(name: str, shop) -> Callable[[], Client]:
    """A browser of a person, signed in a moment ago; new at each call."""
    user = User.objects.create_user(
        name, f"{name}@example.com", LOGIN, is_staff=name == "ada", is_superuser=name == "ada"
    )
    if name == "ada":
        StaffMember.objects.create(user=user, roles=[Role.ADMIN])
    else:
        Membership.objects.create(user=user, seller=shop, level=Role.SELLER_OWNER)

    def browser() -> Client:
        client = Client()
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "username": name}
        ]
        session.save()
        return client

    return browser


def starts(who: str, world, hers) -> Iterator[str]:
    if who == "visitor":
        yield from ("/", "/privacy/", f"/track/{world['number']}/", "/track/NONE/")
        yield from (f"/track/?numbers={world['number']}+X", f"/t/{world['token']}/")
        yield from (f"/join/{world['secret']}/", "/accounts/login/", "/accounts/password/reset/")
        yield from (f"/news/{world['wish']}/{word}/" for word in ("confirm", "stop"))
        yield f"/track/{world['number']}/contents/"
        return
    for route in ALL:
        known = not route.names or route.names[0] in OTHERS or route.name.split("-")[0] in TAKES
        if route.interface in INTERFACES[who] and known:
            yield address(route, hers) if route.names else reverse(route.label)
    if who == "anna":
        yield from (one for one in addresses() if one.startswith("/accounts/"))


def walked(who: str, browser: Callable[[], Client], world, hers) -> Walk:
    """All forms a person reaches, those that another form answers with too."""
    walk = Walk(browser())
    for path in starts(who, world, hers):
        walk.look_at(path)
    tried: set[tuple] = set()
    while fresh := [form for key, form in walk.forms.items() if key not in tried]:
        for form in fresh:
            tried.add(form.key)
            answer = send(browser(), form)
            told = getattr(answer, "status_code", 500)
            if told in (200, 422) and "html" in answer.get("Content-Type", ""):
                walk.read(form.action, answer.content)
    return walk


@pytest.fixture
def browsers(world, anna_shop) -> dict[str, Callable[[], Client]]:
    return {"anna": person("reader", anna_shop), "ada": person("ada", anna_shop), "visitor": Client}


def of_account(form: Form) -> bool:
    return route_of(form.action).startswith("accounts/")


def turns(names: list[str], spread: Spread) -> Iterator[dict[str, str]]:
    """Which fields hold what: each text in each field with TEST_FULL, else all fields by turns.

    So that one field's refusal does not hide the next one's fault, every other field is well then.
    """
    if FULL:
        yield from ({name: text} for name in names for text in spread)
        return
    for some in filter(None, (names[::2], names[1::2])):
        yield {name: next(iter(spread)) for name in some}


def in_forms(walk: Walk, spread: Spread) -> Iterator[tuple[str, Form]]:
    """Each form with each kind of field left out and spoilt."""
    for form in walk.forms.values():
        names = kinds_of(form.values)
        left_out = [[name] for name in names] if FULL else [names]
        for some in filter(None, left_out):
            yield f"{some} left out", changed(form, dict.fromkeys(some))
        for news in turns(names, spread):
            yield f"{news!r:.200}", changed(form, news)


def without_forms(walk: Walk, paths: list[str], spread: Spread) -> Iterator[tuple[str, Form]]:
    """Each address that no form was shown for is sent every field that any form has."""
    names = {name for form in walk.forms.values() for name in form.values}
    known = {route_of(form.action) for form in walk.forms.values()}
    for path in paths:
        if (route := route_of(path)) in known or route.startswith("accounts/"):
            continue
        for text in spread:
            yield f"* {text!r:.40}", Form(path, "post", dict.fromkeys(names, text))


def in_questions(walk: Walk, spread: Spread) -> Iterator[tuple[str, Form]]:
    """Each page asked with each of its words spoilt."""
    for route, path in walk.places.items():
        asked = {**walk.questions.get(route, {}), "after": "", "search": "", "next": ""}
        for news in turns(kinds_of(asked), spread):
            spoilt = {name: text[: 3_000 if FULL else 500] for name, text in news.items()}
            yield f"?{spoilt!r:.200}", Form(path, "get", asked | spoilt)


@pytest.mark.parametrize("who", ["anna", "ada", "visitor"])
def test_every_form_and_every_question_stands_what_is_typed(who, browsers, world, hers):
    walk = walked(who, browsers[who], world, hers)
    spread, faults, client = Spread(), {}, browsers[who]()
    paths = [] if who == "visitor" else list(starts(who, world, hers))
    sent: Counter = Counter()
    all_of_them = chain(
        in_forms(walk, spread), without_forms(walk, paths, spread), in_questions(walk, spread)
    )
    for what, form in all_of_them:
        route = route_of(form.action)
        if of_account(form):
            client = browsers[who]()
        answer = send(client, form) if form.method == "post" else ask(client, form)
        sent[form.method] += 1
        if (told := fault(answer)) and (route, told) not in faults:
            faults[route, told] = what
            log.warning("%s: %s %s", route, told, what)
    log.info("%s: %s forms, %s pages, %s", who, len(walk.forms), len(walk.places), dict(sent))

    assert faults == {}
    assert len(walk.forms) >= FEWEST[who]
    assert min(sent["post"], sent["get"]) > FEWEST[who]
