"""API keys of a company: made, shown once, revoked."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shipments import clock
from shipments.access.keys import SELLER_SCOPES
from shipments.actor import Right
from shipments.imports.queries import seller_of
from shipments.parties.actions import make_key, revoke_key
from shipments.parties.queries import keys_for
from shipments.web.base import is_first_click
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.templatetags.naming import SCOPES


class KeyForm(forms.Form):
    """A new key: what it is for and what it may do."""

    name = forms.CharField(label=_("What the key is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(scope, scope) for scope in SELLER_SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )


@require_http_methods(["GET", "POST"])
@refusals_go_to("seller:keys")
def key_list(request: ActorRequest) -> HttpResponse:
    """The keys and the form that makes one; its secret is shown this once."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _make(request, form)
    return _page(request, form, status=422 if form.is_bound else 200)


def _page(
    request: ActorRequest, form: KeyForm, status: int = 200, secret: str = ""
) -> HttpResponse:
    chosen = request.POST.getlist("scopes") if form.is_bound else []
    rows = [
        (
            text,
            [(scope if scope in SELLER_SCOPES else "", scope in chosen) for scope in _both(word)],
        )
        for word, text in SCOPES.items()
    ]
    context = {
        "keys": keys_for(request.actor),
        "form": form,
        "secret": secret,
        "scopes": rows,
        "may_change": request.actor.can_write and request.actor.may(Right.KEYS),
        "token": secrets.token_urlsafe(16),
    }
    return render(request, "seller/keys.html", context, status=status)


def _both(word: str) -> tuple[str, str]:
    return f"{word}:read", f"{word}:write"


def _make(request: ActorRequest, form: KeyForm) -> HttpResponse:
    """Make a key once, however often the form is sent."""
    owner, given = or_404(seller_of(request.actor)), form.cleaned_data
    if not is_first_click(request, "seller-key"):
        messages.warning(request, _("This key was made already; its secret is shown once only."))
        return redirect("seller:keys")
    told: dict[str, Any] = {"name": given["name"], "scopes": given["scopes"]}
    _key, secret = make_key(owner=owner, by=request.actor, at=clock.now(), **told)
    return _page(request, KeyForm(), secret=secret)


@require_POST
@refusals_go_to("seller:keys")
def key_revoke(request: ActorRequest, key: int) -> HttpResponse:
    """Make a key useless from now on."""
    found = or_404(keys_for(request.actor).filter(pk=key).first())
    revoke_key(key=found, by=request.actor, at=clock.now())
    messages.success(request, _("The key is revoked."))
    return redirect("seller:keys")
