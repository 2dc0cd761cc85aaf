"""One person's data: found by an administrator, given out as a file, or erased, with the log."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipments import clock
from shipments.actor import Role
from shipments.privacy.kinds import KINDS
from shipments.privacy.models import PrivacyAct
from shipments.privacy.people import (
    Person,
    acts_for,
    erase_person,
    export_person,
    facts_of,
    find_person,
)
from shipments.web.base import attachment, keyset_page
from shipments.web.refusals import refusals_in
from shipments.web.requests import ActorRequest

TITLES: dict[str, Any] = {kind.name: kind.title for kind in KINDS} | {"orders": _("Orders")}


class PersonForm(forms.Form):
    """Whom to look for, and why his data is given out or erased."""

    text = forms.CharField(label=_("Phone, e-mail, order or parcel number, or INN"), max_length=120)
    why = forms.CharField(
        label=_("Why: who asked, and by which letter"), max_length=300, required=False
    )


@require_http_methods(["GET", "POST"])
def people(request: ActorRequest) -> HttpResponse:
    """Look for a person; then give his data out or erase it, with a reason."""
    if not request.actor.has(Role.ADMIN):
        raise PermissionDenied
    form = PersonForm(request.POST or None)
    person = None
    if form.is_valid():
        with refusals_in(form, "text"):
            person = find_person(text=form.cleaned_data["text"], by=request.actor)
            if person and "export" in request.POST:
                return _give_out(request, person, form.cleaned_data["why"])
            if person and "erase" in request.POST:
                return _erase(request, person, form.cleaned_data["why"])
    return _page(request, form, person)


def _give_out(request: ActorRequest, person: Person, why: str) -> HttpResponse:
    facts = export_person(person=person, why=why, by=request.actor, at=clock.now())
    text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return attachment(text.encode(), "person.json", "application/json")


def _erase(request: ActorRequest, person: Person, why: str) -> HttpResponse:
    erase_person(person=person, why=why, by=request.actor, at=clock.now())
    messages.success(request, _("Erased. Orders stay with their money and goods."))
    return redirect("staff:people")


def _page(request: ActorRequest, form: PersonForm, person: Person | None) -> HttpResponse:
    facts = facts_of(person) if person else {}
    context = {
        "form": form,
        "person": person,
        "is_asked": form.is_bound and form.is_valid(),
        "found": [(TITLES[name], len(some)) for name, some in facts.items() if some],
        "page": (page := keyset_page(request, acts_for(request.actor), by="happened_at")),
        "log": [(act, _counted(act)) for act in page.rows],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "staff/people.html", context, status=status)


def _counted(act: PrivacyAct) -> list[tuple[Any, int]]:
    """How much of each kind an act was about, for people."""
    return [(TITLES.get(name, name), n) for name, n in act.counts.items()]
