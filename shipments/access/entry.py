"""Which interface lets in whom: each request gets its actor, and the URL's namespace is asked."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from rest_framework.permissions import SAFE_METHODS

from shipments.access.actors import ANYONE, actor_of_user, needs_second_step
from shipments.actor import SELLER_ROLES, STAFF_ROLES, Actor, Role

NUL = "\x00"

# The interface is the first namespace of the URL; what is not named here is not there (404). The
# machines' interfaces close themselves by key, those without a name (sign-in, health) by the login
# rule.
WHO_MAY_ENTER: dict[str, frozenset[Role]] = {
    "": ANYONE,
    "public": ANYONE,
    "buyer": ANYONE,
    "api": ANYONE,
    "customs-api": ANYONE,
    "seller": SELLER_ROLES | {Role.ADMIN},
    "seller-customs": SELLER_ROLES | {Role.ADMIN},
    "staff": STAFF_ROLES,
    "customs": frozenset({Role.CUSTOMS, Role.ADMIN}),
    "admin": frozenset({Role.ADMIN}),
}
MACHINES = frozenset({"api", "customs-api"})
WITHOUT_SIGN_IN = frozenset({"public", "buyer"})
# What a form sends that changes only what its sender sees: the numbers pasted, the columns shown,
# a file of what the list shows.
WAYS_TO_LOOK = frozenset({"seller:paste", "seller:columns", "seller:file"})


class EnteredRequest(HttpRequest):
    """A request that the middleware has given its actor."""

    actor: Actor


def interface_of(request: HttpRequest) -> str:
    """The first namespace of the URL that was asked for."""
    match = request.resolver_match
    return match.namespaces[0] if match and match.namespaces else ""


class EnterMiddleware(LoginRequiredMiddleware):
    """Gives each request its `actor` and asks WHO_MAY_ENTER.

    Who has not signed in is sent to the sign-in page; for an interface of others the answer is 404.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        if strangers := sorted(set(settings.MFA_ROLES) - ANYONE):
            raise ImproperlyConfigured(f"MFA_ROLES names no role: {', '.join(strangers)}.")

    def process_request(self, request: HttpRequest) -> None:
        actor = SimpleLazyObject(lambda: actor_of_user(request.user))
        cast(EnteredRequest, request).actor = cast(Actor, actor)

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        interface = interface_of(request)
        if (allowed := WHO_MAY_ENTER.get(interface)) is None:
            raise Http404
        if interface in MACHINES:
            return None
        # No row has a NUL in its name, and the database cannot even be asked for one.
        if any(NUL in str(value) for value in view_kwargs.values()):
            raise Http404
        if any(NUL in text for text in _texts(request)):
            raise BadRequest("a NUL")
        if interface in WITHOUT_SIGN_IN:
            return None
        if allowed is ANYONE:
            return super().process_view(request, view_func, view_args, view_kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = cast(EnteredRequest, request).actor
        _refuse_strangers(request, actor, allowed)
        if needs_second_step(request.user, actor):
            return redirect("account")
        return None


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every name and value of the address and of the form."""
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield name
            yield from values


def _refuse_strangers(request: HttpRequest, actor: Actor, allowed: frozenset[Role]) -> None:
    """404 for other kinds of actors; who may only look gets 403 for any change."""
    if not actor.roles & allowed:
        raise Http404
    if request.method in SAFE_METHODS or actor.can_write:
        return
    if request.resolver_match is None or request.resolver_match.view_name not in WAYS_TO_LOOK:
        raise PermissionDenied
