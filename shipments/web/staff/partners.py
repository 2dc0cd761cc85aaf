"""Partners: who tells us events, when each was heard last, and the keys of its machines."""

import secrets
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shipments import clock
from shipments.access.keys import PARTNER_SCOPES
from shipments.actor import Role
from shipments.parties.actions import make_key, revoke_key
from shipments.parties.models import Partner
from shipments.parties.partners import keys_of_partner, partner_by_code, partners_for
from shipments.tracking.codes import CODES
from shipments.tracking.partner_codes import MAY_SAY
from shipments.tracking.queries import waiting_codes
from shipments.web.base import is_first_click
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest, or_404
from shipments.web.staff.words import PARTNERS, SCHEMES

# The scopes of PARTNER_SCOPES for people.
WORDS = {
    "events:write": _("Tell events: POST /api/v1/events/"),
    "messages:write": _("Send its own messages: POST /api/v1/messages/"),
    "flights:read": _("Read flights: GET /api/v1/flights/"),
    "consolidations:read": _("Read consolidations: GET /api/v1/consolidations/"),
    "bags:read": _("Read bags: GET /api/v1/bags/"),
}
SCOPES = [(scope, WORDS[scope]) for scope in PARTNER_SCOPES]


class KeyForm(forms.Form):
    """A new key: what it is for and what it may do."""

    name = forms.CharField(label=_("What the key is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=SCOPES, widget=forms.CheckboxSelectMultiple
    )


@require_GET
def partner_list(request: ActorRequest) -> HttpResponse:
    """Every partner with its keys, when it was heard last, and how much nobody understood."""
    waiting: Counter[str] = Counter()
    for waiting_code in waiting_codes(request.actor):
        waiting[waiting_code["scheme"]] += waiting_code["n"]
    rows = [
        {
            "partner": partner,
            "name": PARTNERS.get(partner.name, partner.name),
            "list": SCHEMES.get(partner.scheme, partner.scheme),
            "waiting": waiting[partner.scheme],
        }
        for partner in partners_for(request.actor)
    ]
    return render(request, "staff/partners.html", {"rows": rows, "now": clock.now()})


@require_GET
def partner(request: ActorRequest, partner: str) -> HttpResponse:
    """One partner: its keys, and which of our words it may say."""
    return _page(request, _found(request, partner), KeyForm())


def _found(request: ActorRequest, code: str) -> Partner:
    return or_404(partner_by_code(request.actor, code))


def _page(
    request: ActorRequest, found: Partner, form: KeyForm, status: int = 200, secret: str = ""
) -> HttpResponse:
    language = get_language() or "en"
    words = [code for code in CODES.values() if code.code in MAY_SAY.get(found.kind, ())]
    context = {
        "partner": found,
        "name": PARTNERS.get(found.name, found.name),
        "list": SCHEMES.get(found.scheme, found.scheme),
        "keys": keys_of_partner(request.actor, found),
        "form": form,
        "secret": secret,
        "words": [(word.code, word.text(language)) for word in words],
        "may_key": request.actor.has(Role.ADMIN),
        "token": secrets.token_urlsafe(16),
    }
    return render(request, "staff/partner.html", context, status=status)


@require_POST
@refusals_go_to("staff:partner", "partner")
def key_make(request: ActorRequest, partner: str) -> HttpResponse:
    """Make a key and show its secret this once; a second click makes no second key."""
    found, form = _found(request, partner), KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if not is_first_click(request, "partner-key"):
        messages.warning(request, _("This key was made already; its secret is shown once only."))
        return redirect("staff:partner", found.code)
    given: dict[str, Any] = form.cleaned_data
    _key, secret = make_key(owner=found, by=request.actor, at=clock.now(), **given)
    return _page(request, found, KeyForm(), secret=secret)


@require_POST
@refusals_go_to("staff:partner", "partner")
def key_revoke(request: ActorRequest, partner: str) -> HttpResponse:
    """Make a key useless from now on."""
    found, pk = _found(request, partner), request.POST.get("key", "")
    rows = keys_of_partner(request.actor, found)
    key = rows.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    revoke_key(key=or_404(key), by=request.actor, at=clock.now())
    messages.success(request, _("The key is revoked; machines that use it are refused."))
    return redirect("staff:partner", found.code)
