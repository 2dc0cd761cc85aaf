"""Every route of API and pages, walked by another seller with Anna's numbers, answers 404."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from shipments.access.entry import WAYS_TO_LOOK
from shipments.actor import Role
from shipments.notifications.models import Webhook
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import Membership, User
from tests.machines import Machine, sign_in

INTERFACES = ("api", "customs-api", "seller", "seller-customs", "staff", "customs")
METHODS = ("get", "post", "patch", "delete")
# What belongs to nobody: the schedule, and what anybody with a number may read.
NOBODY_S = ("api:flight", "api:track")


@dataclass(frozen=True, slots=True)
class Route:
    """One named address and the names in it."""

    interface: str
    name: str
    names: tuple[str, ...]
    view: Any

    @property
    def label(self) -> str:
        return f"{self.interface}:{self.name}"

    @property
    def methods(self) -> list[str]:
        """The methods that are answered; of a page all of them are tried."""
        kind = getattr(self.view, "cls", None)
        return [m for m in METHODS if kind is None or hasattr(kind, m)]


def routes(patterns: list, interface: str = "") -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, interface or one.namespace or "")
        elif isinstance(one, URLPattern) and interface in INTERFACES and one.name:
            yield Route(interface, one.name, tuple(one.pattern.converters), one.callback)


ALL = list(routes(get_resolver().url_patterns))
WITH_NAMES = [r for r in ALL if r.names and not r.label.startswith(NOBODY_S)]
WITHOUT_NAMES = [r for r in ALL if not r.names and r.interface in ("api", "customs-api", "seller")]


# The first word of a route's name says which number it takes.
TAKES = {
    "case": "case",
    "message": "message",
    "partner": "partner",
    "order": "order",
    "import": "import",
    "product": "sku",
    "stock": "sku",
    "parcel": "parcel",
    "receiving": "shipment",
    "replenishment": "replenishment",
    "consolidation": "mawb",
    "bag": "bag",
    "hold": "hold",
    "webhook": "webhook",
    "deliveries": "webhook",
    "delivery": "webhook",
    "declaration": "parcel",
    "pay": "parcel",
    "flight": "flight",
    "bulk": "bulk",
    "view": "view",
    "key": "key",
    "member": "member",
    "invitation": "invitation",
    "export": "export",
}
OTHERS = {"act": "test", "action": "fill", "track": "import"}


def address(route: Route, hers: dict[str, Any]) -> str:
    """The route's address with Anna's numbers; a new kind of route must be added to TAKES."""
    values = {name: OTHERS.get(name) or hers.get(name) for name in route.names}
    if (first := route.names[0]) not in OTHERS:
        values[first] = hers[TAKES[route.name.partition("-")[0]]]
    return reverse(route.label, kwargs=values)


def answer(machine: Machine, method: str, path: str) -> Any:
    body = {} if method == "get" else {"data": {}, "content_type": "application/json"}
    return getattr(machine.client, method)(path, headers=machine.headers, **body)


def member(shop: Any, level: Role) -> Machine:
    """A seller's member with a browser."""
    user = User.objects.create_user(f"{shop.code} {level}")
    Membership.objects.create(user=user, seller=shop, level=level)
    return sign_in(user)


def by_interface(machine: Machine, person: Machine, route: Route) -> Machine:
    return machine if route.interface in ("api", "customs-api") else person


def statuses(walk: Iterator[tuple[str, int]], allowed: set[int]) -> dict[str, int]:
    """What was answered otherwise than allowed."""
    return {label: status for label, status in walk if status not in allowed}


def test_boris_finds_nothing_under_anna_s_numbers(hers, boris, boris_shop):
    person = member(boris_shop, Role.SELLER_OWNER)

    walk = (
        (f"{method} {route.label}", answer(who, method, address(route, hers)).status_code)
        for route in WITH_NAMES
        for who in [by_interface(boris, person, route)]
        for method in route.methods
    )

    assert statuses(walk, {404, 405}) == {}
    assert Order.objects.get().status == "packed"
    assert Webhook.objects.get().is_active


def test_boris_s_browser_finds_nothing_by_the_api_either(hers, boris_shop):
    person = member(boris_shop, Role.SELLER_OWNER)

    walk = (
        (f"{method} {route.label}", answer(person, method, address(route, hers)).status_code)
        for route in WITH_NAMES
        for method in route.methods
    )

    assert statuses(walk, {404, 405}) == {}


def test_boris_s_lists_hold_nothing_of_anna_s(hers, boris, boris_shop):
    person = member(boris_shop, Role.SELLER_OWNER)

    for route in WITHOUT_NAMES:
        found = answer(by_interface(boris, person, route), "get", reverse(route.label))
        text = found.content.decode()
        told = [hers[name] for name in ("order", "parcel", "sku", "import") if hers[name] in text]
        assert (route.label, told) == (route.label, [])


def test_the_numbers_are_true_for_those_who_may_see_them(hers, reference):
    ada = User.objects.create_user("ada", is_superuser=True, is_staff=True)
    ada = sign_in(ada)

    walk = (
        (route.label, answer(ada, "get", address(route, hers)).status_code)
        for route in WITH_NAMES
        if "get" in route.methods
    )

    # Of an action that left nothing out there is no such file.
    assert statuses(walk, {200, 405}) == {"customs:bulk-action-left-out": 404}


def test_a_viewer_cannot_write(hers, anna_shop):
    viewer = member(anna_shop, Role.SELLER_VIEWER)
    interfaces = ("api", "customs-api", "seller")

    walk = (
        (f"{method} {route.label}", answer(viewer, method, path).status_code)
        for route in ALL
        if route.interface in interfaces and not route.label.startswith(NOBODY_S)
        for path in [address(route, hers) if route.names else reverse(route.label)]
        for method in route.methods
        if method != "get" and route.name not in ("schema", "docs")
    )

    open_to_her = {f"post {label}" for label in WAYS_TO_LOOK}
    assert set(statuses(walk, {403, 405})) == open_to_her
    assert Order.objects.get().status == "packed"


def test_without_the_token_nobody_reads_personal_data(hers):
    parcel, nobody = Parcel.objects.get(), Client()

    for path in (f"/track/{parcel.number}/", f"/api/v1/track/{parcel.number}/"):
        text = nobody.get(path).content.decode()
        assert parcel.number in text
        for secret in ("Секретова", "ANNA-1", "CUP-1", "Ленина", parcel.token):
            assert secret not in text
