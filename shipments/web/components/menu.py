"""The menu of an interface: its entries are data, `{% menu %}` draws them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from shipments.actor import Role
from shipments.web.requests import ActorRequest


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry: where it leads, the further pages it stands for, and who sees it ("" all)."""

    page: str
    text: Any
    stands_for: Collection[str] = ()
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry as a page shows it."""

    href: str
    text: Any
    is_here: bool


@lru_cache
def menu_items(interface: str) -> Sequence[MenuItem]:
    """The entries of an interface (`settings.MENUS` knows where they stand)."""
    items: Sequence[MenuItem] = import_string(settings.MENUS[interface])
    return items


def menu_links(interface: str, request: ActorRequest, here: str = "") -> list[MenuLink]:
    """What this reader sees of a menu; `here` names the entry that a page of many belongs to."""
    match = request.resolver_match
    here = here or (match.url_name or "" if match else "")
    return [
        MenuLink(
            reverse(f"{interface}:{item.page}"),
            item.text,
            here == item.page or here in item.stands_for,
        )
        for item in menu_items(interface)
        if item.role is None or item.role in request.actor.roles
    ]
